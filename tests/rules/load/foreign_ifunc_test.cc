#include <doctest/doctest.h>

#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "tests/made_load_facts.h"

namespace halfsecond::rules {
extern const Rule<LoadFacts> kForeignIfunc;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const LoadFacts& facts) {
  return rules::kForeignIfunc.ask(facts);
}

}  // namespace

TEST_CASE("a resolver of a library that the root daemon never named is the shape of xz: yes, amber") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x3a8);
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].severity == Severity::kAmber);
  CHECK(findings[0].because == "1 IFUNC resolver by way of sshd -> libsystemd.so.0 -> liblzma.so.5");
  CHECK(findings[0].evidence.at(0).at == 0x4a8);
}

TEST_CASE("the same resolver in a program without power of its own is a note") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x3a8);
  CHECK(Ask(facts).at(0).severity == Severity::kNote);
}

TEST_CASE("a resolver of a library that the root daemon named itself is a note") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  AddStart(facts, kLibcrypto, StartHow::kIfunc, 0x3a8);
  CHECK(Ask(facts).at(0).answer == Answer::kYes);
  CHECK(Ask(facts).at(0).severity == Severity::kNote);
}

TEST_CASE("only resolvers are counted and shown, constructors of the same library are not") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x100);
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x200);
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x300);
  CHECK(Ask(facts).at(0).because.starts_with("2 IFUNC resolvers "));
  CHECK(Ask(facts).at(0).evidence.size() == 2);
}

TEST_CASE("resolvers of the C library and of the program itself are a no") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLibc, StartHow::kIfunc, 0x100);
  AddStart(facts, kSshd, StartHow::kIfunc, 0x200);
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("a constructor alone is a no: it runs when everything is relocated") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x300);
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("no resolver in a closure with holes is unknown, not no") {
  LoadFacts facts = Sshd();
  facts.closure_complete = false;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}
