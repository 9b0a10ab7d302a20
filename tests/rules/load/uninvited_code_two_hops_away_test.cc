#include <doctest/doctest.h>

#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "tests/made_load_facts.h"

namespace halfsecond::rules {
extern const Rule<LoadFacts> kUninvitedCodeTwoHopsAway;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const LoadFacts& facts) {
  return rules::kUninvitedCodeTwoHopsAway.ask(facts);
}

}  // namespace

TEST_CASE("sshd -> libsystemd -> liblzma is a yes that shows the whole chain, and where to look") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x4a30);
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].subject == "liblzma.so.5");
  CHECK(findings[0].because == "constructor by way of sshd -> libsystemd.so.0 -> liblzma.so.5");
  CHECK(findings[0].evidence.at(0).source == "/lib/x86_64-linux-gnu/liblzma.so.5");
  CHECK(findings[0].evidence.at(0).at == 0x4b30);
  CHECK(findings[0].remedy == "halfsecond why /usr/sbin/sshd liblzma.so.5");
}

TEST_CASE("a library that runs code in many ways is one finding with all the evidence") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x4000);
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x4010);
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x4a30);
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].because == "2 IFUNC resolvers, constructor by way of sshd -> libsystemd.so.0 -> liblzma.so.5");
  CHECK(findings[0].evidence.size() == 3);
}

TEST_CASE("a library the program names itself is a no: its authors chose it") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLibcrypto, StartHow::kInitArray, 0x5000);
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("the C runtime's own code is a no, and so is the program's") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLibc, StartHow::kIfunc, 0x6000);
  AddStart(facts, kSshd, StartHow::kInitArray, 0x7000);
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("no finding in a closure with holes is unknown, not no") {
  LoadFacts facts = Sshd();
  facts.closure_complete = false;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}

TEST_CASE("start-up code that may be the runtime's stub is unknown, not no and not yes") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kInit, 0x4000).certainty = StartCertainty::kCannotTell;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}

TEST_CASE("a yes stands even where the closure has holes") {
  LoadFacts facts = Sshd();
  facts.closure_complete = false;
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x4a30);
  CHECK(Ask(facts).at(0).answer == Answer::kYes);
}
