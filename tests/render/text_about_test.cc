#include "render/text_about.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "render/json_about.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using render::Colours;

namespace {

std::size_t LinesIn(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

Finding Red(const std::string& subject) {
  return {"control-changed-hands", Answer::kYes, subject + ": joined", {{"repo", 1, "commit", "abc"}},
          Severity::kRed,          subject,      "git show abc"};
}

// Everything that one screen may have to hold.
AboutFacts Full() {
  AboutFacts facts;
  facts.subject = {AboutSubject::Kind::kLibrary,
                   "liblzma5",
                   "liblzma.so.5",
                   "/lib/liblzma.so.5",
                   PackageOwner{"liblzma5", "5.4.1-1", "xz-utils", "amd64"},
                   {"libother.so.1"}};
  LibraryUse use;
  use.soname = "liblzma.so.5";
  use.programs_in_all = 1040;
  use.privileged_in_all = 69;
  use.programs = 267;
  use.direct = 7;
  use.uninvited = 267;
  use.how = "constructor";
  use.example = "/usr/sbin/sshd";
  for (int i = 0; i < 9; ++i) {
    use.ways.push_back({"libway.so." + std::to_string(i), 9});
    use.reached.push_back({"/usr/sbin/daemon" + std::to_string(i), Privilege::Kind::kUnitAsRoot, "d.service"});
  }
  use.cut =
      LibraryCut{"libsystemd.so.0", "liblzma.so.5", 130, 44, "/usr/sbin/sshd", {"a@A", "b", "c", "d"}, "a remedy"};
  facts.use = use;
  facts.starts = {{"DT_INIT_ARRAY", "start", 0x4610}, {"DT_INIT_ARRAY", "", 0x4620}};
  UpkeepProject project;
  project.name = "xz-utils";
  project.maintainer = "First Person <first@host.test>";
  project.uploads = UploadRecord{"/c.gz", 13, 12, 0, {{"Second Person", 12, 11}}, "2025-04-03", true};
  project.help = {{"homepage", "https://project.test/", "status"}};
  facts.upkeep = project;
  CustodyFacts custody;
  custody.repositories.emplace_back();
  custody.repositories[0].preconditions.has_lone_maintainer = true;
  custody.repositories[0].preconditions.maintainer = "Only One";
  custody.repositories[0].preconditions.pushers = 1;
  facts.custody = custody;
  facts.repository = "./xz";
  facts.custody_findings = {Red("a"), Red("b"), Red("c"), Red("d")};
  facts.damages = {{"/var/lib/dpkg/status", "cut short", 7}, {"/other", "cut short", 0}};
  return facts;
}

}  // namespace

TEST_CASE("about keeps to one screen of 25 lines when everything is known, and ends with what to do next") {
  const std::string text = render::AboutText(Full(), Colours::kOff);
  CHECK(LinesIn(text) <= 25);
  CHECK(text.find("267 of 1040 programs; 7 of them name it") != std::string::npos);
  CHECK(text.find("4 functions used: a, b, c and 1 more") != std::string::npos);
  CHECK(text.find("12 of 13 uploads") != std::string::npos);
  CHECK(text.find("Only One alone pushed") != std::string::npos);
  CHECK(text.ends_with("next: halfsecond custody ./xz\n"));
}

TEST_CASE("what was not given is not looked at, and each time the command that would look is named") {
  AboutFacts facts = Full();
  facts.custody.reset();
  facts.custody_findings.clear();
  const std::string text = render::AboutText(facts, Colours::kOff);
  CHECK(text.find("who can change it   not looked at: halfsecond about --repo REPO liblzma5\n") != std::string::npos);
  CHECK(text.find("not looked at: halfsecond release-check ARCHIVE REPO\n") != std::string::npos);
  CHECK(text.ends_with("next: halfsecond why /usr/sbin/sshd liblzma.so.5\n"));
}

TEST_CASE("a library that no program loads is told as such, and not as unknown") {
  AboutFacts facts = Full();
  facts.use = LibraryUse{};
  facts.starts.clear();
  CHECK(render::AboutText(facts, Colours::kOff).find("no program here, unless by dlopen") != std::string::npos);
}

TEST_CASE("foreign text in about is escaped, in text and in JSON") {
  AboutFacts facts = Full();
  const std::string evil = "evil\x1b[2J\n\xe2\x80\xae";
  facts.subject.name = facts.subject.path = facts.use->soname = facts.use->example = evil;
  facts.use->reached[0] = {evil, Privilege::Kind::kUnitAsRoot, evil};
  facts.use->ways[0].soname = facts.use->cut->from = facts.use->cut->symbols[0] = evil;
  facts.upkeep->maintainer = facts.upkeep->uploads->uploaders[0].name = facts.upkeep->help[0].where = evil;
  facts.custody->repositories[0].preconditions.maintainer = facts.custody_findings[0].because = evil;
  facts.damages[0].source = facts.starts[0].symbol = evil;
  const std::string text = render::AboutText(facts, Colours::kOff);
  CHECK(LinesIn(text) <= 25);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\xe2\x80\xae") == std::string::npos);
  const auto document = nlohmann::json::parse(render::AboutJson(facts), nullptr, false);
  CHECK_FALSE(document.is_discarded());
  CHECK(document["schema"] == "halfsecond/about/1");
}
