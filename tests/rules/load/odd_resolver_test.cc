#include <doctest/doctest.h>

#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "tests/made_load_facts.h"

namespace halfsecond::rules {
extern const Rule<LoadFacts> kOddResolver;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const LoadFacts& facts) {
  return rules::kOddResolver.ask(facts);
}

// A resolver of liblzma, which sshd never named, as large as GCC's own at their largest.
CodeWalk& AddResolver(LoadFacts& facts, std::uint64_t address = 0x4000) {
  StartEntry& entry = AddStart(facts, kLiblzma, StartHow::kIfunc, address);
  const auto walk = std::make_shared<CodeWalk>();
  walk->instructions = 798;
  walk->own_instructions = 55;
  walk->functions = 5;
  entry.walk = walk;
  return *walk;
}

}  // namespace

TEST_CASE("a resolver as large as any of Debian 12 that writes its own data is a no") {
  LoadFacts facts = Sshd();
  CodeWalk& walk = AddResolver(facts);
  walk.own_writes = 38;
  walk.pointer_writes = 2;
  walk.indirect_jumps = 2;
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kNo);
  CHECK(findings[0].because == "1 resolver does no more than choose");
}

TEST_CASE("each thing that no resolver of Debian 12 does is a yes of its own, with the byte that names the resolver") {
  LoadFacts facts = Sshd();
  CodeWalk& walk = AddResolver(facts);
  walk.calls_out = {2, 0x4010};
  walk.first_called = "getenv";
  walk.system_calls = {1, 0x4020};
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].severity == Severity::kAmber);
  CHECK(findings[0].subject == "liblzma.so.5");
  CHECK(findings[0].because ==
        "the resolver at 0x4000: calls getenv in another object at 0x4010, makes a system call at 0x4020");
  CHECK(findings[0].evidence.size() == 1);
}

TEST_CASE("an odd resolver in a program with power that never named its library is red: the shape of xz") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  AddResolver(facts).functions = 9;
  CHECK(Ask(facts).at(0).severity == Severity::kRed);
}

TEST_CASE("a resolver that nobody followed is unknown, once for a library, with the reason where there is one") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x4000);
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x5000);
  REQUIRE(Ask(facts).size() == 1);
  CHECK(Ask(facts)[0].answer == Answer::kUnknown);
  facts.not_walked = "liblzma.so.5: plug-in disasm is not there";
  CHECK(Ask(facts)[0].because == facts.not_walked);
}

TEST_CASE("a resolver that leads to what is no code is unknown, not no") {
  LoadFacts facts = Sshd();
  AddResolver(facts).is_readable = false;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}

TEST_CASE("resolvers of the C library and of the program itself are a no, followed or not") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLibc, StartHow::kIfunc, 0x4000);
  AddStart(facts, kSshd, StartHow::kIfunc, 0x5000);
  CHECK(Ask(facts).at(0).because == "IFUNC resolvers only in the C runtime");
}

TEST_CASE("no resolver in a closure with holes is unknown, not no") {
  LoadFacts facts = Sshd();
  facts.closure_complete = false;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}
