// $ORIGIN, $LIB and $PLATFORM: what they stand for, and what is not one of them. glibc elf/dl-load.c, _dl_dst_count.

#include <doctest/doctest.h>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

TEST_CASE("$ORIGIN and ${ORIGIN} are the directory of the object that says it") {
  const Fixture f;
  f.Library("lib/liba.so", {.needed = {"libb.so"}, .runpath = "${ORIGIN}/deep"});
  f.Library("lib/deep/libb.so");
  const std::string exe = f.Program("bin/exe", {.needed = {"liba.so"}, .runpath = "$ORIGIN/../lib"});
  CHECK(SameAsLoader(exe).paths.at(0) == f.Path("bin/../lib/liba.so"));
}

TEST_CASE("$ORIGIN in an inherited RPATH is the directory of the object that holds it") {
  const Fixture f;
  f.Library("bin/deps/liba.so", {.needed = {"libb.so"}});
  f.Library("bin/deps/libb.so");
  f.Library("bin/deps/deps/libb.so");
  const std::string exe = f.Program("bin/exe", {.needed = {"liba.so"}, .rpath = "$ORIGIN/deps"});
  CHECK(SameAsLoader(exe).Took("libb.so") == f.Path("bin/deps/libb.so"));
}

TEST_CASE("$ORIGIN of a library behind a symbolic link is the directory of the link") {
  const Fixture f;
  f.Library("real/liba.so", {.needed = {"libb.so"}, .runpath = "$ORIGIN"});
  f.Library("real/libb.so");
  f.Library("links/libb.so");
  f.Symlink("links/liba.so", f.Path("real/liba.so"));
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("links")});
  CHECK(SameAsLoader(exe).Took("libb.so") == f.Path("links/libb.so"));
}

TEST_CASE("$ORIGIN of a program behind a symbolic link is the directory of the program") {
  const Fixture f;
  f.Library("real/liba.so");
  f.Library("links/liba.so");
  f.Program("real/exe", {.needed = {"liba.so"}, .runpath = "$ORIGIN"});
  const std::string link = f.Symlink("links/exe", "../real/exe");
  CHECK(SameAsLoader(link).Took("liba.so") == f.Path("real/liba.so"));
}

TEST_CASE("$ORIGIN of a program below a symbolic link to a directory is the real directory") {
  const Fixture f;
  f.Library("real/liba.so");
  f.Program("real/exe", {.needed = {"liba.so"}, .runpath = "$ORIGIN"});
  f.Symlink("links", "real");
  CHECK(SameAsLoader(f.Path("links/exe")).Took("liba.so") == f.Path("real/liba.so"));
}

TEST_CASE("$ORIGIN of a library found below a relative directory starts at the working directory") {
  const Fixture f;
  f.Library("work/sub/liba.so", {.needed = {"libb.so"}, .runpath = "$ORIGIN/deep"});
  f.Library("work/sub/deep/libb.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}});
  SameAsLoader(exe, {.environment = {"LD_LIBRARY_PATH=sub"}, .directory = f.Path("work")});
  SameAsLoader(exe, {.environment = {"LD_LIBRARY_PATH=:"}, .directory = f.Path("work/sub")});
}

TEST_CASE("$LIB is the name of the system's library directory") {
  const Fixture f;
  f.Library("lib/liba.so");
  f.Library("lib64/liba.so");
  f.Library("lib/x86_64-linux-gnu/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = "$ORIGIN/$LIB"});
  SameAsLoader(exe);
  const std::string braces = f.Program("braces", {.needed = {"liba.so"}, .runpath = f.Path("${LIB}")});
  SameAsLoader(braces);
}

TEST_CASE("$PLATFORM is the kernel's name of the processor") {
  const Fixture f;
  for (const char* platform : {"x86_64", "haswell", "xeon_phi", "i686"}) {
    f.Library("d/" + std::string(platform) + "/liba.so");
  }
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d/$PLATFORM")});
  CHECK(SameAsLoader(exe).missing.empty());
}

TEST_CASE("a word that only starts like a token is a directory of that name") {
  const Fixture f;
  f.Library("$ORIGINAL/liba.so");
  f.Library("$LIBRARY/libb.so");
  f.Library("$ORIGIN_2/libd.so");
  const std::string path = f.Path("$ORIGINAL") + ":" + f.Path("$LIBRARY") + ":" + f.Path("$ORIGIN_2");
  const std::string exe = f.Program("exe", {.needed = {"liba.so", "libb.so", "libd.so"}, .runpath = path});
  SameAsLoader(exe);
}

TEST_CASE("an unknown token is a directory of that name") {
  const Fixture f;
  f.Library("$UNKNOWN/liba.so");
  f.Library("${HOME}/libb.so");
  f.Library("$/libd.so");
  const std::string path = f.Path("$UNKNOWN") + ":" + f.Path("${HOME}") + ":" + f.Path("$");
  const std::string exe = f.Program("exe", {.needed = {"liba.so", "libb.so", "libd.so"}, .runpath = path});
  CHECK(SameAsLoader(exe).missing.empty());
}

TEST_CASE("a brace that is not closed makes no token") {
  const Fixture f;
  f.Library("${ORIGIN/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("${ORIGIN")});
  CHECK(SameAsLoader(exe).missing.empty());
}

TEST_CASE("a token counts inside an element and more than once") {
  const Fixture f;
  f.Library("bin/x/liba.so");
  const std::string exe = f.Program("bin/exe", {.needed = {"liba.so"}, .runpath = "/proc/self/root$ORIGIN/x"});
  SameAsLoader(exe);
  const std::string twice = f.Program("bin/twice", {.needed = {"liba.so"}, .runpath = "$ORIGIN/x$ORIGIN:$ORIGIN/x"});
  SameAsLoader(twice);
}

TEST_CASE("a token in a needed name without any other slash makes it a path") {
  const Fixture f;
  f.Library("bin/x86_64");
  const std::string exe = f.Program("bin/exe", {.needed = {"$PLATFORM"}, .runpath = "$ORIGIN"});
  SameAsLoader(exe);
}
