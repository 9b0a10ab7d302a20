// --root: any root can be analysed from any host. The truth is the loader in a change of root, where it can run there.

#include <doctest/doctest.h>

#include <filesystem>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

constexpr const char* kSystem = "/lib/x86_64-linux-gnu";

// The parts of a root that a program needs to start, laid out as a merged /usr: /lib leads to /usr/lib by the link
// `lib_target`.
void MakeRoot(const Fixture& f, std::string_view lib_target) {
  for (const char* name : {"ld-linux-x86-64.so.2", "libc.so.6", "libm.so.6"}) {
    f.Copy("root/usr/lib/x86_64-linux-gnu/" + std::string(name), std::string(kSystem) + "/" + name);
  }
  f.Symlink("root/lib", lib_target);
  f.Symlink("root/lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
  f.Directory("root/etc");
  f.Directory("root/proc");
}

bool CanChangeRoot(const Fixture& f) {
  return CanEnter({.root = f.Path("root")});
}

std::string CrossCompiler() {
  for (const char* name : {"aarch64-linux-gnu-gcc", "aarch64-linux-gnu-gcc-12"}) {
    if (HaveCompiler(name)) return name;
  }
  return "";
}

}  // namespace

TEST_CASE("in a root the default directories and links are those of the root") {
  for (const char* target : {"usr/lib", "/usr/lib"}) {
    CAPTURE(target);
    const Fixture f;
    MakeRoot(f, target);
    if (!CanChangeRoot(f)) return;
    f.Program("root/usr/bin/exe", {.needed = {"libm.so.6"}});
    SameInRoot(f.Path("root"), "/usr/bin/exe");
  }
}

TEST_CASE("in a root an absolute link and one that climbs too high stay inside") {
  const Fixture f;
  MakeRoot(f, "usr/lib");
  if (!CanChangeRoot(f)) return;
  f.Library("root/opt/real/liba.so");
  f.Library("root/opt/real/libb.so");
  f.Library("outside/liba.so");
  f.Symlink("root/opt/d/liba.so", "/opt/real/liba.so");
  f.Symlink("root/opt/d/libb.so", "../../../../../../../../../../opt/real/libb.so");
  f.Program("root/exe", {.needed = {"liba.so", "libb.so"}, .runpath = "/opt/d"});
  SameInRoot(f.Path("root"), "/exe");
}

TEST_CASE("in a root a link to a file of the host leads nowhere") {
  const Fixture f;
  MakeRoot(f, "usr/lib");
  if (!CanChangeRoot(f)) return;
  const std::string outside = f.Library("outside/libhs_a.so");
  f.Symlink("root/opt/libhs_a.so", outside);
  f.Program("root/exe", {.needed = {"libhs_a.so"}, .runpath = "/opt"});
  CHECK(SameInRoot(f.Path("root"), "/exe").missing == std::vector<std::string>{"libhs_a.so"});
}

TEST_CASE("in a root $ORIGIN of a program behind a link is the real directory in the root") {
  const Fixture f;
  MakeRoot(f, "usr/lib");
  if (!CanChangeRoot(f)) return;
  f.Library("root/opt/lib/liba.so");
  f.Program("root/opt/bin/exe", {.needed = {"liba.so"}, .runpath = "$ORIGIN/../lib"});
  f.Symlink("root/usr/bin/exe", "/opt/bin/exe");
  SameInRoot(f.Path("root"), "/usr/bin/exe");
}

TEST_CASE("in a root the cache of the root counts, and not that of the host") {
  const Fixture f;
  MakeRoot(f, "usr/lib");
  if (!CanChangeRoot(f)) return;
  f.Library("root/opt/d/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  f.Program("root/exe", {.needed = {"libhs_a.so.1"}});
  f.File("root/etc/ld.so.conf", "/opt/d\n");
  CHECK(SameInRoot(f.Path("root"), "/exe").missing.size() == 1);
  f.Directory("root/var/cache/ldconfig");
  const Ended made = Run({.argv = {"/sbin/ldconfig", "-X", "-r", f.Path("root")}});
  INFO(made.err);
  if (made.status != 0) return;  // ldconfig -r needs root
  CHECK(SameInRoot(f.Path("root"), "/exe").Took("libhs_a.so.1") == "/opt/d/libhs_a.so.1");
}

TEST_CASE("in a root /etc/ld.so.preload of the root counts") {
  const Fixture f;
  MakeRoot(f, "usr/lib");
  if (!CanChangeRoot(f)) return;
  f.Library("root/opt/pre.so");
  f.Library("root/opt/two.so");
  f.File("root/etc/ld.so.preload", "/opt/pre.so # and a comment\n\t/opt/two.so:/opt/absent.so\n");
  f.Program("root/exe");
  CHECK(SameInRoot(f.Path("root"), "/exe").paths.at(0) == "/opt/pre.so");
}

TEST_CASE("with --root the environment is not the program's") {
  const Fixture f;
  MakeRoot(f, "usr/lib");
  f.Library("root/opt/d/liba.so");
  f.Library("root/opt/e/liba.so");
  f.Program("root/exe", {.needed = {"liba.so"}, .runpath = "/opt/d"});
  const Answer answer = AskHalfsecond("/exe", {.environment = {"LD_LIBRARY_PATH=/opt/e", "LD_PRELOAD=/opt/e/liba.so"}},
                                      {"--root", f.Path("root")});
  CHECK(answer.paths.at(0) == "/opt/d/liba.so");
}

TEST_CASE("with --root, --cpu picks the level") {
  const Fixture f;
  MakeRoot(f, "usr/lib");
  f.Library("root/opt/d/liba.so");
  for (const char* level : {"x86-64-v2", "x86-64-v3", "x86-64-v4"}) {
    f.Library("root/opt/d/glibc-hwcaps/" + std::string(level) + "/liba.so");
  }
  f.Program("root/exe", {.needed = {"liba.so"}, .runpath = "/opt/d"});
  for (const char* level : {"x86-64-v2", "x86-64-v3", "x86-64-v4"}) {
    const Answer answer = AskHalfsecond("/exe", {}, {"--root", f.Path("root"), "--cpu", level});
    CHECK(answer.paths.at(0) == "/opt/d/glibc-hwcaps/" + std::string(level) + "/liba.so");
  }
  const Answer baseline = AskHalfsecond("/exe", {}, {"--root", f.Path("root"), "--cpu", "x86-64-v1"});
  CHECK(baseline.paths.at(0) == "/opt/d/liba.so");
}

TEST_CASE("an aarch64 root: loader, default directories, tokens and constructors by the rules of glibc") {
  const std::string cross = CrossCompiler();
  const std::string system = "/usr/aarch64-linux-gnu/lib/";
  if (cross.empty() || !std::filesystem::exists(system + "libc.so.6")) {
    MESSAGE("not checked here: no compiler for aarch64");
    return;
  }
  const Fixture f;
  f.Copy("root/lib/ld-linux-aarch64.so.1", system + "ld-linux-aarch64.so.1");
  f.Copy("root/lib/aarch64-linux-gnu/libc.so.6", system + "libc.so.6");
  f.Library(
      "root/opt/d/libb.so",
      {.source = "int hs_state; __attribute__((constructor)) void hs_b(void) { hs_state = 1; }", .compiler = cross});
  f.FullLibrary("root/opt/d/liba.so", {.needed = {"libb.so"}, .runpath = "$ORIGIN", .compiler = cross});
  f.Library("root/opt/lib/aarch64-linux-gnu/libl.so", {.compiler = cross});
  f.Library("root/opt/aarch64/libp.so", {.compiler = cross});
  // Stepped over: of another machine.
  f.Library("root/opt/first/liba.so");
  f.Program(
      "root/opt/exe",
      {.needed = {"liba.so", "libl.so", "libp.so"},
       .runpath = "/opt/first:/opt/d:$ORIGIN/$LIB:$ORIGIN/$PLATFORM",
       .source =
           "int state; __attribute__((constructor)) void hs_program(void) { state = 1; } int main(void) { return 0; }",
       .compiler = cross});
  const Answer answer = AskHalfsecond("/opt/exe", {}, {"--root", f.Path("root")});
  CHECK(answer.complete);
  // By the rules of elf/dl-deps.c, checked by hand: the program's own libraries, then what liba.so and libc.so.6 need.
  CHECK(OnePerLine(answer.paths) ==
        "/opt/d/liba.so\n/opt/lib/aarch64-linux-gnu/libl.so\n/opt/aarch64/libp.so\n"
        "/lib/aarch64-linux-gnu/libc.so.6\n/opt/d/libb.so\n/lib/ld-linux-aarch64.so.1\n");
  CHECK(OnePerLine(OwnFunctions(answer, f.Path("root"))) == "hs_b\nhs_program\n");
  CHECK(CountUninvited(answer, "", "/liba.so") == 0);  // nothing but the stubs of its C runtime
}
