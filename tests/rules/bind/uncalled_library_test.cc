#include <doctest/doctest.h>

#include <vector>

#include "facts/finding.h"
#include "facts/replaceable.h"
#include "tests/made_load_facts.h"
#include "tests/made_replaceable_facts.h"

namespace halfsecond::rules {
extern const Rule<ReplaceableFacts> kUncalledLibrary;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const ReplaceableFacts& facts) {
  return rules::kUncalledLibrary.ask(facts);
}

}  // namespace

TEST_CASE("a library that nothing binds to is a note about it, with the entry of who asked first") {
  ReplaceableFacts facts = PricedSshd();
  facts.uncalled = {kLiblzma};
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].severity == Severity::kNote);
  CHECK(findings[0].subject == "liblzma.so.5");
  const LoadedObject& asker = facts.load.objects[kLibsystemd];
  CHECK(findings[0].because == "nothing binds to it; asked for by " + asker.path);
  CHECK(findings[0].evidence.at(0).source == asker.path);
  CHECK(findings[0].evidence.at(0).at == facts.load.objects[kLiblzma].requested_at_byte);
}

TEST_CASE("each uncalled library is a finding of its own, in a root daemon a note too") {
  ReplaceableFacts facts = PricedSshd();
  RunAsRoot(facts.load);
  facts.uncalled = {kLibcrypto, kLiblzma};
  CHECK(Ask(facts).size() == 2);
  CHECK(Ask(facts).at(1).severity == Severity::kNote);
}

TEST_CASE("a preloaded library that nothing binds to was asked for by the program's start") {
  ReplaceableFacts facts = PricedSshd();
  facts.load.objects[kLiblzma].requested_by = kNobody;
  facts.uncalled = {kLiblzma};
  CHECK(Ask(facts).at(0).evidence.at(0).source == facts.load.program);
}

TEST_CASE("a process in which every library is bound to is a no, one that could not be read is unknown") {
  ReplaceableFacts facts = PricedSshd();
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
  facts.is_complete = false;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}
