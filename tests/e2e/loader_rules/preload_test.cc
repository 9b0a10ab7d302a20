// LD_PRELOAD and /etc/ld.so.preload. glibc elf/rtld.c, do_preload and its callers.

#include <doctest/doctest.h>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

TEST_CASE("LD_PRELOAD with slashes, separated by spaces or colons, in its order before everything needed") {
  const Fixture f;
  const std::string one = f.Library("one.so");
  const std::string two = f.Library("two.so");
  const std::string exe = f.Program("exe");
  for (const char* separator : {" ", ":", "  ", " :: "}) {
    CAPTURE(separator);
    const Truth truth = SameAsLoader(exe, {.environment = {"LD_PRELOAD=" + two + separator + one}});
    CHECK(truth.paths.at(0) == two);
    CHECK(truth.paths.at(1) == one);
  }
}

TEST_CASE("LD_PRELOAD without a slash is searched like a library of the program") {
  const Fixture f;
  f.Library("runpath/libpre.so");
  f.Library("path/libpre.so");
  const std::string exe = f.Program("exe", {.runpath = f.Path("runpath")});
  CHECK(SameAsLoader(exe, {.environment = {"LD_PRELOAD=libpre.so"}}).Took("libpre.so") == f.Path("runpath/libpre.so"));
  const Surroundings both{.environment = {"LD_PRELOAD=libpre.so", "LD_LIBRARY_PATH=" + f.Path("path")}};
  CHECK(SameAsLoader(exe, both).Took("libpre.so") == f.Path("path/libpre.so"));
  SameAsLoader(exe, {.environment = {"LD_PRELOAD=libm.so.6"}});
}

TEST_CASE("LD_PRELOAD relative to the working directory") {
  const Fixture f;
  f.Library("work/pre.so");
  const std::string exe = f.Program("exe");
  SameAsLoader(exe, {.environment = {"LD_PRELOAD=./pre.so"}, .directory = f.Path("work")});
  SameAsLoader(exe, {.environment = {"LD_PRELOAD=../work//pre.so"}, .directory = f.Path("work")});
}

TEST_CASE("$ORIGIN in LD_PRELOAD is the directory of the program") {
  const Fixture f;
  f.Library("bin/pre.so");
  const std::string exe = f.Program("bin/exe");
  SameAsLoader(exe, {.environment = {"LD_PRELOAD=$ORIGIN/pre.so"}});
}

TEST_CASE("a preload that is not there is skipped and the program starts") {
  const Fixture f;
  const std::string one = f.Library("one.so");
  const std::string exe = f.Program("exe");
  const Truth truth = SameAsLoader(exe, {.environment = {"LD_PRELOAD=/nowhere/pre.so libhs_nowhere.so " + one}});
  CHECK(truth.complaint.find("cannot be preloaded") != std::string::npos);
  CHECK(truth.paths.at(0) == one);
}

TEST_CASE("a preload that is a text file is skipped too") {
  const Fixture f;
  const std::string text = f.File("pre.so", "not an object file, though long enough to hold a header of one of them\n");
  const std::string exe = f.Program("exe");
  CHECK(SameAsLoader(exe, {.environment = {"LD_PRELOAD=" + text}}).complaint.find("ignored") != std::string::npos);
}

TEST_CASE("a preloaded library that the program also needs keeps its first place") {
  const Fixture f;
  f.Library("d/liba.so", {.soname = "liba.so"});
  f.Library("d/libb.so", {.soname = "libb.so"});
  const std::string exe = f.Program("exe", {.needed = {"liba.so", "libb.so"}, .runpath = f.Path("d")});
  CHECK(SameAsLoader(exe, {.environment = {"LD_PRELOAD=" + f.Path("d/libb.so")}}).paths.at(0) == f.Path("d/libb.so"));
}

TEST_CASE("what a preloaded library needs comes after what the program needs") {
  const Fixture f;
  f.Library("d/libdeep.so", {.soname = "libdeep.so"});
  const std::string pre = f.Library("pre.so", {.needed = {"libdeep.so", "libm.so.6"}, .runpath = f.Path("d")});
  f.Library("d/liba.so", {.soname = "liba.so", .needed = {"libdeep.so"}});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("d")});
  SameAsLoader(exe, {.environment = {"LD_PRELOAD=" + pre}});
}

TEST_CASE("the same library preloaded twice is one object") {
  const Fixture f;
  const std::string pre = f.Library("pre.so");
  f.Symlink("link.so", "pre.so");
  const std::string exe = f.Program("exe");
  SameAsLoader(exe, {.environment = {"LD_PRELOAD=" + pre + ":" + pre + ":" + f.Path("link.so")}});
}

TEST_CASE("an empty LD_PRELOAD is none") {
  const Fixture f;
  const std::string exe = f.Program("exe");
  SameAsLoader(exe, {.environment = {"LD_PRELOAD="}});
  SameAsLoader(exe, {.environment = {"LD_PRELOAD= : "}});
}

TEST_CASE("an uninvited constructor of a preloaded library is in the answer") {
  const Fixture f;
  const std::string pre = f.Library("pre.so", {.source = std::string(kSaying) + "CONSTRUCTOR(hs_preloaded)"});
  const std::string exe = f.Program("exe", {.source = std::string(kSaying) + "MAIN"});
  CHECK(SameCodeBeforeMain(exe, {.environment = {"LD_PRELOAD=" + pre}}) == std::vector<std::string>{"hs_preloaded"});
}

TEST_CASE("/etc/ld.so.preload is read after LD_PRELOAD, by lines, spaces and colons, without comments") {
  const Fixture f;
  const std::string one = f.Library("one.so");
  const std::string two = f.Library("two.so");
  const std::string three = f.Library("three.so");
  const std::string exe = f.Program("exe");
  f.File("etc/ld.so.preload", "# a comment with " + three + "\n" + one + ":" + two + "\n\n");
  f.Copy("etc/ld.so.cache", "/etc/ld.so.cache");
  const Surroundings surroundings{.environment = {"LD_PRELOAD=" + three}, .binds = {{f.Path("etc"), "/etc"}}};
  if (!CanEnter(surroundings)) return;
  CHECK(SameAsLoader(exe, surroundings).paths.at(0) == three);
}
