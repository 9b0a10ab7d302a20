#include <doctest/doctest.h>

#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "tests/made_load_facts.h"

namespace halfsecond::rules {
extern const Rule<LoadFacts> kWritableGot;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const LoadFacts& facts) {
  return rules::kWritableGot.ask(facts);
}

}  // namespace

TEST_CASE("a root daemon without RELRO is a yes, amber, that says how to link it") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  facts.objects[kSshd].hardening = {};
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].severity == Severity::kAmber);
  CHECK(findings[0].because == "no RELRO: its table of function addresses stays writable");
  CHECK(findings[0].evidence.at(0).source == "/usr/sbin/sshd");
  CHECK(findings[0].remedy == "link it with -Wl,-z,relro,-z,now");
}

TEST_CASE("RELRO without BIND_NOW is a note: part of the table is closed") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  facts.objects[kSshd].hardening.bind_now = false;
  CHECK(Ask(facts).at(0).answer == Answer::kYes);
  CHECK(Ask(facts).at(0).severity == Severity::kNote);
  CHECK(Ask(facts).at(0).because == "no BIND_NOW: its table of function addresses stays writable");
}

TEST_CASE("a root daemon with both is a no") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("a program with its caller's power only is a no") {
  LoadFacts facts = Sshd();
  facts.objects[kSshd].hardening = {};
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("a static program and a library alone are a no: the loader binds nothing lazily in them") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  facts.objects[kSshd].hardening = {};
  for (const Linkage linkage : {Linkage::kStatic, Linkage::kStaticPie, Linkage::kLibrary}) {
    facts.linkage = linkage;
    CHECK(Ask(facts).at(0).answer == Answer::kNo);
  }
}

TEST_CASE("holes in the closure do not matter: the question is about the program, which was read") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  facts.closure_complete = false;
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("a privileged program of which nothing was read is unknown") {
  LoadFacts facts;
  facts.program = "/usr/sbin/sshd";
  RunAsRoot(facts);
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}
