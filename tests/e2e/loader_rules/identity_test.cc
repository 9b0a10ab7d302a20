// When two names are one object: DT_SONAME, inode, the loader itself. glibc elf/dl-load.c, _dl_map_object.

#include <doctest/doctest.h>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

constexpr const char* kLoader = "/lib64/ld-linux-x86-64.so.2";

}  // namespace

TEST_CASE("a library already loaded answers to its DT_SONAME: no second one is looked for") {
  const Fixture f;
  f.Library("d/libold.so", {.soname = "libnew.so"});
  f.Library("d/libnew.so", {.soname = "libnew.so"});
  const std::string exe = f.Program("exe", {.needed = {"libold.so", "libnew.so"}, .runpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("libnew.so").empty());
}

TEST_CASE("a DT_SONAME met after the file of that name was loaded makes a second object") {
  const Fixture f;
  f.Library("d/libold.so", {.soname = "libnew.so"});
  f.Library("d/libnew.so");
  const std::string exe = f.Program("exe", {.needed = {"libnew.so", "libold.so"}, .runpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("libold.so") == f.Path("d/libold.so"));
}

TEST_CASE("a private library found by the program serves a library that could not find it (systemd's PID 1)") {
  const Fixture f;
  f.Library("private/libshared-252.so", {.soname = "libshared-252.so"});
  f.Library("private/libcore-252.so", {.soname = "libcore-252.so", .needed = {"libshared-252.so"}});
  const std::string exe =
      f.Program("exe", {.needed = {"libcore-252.so", "libshared-252.so"}, .runpath = f.Path("private")});
  CHECK(SameAsLoader(exe).missing.empty());
}

TEST_CASE("what a library cannot find is missing although the program's own path has it later") {
  const Fixture f;
  f.Library("private/libhs_deep.so");
  f.Library("private/libcore.so", {.needed = {"libhs_deep.so"}});
  f.Library("private/libmid.so", {.needed = {"libcore.so"}, .runpath = f.Path("private")});
  const std::string exe = f.Program("exe", {.needed = {"libmid.so"}, .runpath = f.Path("private")});
  CHECK(SameAsLoader(exe).missing == std::vector<std::string>{"libhs_deep.so"});
}

TEST_CASE("an absolute path first, then its soname: one object") {
  const Fixture f;
  const std::string liba = f.Library("one/liba.so", {.soname = "liba.so"});
  f.Library("two/liba.so", {.soname = "liba.so"});
  const std::string exe = f.Program("exe", {.needed = {liba, "liba.so"}, .runpath = f.Path("two")});
  CHECK(SameAsLoader(exe).Took("liba.so") == liba);
}

TEST_CASE("a soname first, then an absolute path to another file of that soname: two objects") {
  const Fixture f;
  const std::string liba = f.Library("one/liba.so", {.soname = "liba.so"});
  f.Library("two/liba.so", {.soname = "liba.so"});
  const std::string exe = f.Program("exe", {.needed = {"liba.so", liba}, .runpath = f.Path("two")});
  SameAsLoader(exe);
}

TEST_CASE("a needed name of another directory does not match a soname by its last part") {
  const Fixture f;
  f.Library("d/liba.so", {.soname = "d/liba.so"});
  f.Library("e/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so", "d/liba.so"}, .runpath = f.Path("e")});
  SameAsLoader(exe, {.directory = f.Path()});
}

TEST_CASE("two names of one inode are one object: hard link") {
  const Fixture f;
  f.Library("d/liba.so");
  f.Hardlink("d/libb.so", "d/liba.so");
  const std::string exe = f.Program("exe", {.needed = {"liba.so", "libb.so"}, .runpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("libb.so").empty());
}

TEST_CASE("two names of one inode are one object: symbolic link") {
  const Fixture f;
  f.Library("d/libb.so.1.2");
  f.Symlink("d/libb.so.1", "libb.so.1.2");
  f.Symlink("d/libb.so", "libb.so.1");
  const std::string exe = f.Program("exe", {.needed = {"libb.so", "libb.so.1", "libb.so.1.2"}, .runpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("libb.so") == f.Path("d/libb.so"));
}

TEST_CASE("two equal files are two objects") {
  const Fixture f;
  f.Copy("d/libb.so", f.Library("d/liba.so"));
  const std::string exe = f.Program("exe", {.needed = {"liba.so", "libb.so"}, .runpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("libb.so") == f.Path("d/libb.so"));
}

TEST_CASE("a name asked for by inode answers to the other name from then on") {
  const Fixture f;
  f.Library("d/liba.so");
  f.Symlink("d/libb.so", "liba.so");
  f.Library("e/libb.so");
  f.Library("e/libz.so", {.needed = {"libb.so"}, .runpath = f.Path("e")});
  const std::string exe =
      f.Program("exe", {.needed = {"liba.so", "libb.so", "libz.so"}, .runpath = f.Path("d") + ":" + f.Path("e")});
  CHECK(SameAsLoader(exe).Took("libb.so").empty());
}

TEST_CASE("a library that needs itself is loaded once") {
  const Fixture f;
  f.Library("d/liba.so", {.soname = "liba.so", .needed = {"liba.so"}, .runpath = f.Path("d")});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")});
  SameAsLoader(exe);
}

TEST_CASE("the same name needed twice by one object counts once") {
  const Fixture f;
  f.Library("d/liba.so");
  f.Library("d/libb.so", {.needed = {"liba.so", "libc.so.6", "liba.so", "libc.so.6"}});
  const std::string exe = f.Program("exe", {.needed = {"libb.so", "liba.so", "libb.so"}, .rpath = f.Path("d")});
  SameAsLoader(exe);
}

TEST_CASE("the loader stands in the list where the first one that needs it puts it") {
  const Fixture f;
  f.Library("d/liba.so", {.needed = {"ld-linux-x86-64.so.2"}});
  f.Library("d/libb.so", {.needed = {"libm.so.6"}});
  const std::string exe =
      f.Program("exe", {.needed = {"liba.so", "ld-linux-x86-64.so.2", "libb.so"}, .runpath = f.Path("d")});
  SameAsLoader(exe);
}

TEST_CASE("a program that needs only the loader lists only the loader") {
  const Fixture f;
  const std::string exe = f.Program(
      "exe",
      {.needed = {"ld-linux-x86-64.so.2"}, .source = "void _start(void) { for (;;) {} }", .flags = {"-nostdlib"}});
  SameAsLoader(exe);
}

TEST_CASE("a loader under another name is one object with the one libc needs") {
  const Fixture f;
  const std::string copy = f.Copy("ld.so.copy", kLoader);
  SameAsLoader(f.Program("copied", {.flags = {"-Wl,--dynamic-linker=" + copy}}));
  const std::string link = f.Symlink("ld.so.link", kLoader);
  SameAsLoader(f.Program("linked", {.flags = {"-Wl,--dynamic-linker=" + link}}));
  SameAsLoader(f.Program("real", {.flags = {"-Wl,--dynamic-linker=/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"}}));
}

TEST_CASE("a loader needed by its absolute path is the loader") {
  const Fixture f;
  f.Library("d/liba.so", {.needed = {"/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"}});
  const std::string exe = f.Program("exe", {.needed = {kLoader, "liba.so"}, .runpath = f.Path("d")});
  SameAsLoader(exe);
}

TEST_CASE("a needed file that is a position independent executable keeps the program from starting") {
  const Fixture f;
  f.Program("d/libprogram.so");
  const std::string exe = f.Program("exe", {.needed = {"libprogram.so"}, .runpath = f.Path("d")});
  CHECK(RefusedLikeLoader(exe).find("cannot dynamically load position-independent executable") != std::string::npos);
}

TEST_CASE("a library that needs the program by its file name opens it as a library") {
  const Fixture f;
  f.Library("d/liba.so", {.needed = {"exe"}, .runpath = f.Path()});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")});
  RefusedLikeLoader(exe);
}
