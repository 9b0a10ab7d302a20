#include "render/text_about.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "render/json_about.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using render::Colours;

namespace {

std::size_t LinesIn(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// The text with each label and what is folded below it as one line.
std::string Unfolded(std::string text) {
  for (std::size_t end = text.find("\n     "); end != std::string::npos; end = text.find("\n     ", end)) {
    text.replace(end, text.find_first_not_of(' ', end + 1) - end, " ");
  }
  return text;
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
  ReleaseFacts release;
  release.archive_files = 90;
  release.identical = 87;
  release.tag.name = "v1.1";
  release.files.resize(4);
  release.files[0].strength = Strength::kContradicts;
  release.files[2].strength = Strength::kProved;
  release.files[3].state = FileState::kOnlyInTag;
  facts.release = release;
  facts.archive = "./xz-1.1.tar.xz";
  facts.damages = {{"/var/lib/dpkg/status", "cut short", 7}, {"/other", "cut short", 0}};
  return facts;
}

}  // namespace

TEST_CASE("about keeps to one screen of 25 lines when everything is known, and ends with what to do next") {
  const std::string text = render::AboutText(Full(), Colours::kOff);
  CHECK(LinesIn(text) <= 25);
  CHECK(text.find("267 of 1040 programs; 7 name it") != std::string::npos);
  CHECK(Unfolded(text).find("4 functions used: a, b, c and 1 more") != std::string::npos);
  CHECK(text.find("12 of 13 uploads") != std::string::npos);
  CHECK(text.find("Only One alone pushed") != std::string::npos);
  CHECK(text.ends_with("next: halfsecond custody ./xz\n"));
}

TEST_CASE("what was not given is not looked at, and each time the command that would look is named") {
  AboutFacts facts = Full();
  facts.custody.reset();
  facts.custody_findings.clear();
  facts.release.reset();
  const std::string text = render::AboutText(facts, Colours::kOff);
  CHECK(text.find("who can change it   not looked at: halfsecond about --repo REPO liblzma5\n") != std::string::npos);
  CHECK(text.find("not looked at: halfsecond release-check ARCHIVE REPO\n") != std::string::npos);
  CHECK(text.ends_with("next: halfsecond why /usr/sbin/sshd liblzma.so.5\n"));
}

TEST_CASE("no line of about is wider than 80 columns, whatever it has to tell") {
  AboutFacts facts = Full();
  for (Finding& finding : facts.custody_findings) {
    for (int i = 0; i < 60; ++i) finding.because += " and a further word";
  }
  facts.upkeep->maintainer = "A Person With A Very Long Name And Several Titles That Nobody Remembers To Write <a@b>";
  facts.damages[0].what = std::string(40, 'w') + " " + std::string(40, 'x') + " " + std::string(40, 'y');
  const std::string text = render::AboutText(facts, Colours::kOff);
  CHECK(LinesIn(text) <= 25);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK_MESSAGE(line.size() <= 80, line);
  CHECK(text.find(" ...\n") != std::string::npos);
}

TEST_CASE("what the archive has and its tag has not is counted; what the archive leaves out is none of it") {
  AboutFacts facts = Full();
  std::string text = render::AboutText(facts, Colours::kOff);
  CHECK(Unfolded(text).find("3 of 90 files differ from tag v1.1: 1 contradicts, 1 unexplained halfsecond") !=
        std::string::npos);
  CHECK(text.find("halfsecond release-check ./xz-1.1.tar.xz ./xz\n") != std::string::npos);
  facts.release->files[0].strength = facts.release->files[1].strength = Strength::kProved;
  facts.release->untagged_version = "1.2";
  facts.release->files[1].strength = Strength::kLabelled;
  text = Unfolded(render::AboutText(facts, Colours::kOff));
  CHECK(text.find("from tag v1.1 (none is of 1.2): none unexplained, 1 only labelled") != std::string::npos);
}

TEST_CASE("what deserves a second look in the archive comes next, unless the repository has worse") {
  AboutFacts facts = Full();
  facts.release->findings = {
      {"serial-above-published", Answer::kYes, "x.m4 claims serial 30", {}, Severity::kRed, "x.m4", ""}};
  const std::string text = render::AboutText(facts, Colours::kOff);
  CHECK(text.find("  red serial-above-published: x.m4 claims serial 30\n") != std::string::npos);
  CHECK(text.ends_with("next: halfsecond release-check ./xz-1.1.tar.xz ./xz\n"));
  facts.release->findings[0].severity = Severity::kAmber;
  CHECK(render::AboutText(facts, Colours::kOff).ends_with("next: halfsecond custody ./xz\n"));
}

TEST_CASE("an archive that cannot be read is unknown, with the reason") {
  AboutFacts facts = Full();
  facts.release.reset();
  facts.release_unknown = "x.tar.xz: ends before its end";
  const std::string text = render::AboutText(facts, Colours::kOff);
  CHECK(text.find("its archive         unknown: x.tar.xz: ends before its end\n") != std::string::npos);
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
  facts.release->tag.name = facts.release->archive = facts.release->untagged_version = facts.archive = evil;
  const std::string text = render::AboutText(facts, Colours::kOff);
  CHECK(LinesIn(text) <= 25);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\xe2\x80\xae") == std::string::npos);
  const auto document = nlohmann::json::parse(render::AboutJson(facts), nullptr, false);
  CHECK_FALSE(document.is_discarded());
  CHECK(document["schema"] == "halfsecond/about/1");
}
