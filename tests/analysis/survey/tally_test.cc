#include "analysis/survey/tally.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/made_load_facts.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using survey::Tally;

namespace {

struct Program {
  LoadFacts facts;
  std::vector<Finding> findings;
};

Program Named(const std::string& path, Severity severity, const std::string& because) {
  Program program{tests::Sshd(), {}};
  program.facts.program = path;
  program.facts.objects[0].path = path;
  tests::AddStart(program.facts, tests::kLiblzma, StartHow::kInitArray, 0x1000);
  program.findings.push_back(
      {"some-rule", Answer::kYes, because, {{path, 1, "byte", ""}}, severity, "liblzma.so.5", ""});
  return program;
}

std::vector<Program> Programs() {
  std::vector<Program> programs;
  programs.push_back(Named("/usr/bin/b", Severity::kNote, "b"));
  programs.push_back(Named("/usr/bin/a", Severity::kNote, "a"));
  programs.push_back(Named("/usr/bin/d", Severity::kAmber, "d"));
  programs.push_back(Named("/usr/bin/c", Severity::kAmber, "c"));
  return programs;
}

SurveyFacts SumOf(const std::vector<std::vector<std::size_t>>& shares) {
  const std::vector<Program> programs = Programs();
  Tally sum;
  for (const auto& share : shares) {
    Tally tally;
    for (const std::size_t i : share) tally.Add(programs[i].facts, programs[i].findings);
    sum.Merge(std::move(tally));
  }
  return std::move(sum).Take();
}

}  // namespace

TEST_CASE("the sum is the same however programs were shared out") {
  const SurveyFacts one = SumOf({{0, 1, 2, 3}});
  REQUIRE(one.groups.size() == 1);
  for (const auto& shares : std::vector<std::vector<std::vector<std::size_t>>>{
           {{3, 2, 1, 0}}, {{0, 2}, {1, 3}}, {{3}, {0}, {2}, {1}}, {{}, {1, 0, 3, 2}}}) {
    const SurveyFacts other = SumOf(shares);
    REQUIRE(other.groups.size() == 1);
    CHECK(other.groups[0].finding.because == one.groups[0].finding.because);
    CHECK(other.groups[0].programs == one.groups[0].programs);
    REQUIRE(other.weights.size() == one.weights.size());
    for (std::size_t i = 0; i < one.weights.size(); ++i) {
      CHECK(other.weights[i].soname == one.weights[i].soname);
      CHECK(other.weights[i].programs == one.weights[i].programs);
      CHECK(other.weights[i].uninvited_in == one.weights[i].uninvited_in);
      CHECK(other.weights[i].how == one.weights[i].how);
    }
  }
}

TEST_CASE("the worst finding stands for its group, the first by path among equals") {
  const SurveyFacts sum = SumOf({{0, 1, 2, 3}});
  CHECK(sum.groups[0].finding.because == "c");
  CHECK(sum.groups[0].programs == std::vector<std::string>{"/usr/bin/a", "/usr/bin/b", "/usr/bin/c", "/usr/bin/d"});
}

TEST_CASE("what is load-bearing is counted by closures, not by who names it") {
  const SurveyFacts sum = SumOf({{0, 1, 2, 3}});
  for (const LibraryWeight& weight : sum.weights) {
    if (weight.soname != "liblzma.so.5") continue;
    CHECK(weight.programs == 4);
    CHECK(weight.direct == 0);
    CHECK(weight.uninvited_in.size() == 4);
    return;
  }
  FAIL("liblzma is not among the libraries");
}

TEST_CASE("a library alone adds its findings and no weight") {
  Program library = Named("/usr/lib/libx.so", Severity::kNote, "missing");
  library.facts.linkage = Linkage::kLibrary;
  Tally tally;
  tally.Add(library.facts, library.findings);
  const SurveyFacts sum = std::move(tally).Take();
  CHECK(sum.libraries == 1);
  CHECK(sum.programs == 0);
  CHECK(sum.weights.empty());
  CHECK(sum.groups.size() == 1);
}
