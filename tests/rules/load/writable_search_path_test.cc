#include <doctest/doctest.h>

#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "tests/made_load_facts.h"

namespace halfsecond::rules {
extern const Rule<LoadFacts> kWritableSearchPath;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const LoadFacts& facts) {
  return rules::kWritableSearchPath.ask(facts);
}

}  // namespace

namespace {

using Risk = SearchDirectory::Risk;

LoadFacts Searches(Risk risk, const std::string& detail) {
  LoadFacts facts = Sshd();
  facts.risky_directories.push_back({kLibsystemd, "/opt/plugins/", "$ORIGIN/plugins", risk, detail});
  return facts;
}

}  // namespace

TEST_CASE("a directory that anyone may write to is a yes that quotes the entry and its object") {
  const auto findings = Ask(Searches(Risk::kWritableByOthers, "can be written by anyone"));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].severity == Severity::kAmber);
  CHECK(findings[0].subject == "/opt/plugins/");
  CHECK(findings[0].because ==
        "/opt/plugins/ can be written by anyone, searched for /lib/x86_64-linux-gnu/libsystemd.so.0");
  CHECK(findings[0].evidence.at(0).quote == "$ORIGIN/plugins");
}

TEST_CASE("in a root daemon it is red when anyone may write there, amber when one user may") {
  for (const Risk risk : {Risk::kWritableByOthers, Risk::kCreatableByOthers}) {
    LoadFacts facts = Searches(risk, "can be written by anyone");
    RunAsRoot(facts);
    CHECK(Ask(facts).at(0).severity == Severity::kRed);
  }
  for (const Risk risk : {Risk::kOwnedByUser, Risk::kRelative}) {
    LoadFacts facts = Searches(risk, "belongs to user 1000");
    RunAsRoot(facts);
    CHECK(Ask(facts).at(0).severity == Severity::kAmber);
  }
}

TEST_CASE("in a program with its caller's power a directory of one user is a note") {
  CHECK(Ask(Searches(Risk::kOwnedByUser, "belongs to user 1000")).at(0).severity == Severity::kNote);
}

TEST_CASE("a directory of LD_LIBRARY_PATH is a yes about the environment") {
  LoadFacts facts = Sshd();
  facts.risky_directories.push_back({kNobody, ".", "", Risk::kRelative, "depends on the working directory"});
  CHECK(Ask(facts).at(0).because == ". depends on the working directory, searched for LD_LIBRARY_PATH");
  CHECK(Ask(facts).at(0).remedy == "unset LD_LIBRARY_PATH");
}

TEST_CASE("directories that only root may write to are a no") {
  CHECK(Ask(Sshd()).at(0).answer == Answer::kNo);
}

TEST_CASE("no such directory in a closure with holes is unknown: the missing objects may name more") {
  LoadFacts facts = Sshd();
  facts.closure_complete = false;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}
