#include <doctest/doctest.h>

#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "tests/made_load_facts.h"

namespace halfsecond::rules {
extern const Rule<LoadFacts> kConstructorInPrivilegedDaemon;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const LoadFacts& facts) {
  return rules::kConstructorInPrivilegedDaemon.ask(facts);
}

}  // namespace

TEST_CASE("a constructor in a daemon that systemd runs as root is a yes that names the unit") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x4a30);
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].subject == "liblzma.so.5");
  CHECK(findings[0].because == "constructor in /usr/sbin/sshd (ssh.service), by way of libsystemd.so.0");
  CHECK(findings[0].evidence.at(0).at == 0x4b30);
}

TEST_CASE("a library that the daemon names itself counts as well: it runs as root all the same") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  AddStart(facts, kLibcrypto, StartHow::kInitCall, 0x5000);
  CHECK(Ask(facts).at(0).because == "DT_INIT with a hidden call in /usr/sbin/sshd (ssh.service), named by sshd");
}

TEST_CASE("a set-uid program counts like a daemon") {
  LoadFacts facts = Sshd();
  facts.privileges.push_back({Privilege::Kind::kSetUidRoot, "set-uid root", {}});
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x4a30);
  CHECK(Ask(facts).at(0).answer == Answer::kYes);
}

TEST_CASE("a program with its caller's power only is a no, whatever runs in it") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x4a30);
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("a service that runs as a user of its own is a no") {
  LoadFacts facts = Sshd();
  facts.privileges.push_back({Privilege::Kind::kUnitAsUser, "man-db.service as man", {}});
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x4a30);
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("a root daemon with nothing but the C runtime's code is a no") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  AddStart(facts, kLibc, StartHow::kIfunc, 0x100);
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("no constructor in a root daemon whose closure has holes is unknown, not no") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  facts.closure_complete = false;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}

TEST_CASE("start-up code in a root daemon that may be the runtime's stub is unknown, not no") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  AddStart(facts, kLiblzma, StartHow::kInit, 0x4000).certainty = StartCertainty::kCannotTell;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}
