// DT_AUDIT, DT_DEPAUDIT and LD_AUDIT: libraries in a namespace of their own, whose code runs first of all. The trace
// does not list them (and does run their constructors): the truth is a run of the fixture.

#include <doctest/doctest.h>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

// An audit library that accepts any version of the interface, so that the loader keeps it.
std::string Auditor(const std::string& constructor) {
  return std::string(kSaying) + "unsigned la_version(unsigned version) { return version; }\nCONSTRUCTOR(" +
         constructor + ")";
}

std::string Saying(const std::string& rest) {
  return std::string(kSaying) + rest;
}

}  // namespace

TEST_CASE("DT_AUDIT in the program: its constructor runs before every other") {
  const Fixture f;
  const std::string auditor = f.Library("audit.so", {.source = Auditor("hs_audit")});
  f.Library("d/liba.so", {.source = Saying("CONSTRUCTOR(hs_a)")});
  const std::string exe = f.Program(
      "exe",
      {.needed = {"liba.so"}, .runpath = f.Path("d"), .source = Saying("MAIN"), .flags = {"-Wl,--audit=" + auditor}});
  CHECK(SameCodeBeforeMain(exe) == std::vector<std::string>{"hs_audit", "hs_a"});
  CHECK(CountUninvited(AskHalfsecond(exe), "audit", "/audit.so") == 1);
}

TEST_CASE("DT_DEPAUDIT in the program counts like DT_AUDIT") {
  const Fixture f;
  const std::string auditor = f.Library("audit.so", {.source = Auditor("hs_audit")});
  const std::string exe = f.Program("exe", {.source = Saying("MAIN"), .flags = {"-Wl,--depaudit=" + auditor}});
  CHECK(SameCodeBeforeMain(exe) == std::vector<std::string>{"hs_audit"});
}

TEST_CASE("DT_AUDIT in a library is not honoured by glibc") {
  const Fixture f;
  const std::string auditor = f.Library("audit.so", {.source = Auditor("hs_audit")});
  f.Library("d/liba.so", {.source = Saying("CONSTRUCTOR(hs_a)"), .flags = {"-Wl,--audit=" + auditor}});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d"), .source = Saying("MAIN")});
  CHECK(SameCodeBeforeMain(exe) == std::vector<std::string>{"hs_a"});
}

TEST_CASE("LD_AUDIT, DT_AUDIT and DT_DEPAUDIT together: the order is the loader's") {
  const Fixture f;
  const std::string by_environment = f.Library("one.so", {.source = Auditor("hs_environment")});
  const std::string by_audit = f.Library("two.so", {.source = Auditor("hs_audit")});
  const std::string by_depaudit = f.Library("three.so", {.source = Auditor("hs_depaudit")});
  const std::string exe = f.Program(
      "exe", {.source = Saying("MAIN"), .flags = {"-Wl,--audit=" + by_audit, "-Wl,--depaudit=" + by_depaudit}});
  CHECK(SameCodeBeforeMain(exe, {.environment = {"LD_AUDIT=" + by_environment}}).size() == 3);
}

TEST_CASE("LD_AUDIT takes a list separated by colons") {
  const Fixture f;
  const std::string one = f.Library("one.so", {.source = Auditor("hs_one")});
  const std::string two = f.Library("two.so", {.source = Auditor("hs_two")});
  const std::string exe = f.Program("exe", {.source = Saying("MAIN")});
  CHECK(SameCodeBeforeMain(exe, {.environment = {"LD_AUDIT=" + two + ":" + one}}) ==
        std::vector<std::string>{"hs_two", "hs_one"});
}

TEST_CASE("what an audit library needs runs too, once more where the program needs it as well") {
  const Fixture f;
  f.Library("d/libdeep.so", {.soname = "libdeep.so", .source = Saying("CONSTRUCTOR(hs_deep)")});
  const std::string auditor =
      f.Library("audit.so", {.needed = {"libdeep.so"}, .runpath = f.Path("d"), .source = Auditor("hs_audit")});
  const std::string exe = f.Program("exe", {.source = Saying("MAIN"), .flags = {"-Wl,--audit=" + auditor}});
  CHECK(SameCodeBeforeMain(exe) == std::vector<std::string>{"hs_deep", "hs_audit"});
}

TEST_CASE("an audit library that is not there is left out") {
  const Fixture f;
  const std::string exe = f.Program("exe", {.source = Saying("MAIN"), .flags = {"-Wl,--audit=/nowhere/audit.so"}});
  CHECK(SameCodeBeforeMain(exe).empty());
  SameAsLoader(exe);
}

TEST_CASE("a library without la_version is no auditor, yet its constructor runs") {
  const Fixture f;
  const std::string library = f.Library("plain.so", {.source = Saying("CONSTRUCTOR(hs_plain)")});
  const std::string exe = f.Program("exe", {.source = Saying("MAIN")});
  CHECK(SameCodeBeforeMain(exe, {.environment = {"LD_AUDIT=" + library}}) == std::vector<std::string>{"hs_plain"});
}
