#include "render/text_load.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "rules/load/all.h"
#include "tests/golden.h"
#include "tests/made_load_facts.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)
using render::Colours;

namespace {

std::string Summary(const LoadFacts& facts, Colours colours = Colours::kOff) {
  return render::LoadSummary(facts, rules::AskLoadRules(facts), "", colours);
}

// What the summary is for: a root daemon with a resolver two hops away.
LoadFacts XzShape() {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  AddStart(facts, kLibc, StartHow::kIfunc, 0x9e8e0).symbol = "strcpy";
  StartEntry& resolver = AddStart(facts, kLiblzma, StartHow::kIfunc, 0x6b30);
  resolver.symbol = "lzma_crc64";
  resolver.walk = std::make_shared<CodeWalk>();
  facts.timeline.back().not_yet_relocated = 3;
  facts.timeline.back().first_not_yet_relocated = "libsystemd.so.0";
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x3f20);
  AddStart(facts, kLibcrypto, StartHow::kInitCall, 0x230620);
  AddStart(facts, kLibcrypto, StartHow::kInit, 0x1000).certainty = StartCertainty::kCannotTell;
  return facts;
}

// Everything at once that can be wrong with a program.
LoadFacts Broken() {
  LoadFacts facts = XzShape();
  facts.closure_complete = false;
  facts.objects[kLiblzma].found_by = FoundBy::kPreload;
  facts.objects[kLiblzma].found_in = "LD_PRELOAD";
  facts.objects[kLiblzma].requested_by = kNobody;
  facts.objects[kLibsystemd].needs.clear();
  facts.objects[kLibsystemd].found_by = FoundBy::kRunpath;
  facts.objects[kLibsystemd].found_in = "$ORIGIN/../lib";
  facts.missing.push_back({"libplug.so.1", kLibsystemd, 0x3020, {"/lib/", "/usr/lib/"}, "not found", true});
  facts.would_not_start = {"libplug.so.1: not found"};
  facts.risky_directories.push_back({kSshd, "/tmp/lib/", "/tmp/lib", SearchDirectory::Risk::kCreatableByOthers,
                                     "can be written by anyone (at /tmp)"});
  facts.environment_that_counted = {"LD_PRELOAD=/tmp/liblzma.so.5"};
  facts.damages.push_back({"/lib/x86_64-linux-gnu/libcrypto.so.3", "dynamic section past the end", 0x1f40});
  facts.on_demand.push_back({kLibsystemd, {"libbpf.so.1", "libbpf.so.0"}, "bpf", "suggested", 0x800});
  return facts;
}

std::size_t LinesOf(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("the summary of the shape of xz is this, byte for byte") {
  CheckGolden("load_summary_xz.txt", Summary(XzShape()));
}

TEST_CASE("the summary of a program with everything wrong is this, byte for byte") {
  CheckGolden("load_summary_broken.txt", Summary(Broken()));
}

TEST_CASE("the summary of a program in which nothing runs uninvited is two lines") {
  CHECK(Summary(Sshd()) == "/usr/sbin/sshd   5 libraries\nno third-party library runs code before main\n");
}

TEST_CASE("a static program is one line") {
  LoadFacts facts = Sshd();
  facts.objects.resize(1);
  facts.objects[0].needs.clear();
  facts.linkage = Linkage::kStaticPie;
  CHECK(Summary(facts) == "/usr/sbin/sshd   static-pie: all code in it is its own\n");
}

TEST_CASE("no colour is written unless it is wanted, and then every one is switched off again") {
  CHECK(Summary(Broken()).find('\033') == std::string::npos);
  CheckGolden("load_summary_broken_colour.txt", Summary(Broken(), Colours::kOn));
}

TEST_CASE("the summary has at most 25 lines, however much there is to say") {
  LoadFacts facts = Broken();
  for (int i = 0; i < 200; ++i) {
    LoadedObject object = facts.objects[kLiblzma];
    object.soname = "lib" + std::to_string(i) + ".so";
    facts.objects.push_back(object);
    AddStart(facts, facts.objects.size() - 1, StartHow::kInitArray, 0x1000);
    facts.privileges.push_back(facts.privileges.front());
    facts.damages.push_back(facts.damages.front());
    facts.environment_that_counted.push_back(facts.environment_that_counted.front());
    facts.on_demand.push_back({kLibsystemd, {object.soname}, "", "", 0});
  }
  CHECK(LinesOf(Summary(facts)) <= 25);
}

TEST_CASE("a reason for not starting is not said twice") {
  const std::string summary = Summary(Broken());
  CHECK(summary.find("libplug.so.1") == summary.rfind("libplug.so.1"));
}

TEST_CASE("names from files cannot write escape sequences or lines of their own, in any of the four answers") {
  const std::string evil = "evil\033[2J\nnext: rm\r\u202e";
  LoadFacts facts = Broken();
  facts.program = "/tmp/" + evil;
  for (LoadedObject& object : facts.objects) {
    object.soname += evil;
    object.path += evil;
    object.found_in += evil;
    object.package = std::make_shared<const PackageOwner>(PackageOwner{evil, evil, evil, evil});
  }
  for (StartEntry& entry : facts.start) entry.symbol = evil;
  for (TimelineStep& step : facts.timeline) step.first_not_yet_relocated = evil;
  for (Privilege& privilege : facts.privileges) privilege.because = evil;
  facts.damages[0] = {evil, evil, 1};
  facts.missing[0].soname = facts.missing[0].because = evil;
  facts.missing[0].looked_in = {evil};
  facts.would_not_start = {evil};
  facts.environment_that_counted = {evil};
  facts.on_demand[0].sonames = {evil};
  facts.risky_directories[0].directory = facts.risky_directories[0].detail = evil;
  for (const std::string& answer :
       {Summary(facts), render::LoadOrder(facts), render::LoadTimeline(facts), render::LoadTree(facts)}) {
    CHECK(answer.find('\033') == std::string::npos);
    CHECK(answer.find('\r') == std::string::npos);
    CHECK(answer.find("\u202e") == std::string::npos);
    CHECK(answer.find("\nnext: rm") == std::string::npos);
  }
}

TEST_CASE("the order is this, byte for byte") {
  CheckGolden("load_order_broken.txt", render::LoadOrder(Broken()));
  CheckGolden("load_order_xz.txt", render::LoadOrder(XzShape()));
}

TEST_CASE("the timeline is this, byte for byte") {
  CheckGolden("load_timeline_xz.txt", render::LoadTimeline(XzShape()));
}

TEST_CASE("the timeline of a program in which nothing runs says so") {
  CHECK(render::LoadTimeline(Sshd()) == "nothing runs before main but the C runtime's own stubs\n");
}

TEST_CASE("the tree is this, byte for byte; what nobody asked for stands below it") {
  CheckGolden("load_tree_xz.txt", render::LoadTree(XzShape()));
  CheckGolden("load_tree_broken.txt", render::LoadTree(Broken()));
}

TEST_CASE("a chain of 16,000 libraries, or a web of as many requests, makes no tree that fills the disk") {
  LoadFacts facts = Sshd();
  facts.objects.resize(16'000, facts.objects[kLiblzma]);
  for (std::size_t i = 0; i + 1 < facts.objects.size(); ++i) facts.objects[i].needs = {i + 1};
  CHECK(render::LoadTree(facts).size() < 2'000'000);
  facts.objects[0].needs.resize(1'000'000, 1);
  CHECK(LinesOf(render::LoadTree(facts)) == 10'001);
}

TEST_CASE("a tree in which everybody asks for everybody is drawn once") {
  LoadFacts facts = Sshd();
  for (LoadedObject& object : facts.objects) object.needs = {0, 1, 2, 3, 4, 5};
  CHECK(LinesOf(render::LoadTree(facts)) == 37);
}
