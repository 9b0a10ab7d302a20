#include <doctest/doctest.h>

#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "tests/made_load_facts.h"

namespace halfsecond::rules {
extern const Rule<LoadFacts> kMissingLibrary;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const LoadFacts& facts) {
  return rules::kMissingLibrary.ask(facts);
}

}  // namespace

TEST_CASE("a library that is not there is a yes: who needs it, where it was looked for") {
  LoadFacts facts = Sshd();
  facts.missing.push_back({"libfoo.so.1", kLibsystemd, 0x3020, {"/lib/", "/usr/lib/"}, "not found", true});
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].severity == Severity::kAmber);
  CHECK(findings[0].because == "libfoo.so.1: not found, needed by /lib/x86_64-linux-gnu/libsystemd.so.0");
  CHECK(findings[0].evidence.at(0).at == 0x3020);
  CHECK(findings[0].remedy == "looked in /lib/, /usr/lib/");
}

TEST_CASE("a version that the library found does not define is a yes about that library") {
  LoadFacts facts = Sshd();
  facts.missing_versions.push_back({"GLIBC_2.99", kLiblzma, kLibc, 0x4020});
  CHECK(Ask(facts).at(0).because ==
        "version GLIBC_2.99 is missing in /lib/x86_64-linux-gnu/libc.so.6, needed by "
        "/lib/x86_64-linux-gnu/liblzma.so.5");
  CHECK(Ask(facts).at(0).evidence.at(0).at == 0x4020);
}

TEST_CASE("a library alone may rely on the program that loads it: a note") {
  LoadFacts facts = Sshd();
  facts.linkage = Linkage::kLibrary;
  facts.missing.push_back({"libfoo.so.1", kSshd, 0x1030, {}, "not found", true});
  CHECK(Ask(facts).at(0).severity == Severity::kNote);
}

TEST_CASE("a file of another machine is not started here: a note") {
  LoadFacts facts = Sshd();
  facts.is_of_another_machine = true;
  facts.missing.push_back({"ld-linux-aarch64.so.1", kSshd, 0x1030, {}, "not found", true});
  CHECK(Ask(facts).at(0).severity == Severity::kNote);
}

TEST_CASE("a preload or an auxiliary filter that is not there is a no: the loader does without") {
  LoadFacts facts = Sshd();
  facts.missing.push_back({"libfilter.so", kLibsystemd, 0x3020, {}, "not found", false});
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("a closure in which everything is there is a no") {
  CHECK(Ask(Sshd()).at(0).answer == Answer::kNo);
}

TEST_CASE("nothing missing where a file is damaged is unknown, not no: its needs may not all have been read") {
  LoadFacts facts = Sshd();
  facts.damages.push_back({"/lib/x86_64-linux-gnu/liblzma.so.5", "dynamic section past the end", 0x1f40});
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}
