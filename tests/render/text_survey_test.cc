#include "render/text_survey.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "render/json_survey.h"
#include "tests/golden.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)
using render::Colours;

namespace {

FindingGroup Group(Severity severity, const std::string& subject, std::vector<std::string> programs) {
  FindingGroup group;
  group.finding = {"foreign-ifunc",
                   Answer::kYes,
                   "1 IFUNC resolver by way of a -> " + subject,
                   {{"/lib/" + subject, 0x3a8, "byte", "IRELATIVE"}},
                   severity,
                   subject,
                   "halfsecond why"};
  group.example = programs.back();
  group.programs = std::move(programs);
  group.privileged = 1;
  return group;
}

LibraryWeight Weight(const std::string& soname, std::size_t programs, std::size_t direct, std::size_t uninvited) {
  LibraryWeight weight;
  weight.soname = soname;
  weight.path = "/lib/" + soname;
  weight.programs = programs;
  weight.direct = direct;
  weight.privileged = 11;
  weight.uninvited = uninvited;
  if (uninvited > 0) weight.how = "constructor";
  return weight;
}

SurveyFacts Facts() {
  SurveyFacts facts;
  facts.programs = 692;
  facts.static_programs = 39;
  facts.libraries = 1;
  facts.privileged = 29;
  facts.with_uninvited = 265;
  facts.two_hops_away = 172;
  facts.groups = {Group(Severity::kRed, "libred.so", {"/usr/bin/a"}),
                  Group(Severity::kAmber, "libamber.so", {"/usr/bin/a", "/usr/bin/b", "/usr/bin/c"}),
                  Group(Severity::kNote, "libnote.so", {"/usr/bin/a"})};
  facts.weights = {Weight("libc.so.6", 692, 692, 0), Weight("libselinux.so.1", 118, 60, 118),
                   Weight("liblzma.so.5", 98, 7, 98)};
  facts.weights[0].is_runtime = true;
  facts.weights[2].uninvited_in = {"/usr/bin/a", "/usr/bin/b"};
  facts.damages.push_back({"/usr/bin/broken", "section table past the end", 0x40});
  facts.is_complete = false;
  return facts;
}

}  // namespace

TEST_CASE("the summary of a survey is this, byte for byte, for people and for programs") {
  CheckGolden("survey.txt", render::SurveySummary(Facts(), Colours::kOff));
  CheckGolden("survey.json", render::SurveyJson(Facts()));
}

TEST_CASE("the summary has at most 25 lines, however much was found") {
  SurveyFacts facts = Facts();
  facts.groups.resize(300, facts.groups[0]);
  facts.weights.resize(300, facts.weights[1]);
  facts.damages.resize(300, facts.damages[0]);
  const std::string text = render::SurveySummary(facts, Colours::kOff);
  CHECK(std::count(text.begin(), text.end(), '\n') <= 25);
  CHECK(text.find("more (--json)") != std::string::npos);
}

TEST_CASE("a survey of nothing is two lines") {
  CHECK(render::SurveySummary({}, Colours::kOff) ==
        "0 programs, 0 with power of their own, 0 static, 0 libraries\n"
        "0 run code of third-party libraries before main, 0 of libraries that they never named\n");
}

TEST_CASE("a survey that is not complete says so") {
  SurveyFacts facts = Facts();
  CHECK(
      render::SurveySummary(facts, Colours::kOff)
          .ends_with("not complete: 1 file could not be read, first: /usr/bin/broken: section table past the end, byte "
                     "0x40\n"));
  facts.damages.clear();
  facts.is_complete = true;
  CHECK(render::SurveySummary(facts, Colours::kOff).find("not complete") == std::string::npos);
  facts.is_complete = false;
  CHECK(render::SurveySummary(facts, Colours::kOff)
            .ends_with("not complete: some programs need what could not be found or read (--json)\n"));
}

TEST_CASE("where start-up code was not looked at, the next step is the library that most programs map") {
  SurveyFacts facts = Facts();
  facts.depth = SurveyDepth::kClosure;
  CHECK(render::SurveySummary(facts, Colours::kOff).ends_with("\nnext: halfsecond about libselinux.so.1\n"));
  facts.weights.clear();
  CHECK(render::SurveySummary(facts, Colours::kOff).find("next: ") == std::string::npos);
}

TEST_CASE("names from files cannot write escape sequences or lines of their own") {
  const std::string evil = "evil\033[2J\nnext: rm\r\u202e";
  SurveyFacts facts = Facts();
  for (FindingGroup& group : facts.groups) group.finding.because = group.finding.subject = evil;
  for (LibraryWeight& weight : facts.weights) weight.soname = evil;
  facts.damages[0] = {evil, evil, 1};
  const std::string text = render::SurveySummary(facts, Colours::kOff);
  CHECK(text.find('\033') == std::string::npos);
  CHECK(text.find("\nnext: rm") == std::string::npos);
}
