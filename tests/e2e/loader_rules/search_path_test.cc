// In which directories the loader looks, and in which order: DT_RPATH, LD_LIBRARY_PATH, DT_RUNPATH, defaults.

#include <doctest/doctest.h>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

TEST_CASE("RPATH of the program serves the libraries of its libraries") {
  const Fixture f;
  f.Library("d/liba.so", {.needed = {"libb.so"}});
  f.Library("d/libb.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("libb.so") == f.Path("d/libb.so"));
}

TEST_CASE("RPATH of the nearer requester is searched before that of the program") {
  const Fixture f;
  f.Library("near/libb.so");
  f.Library("far/libb.so");
  f.Library("far/liba.so", {.needed = {"libb.so"}, .rpath = f.Path("near")});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("far")});
  CHECK(SameAsLoader(exe).Took("libb.so") == f.Path("near/libb.so"));
}

TEST_CASE("RPATH is inherited along the first requester, not along a later one") {
  const Fixture f;
  f.Library("d/liba.so", {.needed = {"libx.so"}, .rpath = f.Path("one")});
  f.Library("d/libb.so", {.needed = {"libx.so"}, .rpath = f.Path("two")});
  f.Library("one/libx.so", {.needed = {"liby.so"}});
  f.Library("two/libx.so", {.needed = {"liby.so"}});
  f.Library("one/liby.so");
  f.Library("two/liby.so");
  const std::string exe = f.Program("exe", {.needed = {"libb.so", "liba.so"}, .rpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("liby.so") == f.Path("two/liby.so"));
}

TEST_CASE("RUNPATH of the program does not serve the libraries of its libraries") {
  const Fixture f;
  f.Library("d/liba.so", {.needed = {"libhs_inherited.so"}});
  f.Library("d/libhs_inherited.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")});
  CHECK(SameAsLoader(exe).missing == std::vector<std::string>{"libhs_inherited.so"});
}

TEST_CASE("RUNPATH of a library serves its own libraries") {
  const Fixture f;
  f.Library("d/liba.so", {.needed = {"libb.so"}, .runpath = f.Path("e")});
  f.Library("e/libb.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("libb.so") == f.Path("e/libb.so"));
}

TEST_CASE("a library with RUNPATH does not use the RPATH of the program") {
  const Fixture f;
  f.Library("d/liba.so", {.needed = {"libhs_inherited.so"}, .runpath = f.Path("empty")});
  f.Library("d/libhs_inherited.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("d")});
  CHECK(SameAsLoader(exe).missing.size() == 1);
}

TEST_CASE("a library without any path uses the RPATH of the program though the one between has RUNPATH") {
  const Fixture f;
  f.Library("d/liba.so", {.needed = {"libb.so"}, .runpath = f.Path("e")});
  f.Library("e/libb.so", {.needed = {"libc2.so"}});
  f.Library("d/libc2.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("libc2.so") == f.Path("d/libc2.so"));
}

TEST_CASE("LD_LIBRARY_PATH comes before RUNPATH") {
  const Fixture f;
  f.Library("d/liba.so");
  f.Library("e/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")});
  CHECK(SameAsLoader(exe, {.environment = {"LD_LIBRARY_PATH=" + f.Path("e")}}).Took("liba.so") == f.Path("e/liba.so"));
}
