#include "analysis/survey/since.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "render/json_survey.h"
#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

LibraryWeight Library(const std::string& soname, std::vector<std::string> uninvited_in, std::size_t resolvers) {
  LibraryWeight weight;
  weight.soname = soname;
  weight.path = "/usr/lib/" + soname;
  weight.uninvited = uninvited_in.size();
  weight.uninvited_in = std::move(uninvited_in);
  weight.resolvers = resolvers;
  weight.how = "constructor";
  return weight;
}

FindingGroup Group(const std::string& subject, Severity severity, std::vector<std::string> programs) {
  FindingGroup group;
  group.finding = {"foreign-ifunc", Answer::kYes, "because", {}, severity, subject, ""};
  group.programs = std::move(programs);
  return group;
}

SurveyFacts Before() {
  SurveyFacts facts;
  facts.weights = {Library("liblzma.so.5", {"/usr/bin/xz"}, 0), Library("libold.so.1", {"/usr/bin/old"}, 1)};
  facts.groups = {Group("libold.so.1", Severity::kNote, {"/usr/bin/old"})};
  return facts;
}

SinceFacts SinceBefore(const SurveyFacts& now) {
  const auto earlier = survey::ReadEarlier(render::SurveyJson(Before()));
  REQUIRE(earlier.ok());
  return survey::Compare(*earlier, now);
}

}  // namespace

TEST_CASE("nothing is new when nothing changed") {
  const SinceFacts since = SinceBefore(Before());
  CHECK(since.uninvited.empty());
  CHECK(since.resolvers.empty());
  CHECK(since.findings.empty());
}

TEST_CASE("what went away is not new") {
  SurveyFacts now;
  const SinceFacts since = SinceBefore(now);
  CHECK(since.uninvited.empty());
  CHECK(since.findings.empty());
}

TEST_CASE("a library is newly uninvited in exactly the programs where it was not") {
  SurveyFacts now = Before();
  now.weights[0].uninvited_in = {"/usr/bin/xz", "/usr/sbin/sshd"};
  const SinceFacts since = SinceBefore(now);
  REQUIRE(since.uninvited.size() == 1);
  CHECK(since.uninvited[0].soname == "liblzma.so.5");
  CHECK(since.uninvited[0].programs == std::vector<std::string>{"/usr/sbin/sshd"});
  CHECK(since.uninvited[0].before == 1);
}

TEST_CASE("a first IFUNC resolver is told, as xz 5.6.0 brought one") {
  SurveyFacts now = Before();
  now.weights[0].resolvers = 2;
  const SinceFacts since = SinceBefore(now);
  REQUIRE(since.resolvers.size() == 1);
  CHECK(since.resolvers[0].before == 0);
  CHECK(since.resolvers[0].now == 2);
}

TEST_CASE("a finding is new when it is worse, new, or touches further programs") {
  SurveyFacts now = Before();
  now.groups[0].finding.severity = Severity::kAmber;
  now.groups.push_back(Group("libnew.so.1", Severity::kNote, {"/usr/bin/new"}));
  SinceFacts since = SinceBefore(now);
  REQUIRE(since.findings.size() == 2);
  now = Before();
  now.groups[0].programs.insert(now.groups[0].programs.begin(), "/usr/bin/another");
  since = SinceBefore(now);
  REQUIRE(since.findings.size() == 1);
  CHECK(since.findings[0].programs == std::vector<std::string>{"/usr/bin/another"});
}

TEST_CASE("names that are no UTF-8 are the same names on the way back") {
  SurveyFacts now = Before();
  now.weights[0].uninvited_in = {"/usr/bin/\xff"};
  const auto earlier = survey::ReadEarlier(render::SurveyJson(now));
  REQUIRE(earlier.ok());
  CHECK(survey::Compare(*earlier, now).uninvited.empty());
}

TEST_CASE("what is no survey is refused") {
  CHECK_FALSE(survey::ReadEarlier("").ok());
  CHECK_FALSE(survey::ReadEarlier("[]").ok());
  CHECK_FALSE(survey::ReadEarlier(R"({"schema": "halfsecond/load/1"})").ok());
  CHECK_FALSE(survey::ReadEarlier(R"({"schema": "halfsecond/survey/1", "depth": "needed"})").ok());
  const auto deep = survey::ReadEarlier(std::string(100'000, '['));
  REQUIRE_FALSE(deep.ok());
  CHECK(deep.error().kind == Error::Kind::kLimit);
}

TEST_CASE("two thousand damaged answers are read or refused, and none kills") {
  const std::string json = render::SurveyJson(Before());
  tests::ForEachDamage(json, 2'000, [](Bytes damaged) { static_cast<void>(survey::ReadEarlier(damaged.text()).ok()); });
}
