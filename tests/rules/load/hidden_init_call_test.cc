#include <doctest/doctest.h>

#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "tests/made_load_facts.h"

namespace halfsecond::rules {
extern const Rule<LoadFacts> kHiddenInitCall;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const LoadFacts& facts) {
  return rules::kHiddenInitCall.ask(facts);
}

}  // namespace

TEST_CASE("a call added to the runtime's stub is a yes that says where it goes and how to look at it") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLibcrypto, StartHow::kInitCall, 0xbe000);
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].subject == "libcrypto.so.3");
  CHECK(findings[0].because == "DT_INIT is the runtime's stub with a call added, to 0xbe000");
  CHECK(findings[0].remedy == "objdump -d --start-address=0xbe000 /lib/x86_64-linux-gnu/libcrypto.so.3");
  CHECK(findings[0].evidence.at(0).at == 0xbe100);
}

TEST_CASE("code of its own in place of the stub is a yes") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kInit, 0x4000);
  CHECK(Ask(facts).at(0).because == "DT_INIT is code of its own, at 0x4000");
}

TEST_CASE("constructors and the old table .ctors are a no: they hide nothing") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x4a30);
  AddStart(facts, kLibsystemd, StartHow::kCtors, 0x4a40);
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("what the program's own DT_INIT does is a no: that is its own code") {
  LoadFacts facts = Sshd();
  AddStart(facts, kSshd, StartHow::kInit, 0x4000);
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("a stub of a machine that we do not know is unknown, not no and not yes") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kInit, 0x4000).certainty = StartCertainty::kCannotTell;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}

TEST_CASE("no hidden call in a closure with holes is unknown, not no") {
  LoadFacts facts = Sshd();
  facts.closure_complete = false;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}
