// Set-uid programs: the loader's secure mode. The trace is silent there, so the fixture reports on itself. Needs root.

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

constexpr unsigned kNobody = 65534;

// Prints what it is made of: the loader's own list, the vDSO and the program left out.
constexpr const char* kReport = R"(
#define _GNU_SOURCE
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
static int Print(struct dl_phdr_info* info, size_t size, void* data) {
  if (info->dlpi_name[0] && !strstr(info->dlpi_name, "linux-vdso")) puts(info->dlpi_name);
  return 0;
}
int main(void) {
  puts(getauxval(AT_SECURE) ? "secure" : "not secure");
  dl_iterate_phdr(Print, NULL);
  return 0;
}
)";

// Makes `program` set-uid to a user who is not the one running the tests. False where that cannot be had.
bool MakeSetUid(const std::string& program) {
  if (geteuid() != 0) {
    MESSAGE("not checked here: only root can give a file away");
    return false;
  }
  REQUIRE(chown(program.c_str(), kNobody, kNobody) == 0);
  REQUIRE(chmod(program.c_str(), 04755) == 0);
  return true;
}

// Runs the set-uid fixture and compares its report with the answer.
std::vector<std::string> SameAsReport(const std::string& program, const Surroundings& surroundings) {
  const Ended ended = Run(Within(surroundings, {program}));
  INFO(ended.err);
  REQUIRE(ended.status == 0);
  std::vector<std::string> lines = Lines(ended.out);
  REQUIRE(lines.at(0) == "secure");  // a file system mounted nosuid would make the test say nothing
  lines.erase(lines.begin());
  CHECK(OnePerLine(AskHalfsecond(program, surroundings).paths) == OnePerLine(lines));
  return lines;
}

}  // namespace

TEST_CASE("a set-uid program ignores LD_LIBRARY_PATH") {
  const Fixture f;
  f.Library("d/liba.so");
  f.Library("e/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d"), .source = kReport});
  if (!MakeSetUid(exe)) return;
  CHECK(SameAsReport(exe, {.environment = {"LD_LIBRARY_PATH=" + f.Path("e")}}).at(0) == f.Path("d/liba.so"));
}

TEST_CASE("a set-uid program ignores $ORIGIN in its RUNPATH, and then lacks the library") {
  const Fixture f;
  f.Library("bin/libhs_a.so");
  const std::string exe = f.Program("bin/exe", {.needed = {"libhs_a.so"}, .runpath = "$ORIGIN", .source = kReport});
  if (!MakeSetUid(exe)) return;
  const Ended ended = Run({.argv = {exe}});
  CHECK(ended.status == 127);
  CHECK(ended.err.find("libhs_a.so") != std::string::npos);
  CHECK(AskHalfsecond(exe).missing == std::vector<std::string>{"libhs_a.so"});
}

TEST_CASE("a set-uid program keeps $ORIGIN that leads into a directory of the system") {
  const Fixture f;
  f.Library("bin/liba.so");
  std::string up;
  for (char c : f.Path("bin")) up += c == '/' ? "/.." : "";
  const std::string exe = f.Program(
      "bin/exe", {.needed = {"libm.so.6"}, .runpath = "$ORIGIN" + up + "/lib/x86_64-linux-gnu", .source = kReport});
  if (!MakeSetUid(exe)) return;
  SameAsReport(exe, {});
}

TEST_CASE("a set-uid program ignores LD_PRELOAD with a slash, and without one outside the system") {
  const Fixture f;
  const std::string pre = f.Library("pre.so");
  const std::string exe = f.Program("exe", {.source = kReport});
  if (!MakeSetUid(exe)) return;
  SameAsReport(exe, {.environment = {"LD_PRELOAD=" + pre}});
  SameAsReport(exe, {.environment = {"LD_PRELOAD=libm.so.6"}});
}

TEST_CASE("a set-uid program ignores LD_AUDIT") {
  const Fixture f;
  const std::string auditor = f.Library(
      "audit.so",
      {.source = std::string(kSaying) + "unsigned la_version(unsigned v) { return v; } CONSTRUCTOR(hs_audit)"});
  const std::string exe = f.Program("exe", {.source = std::string(kSaying) + "MAIN"});
  if (!MakeSetUid(exe)) return;
  CHECK(SameCodeBeforeMain(exe, {.environment = {"LD_AUDIT=" + auditor}}).empty());
}

TEST_CASE("a set-uid program that needs a path with $ORIGIN would not start") {
  const Fixture f;
  f.Library("bin/liba.so");
  const std::string exe = f.Program("bin/exe", {.needed = {"$ORIGIN/liba.so"}, .source = kReport});
  if (!MakeSetUid(exe)) return;
  const Ended ended = Run({.argv = {exe}});
  CHECK(ended.status == 127);
  CHECK(ended.err.find("DST not allowed in SUID/SGID programs") != std::string::npos);
  CHECK_FALSE(AskHalfsecond(exe).would_not_start.empty());
}

TEST_CASE("a set-uid program keeps plain RPATH, levels and relative paths as the loader does") {
  const Fixture f;
  f.Library("d/liba.so");
  f.Library("d/glibc-hwcaps/x86-64-v2/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("d"), .source = kReport});
  if (!MakeSetUid(exe)) return;
  SameAsReport(exe, {});
  const std::string relative = f.Program("relative", {.needed = {"liba.so"}, .runpath = "d", .source = kReport});
  if (!MakeSetUid(relative)) return;
  SameAsReport(relative, {.directory = f.Path()});
}

TEST_CASE("a set-gid program is secure too") {
  const Fixture f;
  f.Library("d/liba.so");
  f.Library("e/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d"), .source = kReport});
  if (!MakeSetUid(exe)) return;
  REQUIRE(chmod(exe.c_str(), 02755) == 0);
  SameAsReport(exe, {.environment = {"LD_LIBRARY_PATH=" + f.Path("e")}});
}
