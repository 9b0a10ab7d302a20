// LD_LIBRARY_PATH, the default directories, NODEFLIB, and names with a slash.

#include <doctest/doctest.h>

#include "tests/e2e/elf_patch.h"
#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

constexpr std::uint64_t kNoDefaultLibraries = 0x800;  // DF_1_NODEFLIB

std::string LibraryPath(const std::string& value) {
  return "LD_LIBRARY_PATH=" + value;
}

}  // namespace

TEST_CASE("LD_LIBRARY_PATH comes before RUNPATH") {
  const Fixture f;
  f.Library("d/liba.so");
  f.Library("e/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")});
  CHECK(SameAsLoader(exe, {.environment = {LibraryPath(f.Path("e"))}}).Took("liba.so") == f.Path("e/liba.so"));
}

TEST_CASE("LD_LIBRARY_PATH comes after RPATH") {
  const Fixture f;
  f.Library("d/liba.so");
  f.Library("e/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("d")});
  CHECK(SameAsLoader(exe, {.environment = {LibraryPath(f.Path("e"))}}).Took("liba.so") == f.Path("d/liba.so"));
}

TEST_CASE("a semicolon separates elements of LD_LIBRARY_PATH") {
  const Fixture f;
  f.Library("e/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}});
  const Truth truth = SameAsLoader(exe, {.environment = {LibraryPath(f.Path("d") + ";" + f.Path("e"))}});
  CHECK(truth.Took("liba.so") == f.Path("e/liba.so"));
}

TEST_CASE("an empty element of LD_LIBRARY_PATH is the working directory") {
  const Fixture f;
  f.Library("here/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}});
  for (const std::string& value : {std::string(":"), f.Path("d") + ":", ":" + f.Path("d"), f.Path("d") + "::/d"}) {
    CAPTURE(value);
    const Truth truth = SameAsLoader(exe, {.environment = {LibraryPath(value)}, .directory = f.Path("here")});
    CHECK(truth.paths.at(0) == "liba.so");
  }
}

TEST_CASE("an empty LD_LIBRARY_PATH is none") {
  const Fixture f;
  f.Library("here/libhs_a.so");
  const std::string exe = f.Program("exe", {.needed = {"libhs_a.so"}});
  CHECK(SameAsLoader(exe, {.environment = {LibraryPath("")}, .directory = f.Path("here")}).missing.size() == 1);
}

TEST_CASE("a relative element of LD_LIBRARY_PATH is relative to the working directory") {
  const Fixture f;
  f.Library("work/sub/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}});
  const Truth truth = SameAsLoader(exe, {.environment = {LibraryPath("sub/")}, .directory = f.Path("work")});
  CHECK(truth.paths.at(0) == "sub/liba.so");
}

TEST_CASE("$ORIGIN in LD_LIBRARY_PATH is the directory of the program") {
  const Fixture f;
  f.Library("bin/private/liba.so", {.needed = {"libb.so"}});
  f.Library("bin/private/libb.so");
  const std::string exe = f.Program("bin/exe", {.needed = {"liba.so"}});
  const Truth truth = SameAsLoader(exe, {.environment = {LibraryPath("$ORIGIN/private")}});
  CHECK(truth.Took("libb.so") == f.Path("bin/private/libb.so"));
}

TEST_CASE("the same directory twice in LD_LIBRARY_PATH changes nothing") {
  const Fixture f;
  f.Library("d/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}});
  SameAsLoader(exe, {.environment = {LibraryPath(f.Path("d") + ":" + f.Path("d"))}});
}

TEST_CASE("of two LD_LIBRARY_PATH in the environment the loader's choice is ours") {
  const Fixture f;
  f.Library("d/liba.so");
  f.Library("e/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}});
  SameAsLoader(exe, {.environment = {LibraryPath(f.Path("d")), LibraryPath(f.Path("e"))}});
}

TEST_CASE("a program with NODEFLIB finds nothing in the system's directories") {
  const Fixture f;
  const std::string exe = f.Program("exe", {.flags = {"-Wl,-z,nodefaultlib"}});
  CHECK(SameAsLoader(exe).missing == std::vector<std::string>{"libc.so.6"});
}

TEST_CASE("a library with NODEFLIB does not take that from the program") {
  const Fixture f;
  f.Library("d/liba.so", {.needed = {"libm.so.6", "libc.so.6"}, .flags = {"-Wl,-z,nodefaultlib"}});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")});
  SameAsLoader(exe);
}

TEST_CASE("RUNPATH serves a program with NODEFLIB, system directory or not") {
  const Fixture f;
  const std::string exe = f.Program("exe", {.runpath = "/lib/x86_64-linux-gnu", .flags = {"-Wl,-z,nodefaultlib"}});
  SameAsLoader(exe);
}

TEST_CASE("DF_1_NODEFLIB counts without the other bits of DT_FLAGS_1") {
  const Fixture f;
  const std::string exe = f.Program("exe");
  ElfPatch(exe).SetBits(kDtFlags1, kNoDefaultLibraries).Save();
  CHECK(SameAsLoader(exe).missing.size() == 1);
}

TEST_CASE("a needed name with a slash is a path: absolute") {
  const Fixture f;
  const std::string liba = f.Library("d/liba.so");
  const std::string exe = f.Program("exe", {.needed = {liba}, .runpath = f.Path("elsewhere")});
  CHECK(SameAsLoader(exe).Took("liba.so") == liba);
}

TEST_CASE("a needed name with a slash is a path: relative to the working directory") {
  const Fixture f;
  f.Library("work/sub/liba.so");
  f.Library("d/sub/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"sub/liba.so"}, .runpath = f.Path("d")});
  CHECK(SameAsLoader(exe, {.directory = f.Path("work")}).paths.at(0) == "sub/liba.so");
  CHECK(SameAsLoader(exe, {.directory = f.Path("d/sub")}).missing.size() == 1);
}

TEST_CASE("a needed name with a slash is a path: from $ORIGIN") {
  const Fixture f;
  f.Library("bin/sub/liba.so", {.needed = {"${ORIGIN}/libb.so"}});
  f.Library("bin/sub/libb.so");
  const std::string exe = f.Program("bin/exe", {.needed = {"$ORIGIN/sub/liba.so"}});
  CHECK(SameAsLoader(exe, {.directory = f.Path()}).Took("libb.so") == f.Path("bin/sub/libb.so"));
}
