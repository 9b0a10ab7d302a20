// Kinds of programs and libraries: static, 32-bit, stripped of sections, hashed the old way, packed relocations.

#include <doctest/doctest.h>

#include "tests/e2e/elf_patch.h"
#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

// A static program has no loader to ask (traced, it would run): it maps nothing but itself.
void LoadsNothing(const std::string& program) {
  const Answer answer = AskHalfsecond(program);
  CHECK(answer.status == 0);
  CHECK(answer.paths.empty());
  CHECK(answer.missing.empty());
  CHECK(answer.complete);
}

}  // namespace

TEST_CASE("a static program loads nothing") {
  const Fixture f;
  LoadsNothing(f.Program("exe", {.flags = {"-static", "-no-pie"}}));
}

TEST_CASE("a static position independent program loads nothing") {
  const Fixture f;
  LoadsNothing(f.Program("exe", {.flags = {"-static-pie"}}));
}

TEST_CASE("a static program ignores LD_PRELOAD and LD_LIBRARY_PATH") {
  const Fixture f;
  const std::string exe = f.Program("exe", {.flags = {"-static", "-no-pie"}});
  CHECK(AskHalfsecond(exe, {.environment = {"LD_PRELOAD=" + f.Library("pre.so")}}).paths.empty());
}

TEST_CASE("a program at a fixed address") {
  const Fixture f;
  f.Library("d/liba.so");
  SameAsLoader(f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d"), .flags = {"-no-pie"}}));
}

TEST_CASE("no section headers: what the loader reads is all there") {
  const Fixture f;
  f.Library("d/liba.so", {.needed = {"libb.so"}, .runpath = f.Path("d")});
  f.Library("d/libb.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")});
  ElfPatch(f.Path("d/liba.so")).DropSections().Save();
  ElfPatch(exe).DropSections().Save();
  CHECK(SameAsLoader(exe).Took("libb.so") == f.Path("d/libb.so"));
}

TEST_CASE("SysV hash tables only, GNU hash tables only") {
  const Fixture f;
  f.Library("d/liba.so", {.flags = {"-Wl,--hash-style=sysv"}});
  f.Library("d/libb.so", {.flags = {"-Wl,--hash-style=gnu"}});
  const std::string exe =
      f.Program("exe", {.needed = {"liba.so", "libb.so"}, .runpath = f.Path("d"), .flags = {"-Wl,--hash-style=sysv"}});
  SameAsLoader(exe);
}

TEST_CASE("packed relative relocations in a program and a library") {
  const Fixture f;
  f.FullLibrary("d/liba.so",
                {.source = "int x; int* hs_p[40] = {&x, &x, &x};", .flags = {"-Wl,-z,pack-relative-relocs"}});
  const std::string exe =
      f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d"), .flags = {"-Wl,-z,pack-relative-relocs"}});
  SameAsLoader(exe);
}

TEST_CASE("libraries linked by other linkers and laid out in other ways") {
  const Fixture f;
  f.FullLibrary("d/libseparate.so", {.flags = {"-Wl,-z,separate-code"}});
  f.FullLibrary("d/libtogether.so", {.flags = {"-Wl,-z,noseparate-code", "-Wl,-z,norelro"}});
  f.FullLibrary("d/libpages.so", {.flags = {"-Wl,-z,max-page-size=0x200000"}});
  std::vector<std::string> needed{"libseparate.so", "libtogether.so", "libpages.so"};
  if (HaveCompiler("ld.lld")) {
    f.FullLibrary("d/liblld.so", {.flags = {"-fuse-ld=lld"}});
    needed.emplace_back("liblld.so");
  }
  SameAsLoader(f.Program("exe", {.needed = needed, .runpath = f.Path("d")}));
}

TEST_CASE("a 32-bit program: its own libraries, RPATH, tokens") {
  const Fixture f;
  const std::vector<std::string> narrow{"-m32"};
  f.Library("d/liba.so", {.needed = {"libb.so", "libm.so.6"}, .flags = narrow});
  f.Library("d/libb.so", {.flags = narrow});
  f.Library("lib32/libd.so", {.flags = narrow});
  f.Library("lib/i386-linux-gnu/libd.so", {.flags = narrow});
  f.Library("lib/libd.so", {.flags = narrow});
  f.Library("i686/libe.so", {.flags = narrow});
  const std::string path = f.Path("d") + ":$ORIGIN/$LIB:$ORIGIN/$PLATFORM";
  const std::string exe =
      f.Program("exe", {.needed = {"liba.so", "libd.so", "libe.so"}, .rpath = path, .flags = narrow});
  const Truth truth = SameAsLoader(exe);
  CHECK(truth.Took("libb.so") == f.Path("d/libb.so"));
}

TEST_CASE("a 32-bit program steps over 64-bit libraries") {
  const Fixture f;
  f.Library("wide/liba.so");
  f.Library("narrow/liba.so", {.flags = {"-m32"}});
  const std::string exe =
      f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("wide") + ":" + f.Path("narrow"), .flags = {"-m32"}});
  CHECK(SameAsLoader(exe).Took("liba.so") == f.Path("narrow/liba.so"));
}

TEST_CASE("a program that C++ and threads made large") {
  const Fixture f;
  SameAsLoader(f.Program("exe", {.needed = {"libstdc++.so.6", "libgcc_s.so.1", "libpthread.so.0", "librt.so.1"}}));
}

TEST_CASE("a shared library named on the command line is answered like a program") {
  const Fixture f;
  f.Library("d/libb.so");
  const std::string liba = f.Library("d/liba.so", {.needed = {"libb.so", "libc.so.6"}, .runpath = "$ORIGIN"});
  // The loader, told to load a library as if it were a program.
  const Ended listed = Run({.argv = {"/lib64/ld-linux-x86-64.so.2", "--list", liba}});
  CHECK(listed.out.find(f.Path("d/libb.so")) != std::string::npos);
  const Answer answer = AskHalfsecond(liba);
  CHECK(answer.text.find(f.Path("d/libb.so")) != std::string::npos);
}

TEST_CASE("what is no program is refused with one line, and the exit code says which kind of no") {
  const Fixture f;
  const std::string text = f.File("text", "#!/bin/sh\nexit 0\n");
  const std::string binary = Binary();
  const Ended script = Run({.argv = {binary, "load", text}});
  CHECK(script.status == 3);
  CHECK(script.signal == 0);
  const Ended absent = Run({.argv = {binary, "load", f.Path("absent")}});
  CHECK(absent.status == 2);
  CHECK(absent.err.find("hint:") != std::string::npos);
  const Ended directory = Run({.argv = {binary, "load", f.Path()}});
  CHECK(directory.status == 0);  // a directory is answered with the sum over what is in it
}
