// DT_RPATH and DT_RUNPATH: whose is searched for whom. The loader's source: glibc elf/dl-load.c, _dl_map_object.

#include <doctest/doctest.h>

#include "tests/e2e/elf_patch.h"
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
  f.Library("e/libb.so", {.needed = {"libhs_c.so"}});
  f.Library("d/libhs_c.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("libhs_c.so") == f.Path("d/libhs_c.so"));
}

TEST_CASE("the RPATH of a library that also has RUNPATH is ignored") {
  const Fixture f;
  f.Library("rpath/liba.so");
  f.Library("runpath/liba.so");
  const std::string exe = f.Program("exe", {.needed = {f.Path("rpath"), "liba.so"}, .runpath = f.Path("runpath")});
  ElfPatch(exe).Retag(kDtNeeded, kDtRpath).Save();
  CHECK(SameAsLoader(exe).Took("liba.so") == f.Path("runpath/liba.so"));
}

TEST_CASE("an object with both RPATH and RUNPATH lends its RPATH to no one") {
  const Fixture f;
  f.Library("runpath/liba.so", {.needed = {"libhs_b.so"}});
  f.Library("rpath/libhs_b.so");
  const std::string exe = f.Program("exe", {.needed = {f.Path("rpath"), "liba.so"}, .runpath = f.Path("runpath")});
  ElfPatch(exe).Retag(kDtNeeded, kDtRpath).Save();
  CHECK(SameAsLoader(exe).missing == std::vector<std::string>{"libhs_b.so"});
}

TEST_CASE("an empty element of RPATH is the working directory") {
  const Fixture f;
  f.Library("here/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("nowhere") + "::/nowhere"});
  CHECK(SameAsLoader(exe, {.directory = f.Path("here")}).paths.at(0) == "liba.so");
}

TEST_CASE("an empty element of RUNPATH is the working directory") {
  const Fixture f;
  f.Library("here/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("nowhere") + ":"});
  CHECK(SameAsLoader(exe, {.directory = f.Path("here")}).paths.at(0) == "liba.so");
}

TEST_CASE("an RPATH that is the empty string is no path at all") {
  const Fixture f;
  f.Library("here/libhs_a.so");
  const std::string exe = f.Program("exe", {.needed = {"libhs_a.so"}, .rpath = "/replaced"});
  ElfPatch(exe).SetValue(kDtRpath, 0).Save();  // byte 0 of a string table is always NUL
  CHECK(SameAsLoader(exe, {.directory = f.Path("here")}).missing.size() == 1);
}

TEST_CASE("a RUNPATH that is the empty string still hides the RPATH") {
  const Fixture f;
  f.Library("d/libhs_a.so");
  const std::string exe = f.Program("exe", {.needed = {f.Path("d"), "libhs_a.so"}, .runpath = "/replaced"});
  ElfPatch(exe).SetValue(kDtRunpath, 0).Retag(kDtNeeded, kDtRpath).Save();
  SameAsLoader(exe);
}

TEST_CASE("a relative RUNPATH is relative to the working directory") {
  const Fixture f;
  f.Library("work/sub/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = "sub"});
  CHECK(SameAsLoader(exe, {.directory = f.Path("work")}).paths.at(0) == "sub/liba.so");
}

TEST_CASE("slashes at the end of an element are one slash, inside they stay") {
  const Fixture f;
  f.Library("d/e/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d//e") + "///"});
  CHECK(SameAsLoader(exe).paths.at(0) == f.Path("d//e/liba.so"));
}

TEST_CASE("elements are tried in their order, and one that is not there costs nothing") {
  const Fixture f;
  f.Library("two/liba.so");
  f.Library("three/liba.so");
  const std::string path = f.Path("one") + ":" + f.Path("two") + ":" + f.Path("three");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = path});
  CHECK(SameAsLoader(exe).Took("liba.so") == f.Path("two/liba.so"));
}

TEST_CASE("a semicolon does not separate elements of RUNPATH") {
  const Fixture f;
  f.Library("d/libhs_a.so");
  const std::string exe =
      f.Program("exe", {.needed = {"libhs_a.so"}, .runpath = f.Path("nowhere") + ";" + f.Path("d")});
  CHECK(SameAsLoader(exe).missing.size() == 1);
}
