// Programs of musl: another loader with other rules (musl ldso/dynlink.c, load_library). Needs musl-gcc.

#include <doctest/doctest.h>

#include <filesystem>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

constexpr const char* kMuslCompiler = "musl-gcc";

bool HaveMusl() {
  if (HaveCompiler(kMuslCompiler) && std::filesystem::exists("/lib/ld-musl-x86_64.so.1")) return true;
  MESSAGE("not checked here: no musl");
  return false;
}

Elf Musl(Elf elf) {
  elf.compiler = kMuslCompiler;
  return elf;
}

std::string Saying(const std::string& rest) {
  return std::string(kSaying) + rest;
}

Truth SameAsMusl(const std::string& program, const Surroundings& surroundings = {}) {
  Truth truth = AskMusl(program, surroundings);
  INFO(truth.complaint);
  const Answer answer = AskHalfsecond(program, surroundings);
  CHECK(OnePerLine(answer.paths) == OnePerLine(truth.paths));
  CHECK(OnePerLine(answer.missing) == OnePerLine(truth.missing));
  CHECK(answer.complete == truth.missing.empty());
  return truth;
}

}  // namespace

TEST_CASE("musl: libc.so is the loader itself, and comes once") {
  if (!HaveMusl()) return;
  const Fixture f;
  const Truth truth = SameAsMusl(f.Program("exe", Musl({.needed = {"libm.so.6", "libpthread.so.0"}})));
  CHECK(truth.paths == std::vector<std::string>{"/lib/ld-musl-x86_64.so.1"});
}

TEST_CASE("musl: RUNPATH of the program serves the libraries of its libraries") {
  if (!HaveMusl()) return;
  const Fixture f;
  f.Library("d/liba.so", Musl({.needed = {"libb.so"}}));
  f.Library("d/libb.so", Musl({}));
  const std::string exe = f.Program("exe", Musl({.needed = {"liba.so"}, .runpath = f.Path("d")}));
  CHECK(SameAsMusl(exe).Took("libb.so") == f.Path("d/libb.so"));
}

TEST_CASE("musl: the nearer requester's path comes first") {
  if (!HaveMusl()) return;
  const Fixture f;
  f.Library("d/liba.so", Musl({.needed = {"libb.so"}, .runpath = f.Path("e")}));
  f.Library("d/libb.so", Musl({}));
  f.Library("e/libb.so", Musl({}));
  const std::string exe = f.Program("exe", Musl({.needed = {"liba.so"}, .runpath = f.Path("d")}));
  CHECK(SameAsMusl(exe).Took("libb.so") == f.Path("e/libb.so"));
}

TEST_CASE("musl: LD_LIBRARY_PATH comes before RPATH too, and only colons separate it") {
  if (!HaveMusl()) return;
  const Fixture f;
  f.Library("d/liba.so", Musl({}));
  f.Library("e/liba.so", Musl({}));
  const std::string exe = f.Program("exe", Musl({.needed = {"liba.so"}, .rpath = f.Path("d")}));
  CHECK(SameAsMusl(exe, {.environment = {"LD_LIBRARY_PATH=" + f.Path("e")}}).Took("liba.so") == f.Path("e/liba.so"));
  CHECK(SameAsMusl(exe, {.environment = {"LD_LIBRARY_PATH=/x;" + f.Path("e")}}).Took("liba.so") == f.Path("d/liba.so"));
}

TEST_CASE("musl: DT_SONAME is no identity, the name asked for is") {
  if (!HaveMusl()) return;
  const Fixture f;
  f.Library("d/libold.so", Musl({.soname = "libnew.so"}));
  f.Library("d/libnew.so", Musl({.soname = "libnew.so"}));
  const std::string exe = f.Program("exe", Musl({.needed = {"libold.so", "libnew.so"}, .runpath = f.Path("d")}));
  CHECK(SameAsMusl(exe).Took("libnew.so") == f.Path("d/libnew.so"));
}

TEST_CASE("musl: the inode is an identity") {
  if (!HaveMusl()) return;
  const Fixture f;
  f.Library("d/liba.so", Musl({}));
  f.Symlink("d/libb.so", "liba.so");
  const std::string exe = f.Program("exe", Musl({.needed = {"liba.so", "libb.so"}, .runpath = f.Path("d")}));
  CHECK(SameAsMusl(exe).Took("libb.so").empty());
}

TEST_CASE("musl: $ORIGIN counts, any other token voids the whole path") {
  if (!HaveMusl()) return;
  const Fixture f;
  f.Library("bin/liba.so", Musl({}));
  f.Library("bin/$LIB/libhs_b.so", Musl({}));
  f.Library("bin/libhs_b.so", Musl({}));
  SameAsMusl(f.Program("bin/exe", Musl({.needed = {"liba.so"}, .runpath = "${ORIGIN}:/x"})));
  const std::string void_path = f.Path("bin") + ":$ORIGIN/$LIB";
  SameAsMusl(f.Program("bin/void", Musl({.needed = {"libhs_b.so"}, .runpath = void_path})));
}

TEST_CASE("musl: a missing library") {
  if (!HaveMusl()) return;
  const Fixture f;
  const std::string exe = f.Program("exe", Musl({.needed = {"libhs_nowhere.so"}}));
  CHECK(SameAsMusl(exe).missing == std::vector<std::string>{"libhs_nowhere.so"});
}

TEST_CASE("musl: the path file replaces the default directories") {
  if (!HaveMusl()) return;
  const Fixture f;
  f.Library("d/libhs_a.so", Musl({}));
  f.File("etc/ld-musl-x86_64.path", f.Path("nowhere") + "\n" + f.Path("d") + "\n");
  const std::string exe = f.Program("exe", Musl({.needed = {"libhs_a.so"}}));
  const Surroundings inside{.binds = {{f.Path("etc"), "/etc"}}};
  if (!CanEnter(inside)) return;
  CHECK(SameAsMusl(exe, inside).Took("libhs_a.so") == f.Path("d/libhs_a.so"));
}

TEST_CASE("musl: LD_PRELOAD, and no ld.so.cache, no levels, no auditors") {
  if (!HaveMusl()) return;
  const Fixture f;
  const std::string pre = f.Library("pre.so", Musl({}));
  f.Library("d/glibc-hwcaps/x86-64-v2/liba.so", Musl({}));
  f.Library("d/liba.so", Musl({}));
  const std::string exe = f.Program("exe", Musl({.needed = {"liba.so"}, .runpath = f.Path("d")}));
  SameAsMusl(exe, {.environment = {"LD_PRELOAD=" + pre, "LD_AUDIT=" + pre}});
}

TEST_CASE("musl: breadth first, and constructors from the foot up") {
  if (!HaveMusl()) return;
  const Fixture f;
  for (const auto& [name, needed] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"a", {"libb.so", "libd.so"}}, {"b", {"libe.so"}}, {"d", {"libe.so", "liba.so"}}, {"e", {}}, {"g", {}}}) {
    f.Library("d/lib" + name + ".so", Musl({.needed = needed, .source = Saying("CONSTRUCTOR(hs_" + name + ")")}));
  }
  const std::string exe = f.Program("exe", Musl({.needed = {"liba.so", "libg.so", "libe.so"},
                                                 .runpath = f.Path("d"),
                                                 .source = Saying("CONSTRUCTOR(hs_program) MAIN")}));
  SameAsMusl(exe);
  CHECK(SameCodeBeforeMain(exe).back() == "hs_program");
}

TEST_CASE("musl: a static program loads nothing") {
  if (!HaveMusl()) return;
  const Fixture f;
  CHECK(AskHalfsecond(f.Program("exe", Musl({.flags = {"-static", "-no-pie"}}))).paths.empty());
}
