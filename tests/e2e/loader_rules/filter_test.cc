// DT_AUXILIARY and DT_FILTER: libraries that stand in for another. glibc elf/dl-deps.c, _dl_map_object_deps.

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/e2e/elf_patch.h"
#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

std::vector<std::string> Auxiliary(const std::string& name) {
  return {"-Wl,-f," + name};
}
std::vector<std::string> Filter(const std::string& name) {
  return {"-Wl,-F," + name};
}

}  // namespace

TEST_CASE("an auxiliary library stands before the one that names it") {
  const Fixture f;
  f.Library("d/libaux.so", {.soname = "libaux.so"});
  f.Library("d/liba.so", {.soname = "liba.so", .flags = Auxiliary("libaux.so")});
  f.Library("d/libb.so", {.soname = "libb.so"});
  const std::string exe = f.Program("exe", {.needed = {"libb.so", "liba.so"}, .rpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("libaux.so") == f.Path("d/libaux.so"));
}

TEST_CASE("a filtered library stands before the filter") {
  const Fixture f;
  f.Library("d/libreal.so", {.soname = "libreal.so"});
  f.Library("d/liba.so", {.soname = "liba.so", .flags = Filter("libreal.so")});
  f.Library("d/libb.so", {.soname = "libb.so"});
  const std::string exe = f.Program("exe", {.needed = {"liba.so", "libb.so"}, .rpath = f.Path("d")});
  CHECK(SameAsLoader(exe).Took("libreal.so") == f.Path("d/libreal.so"));
}

TEST_CASE("a missing auxiliary library: the program runs, the trace says not found") {
  const Fixture f;
  f.Library("d/liba.so", {.soname = "liba.so", .flags = Auxiliary("libhs_nowhere.so")});
  const std::string exe =
      f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("d"), .source = std::string(kSaying) + "MAIN"});
  CHECK(Run({.argv = {exe}}).status == 0);
  CHECK(AskLoader(exe).missing == std::vector<std::string>{"libhs_nowhere.so"});
  const Answer answer = AskHalfsecond(exe);
  CHECK(OnePerLine(answer.paths) == OnePerLine(AskLoader(exe).paths));
  CHECK(answer.would_not_start.empty());
}

TEST_CASE("a missing filtered library keeps the program from starting") {
  const Fixture f;
  f.Library("d/liba.so", {.soname = "liba.so", .flags = Filter("libhs_nowhere.so")});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("d")});
  CHECK(Run({.argv = {exe}}).status == 127);
  CHECK(SameAsLoader(exe).missing == std::vector<std::string>{"libhs_nowhere.so"});
}

TEST_CASE("an auxiliary library that was loaded earlier") {
  const Fixture f;
  f.Library("d/libaux.so", {.soname = "libaux.so"});
  f.Library("d/liba.so", {.soname = "liba.so", .flags = Auxiliary("libaux.so")});
  const std::string exe = f.Program("exe", {.needed = {"libaux.so", "liba.so"}, .rpath = f.Path("d")});
  SameAsLoader(exe);
}

TEST_CASE("an auxiliary library that the program needs later") {
  const Fixture f;
  f.Library("d/libaux.so", {.soname = "libaux.so"});
  f.Library("d/liba.so", {.soname = "liba.so", .flags = Auxiliary("libaux.so")});
  f.Library("d/libb.so", {.soname = "libb.so"});
  const std::string exe = f.Program("exe", {.needed = {"liba.so", "libb.so", "libaux.so"}, .rpath = f.Path("d")});
  SameAsLoader(exe);
}

TEST_CASE("a filtered library that was loaded earlier, and one that comes later") {
  const Fixture f;
  f.Library("d/libreal.so", {.soname = "libreal.so", .needed = {"libdeep.so"}});
  f.Library("d/libdeep.so", {.soname = "libdeep.so"});
  f.Library("d/liba.so", {.soname = "liba.so", .needed = {"libdeep.so"}, .flags = Filter("libreal.so")});
  SameAsLoader(f.Program("earlier", {.needed = {"libreal.so", "liba.so"}, .rpath = f.Path("d")}));
  SameAsLoader(f.Program("later", {.needed = {"liba.so", "libreal.so"}, .rpath = f.Path("d")}));
}

TEST_CASE("a filter and an auxiliary in one object, and needed libraries of both") {
  const Fixture f;
  f.Library("d/libx.so", {.soname = "libx.so", .needed = {"libz.so"}});
  f.Library("d/liby.so", {.soname = "liby.so", .needed = {"libx.so"}});
  f.Library("d/libz.so", {.soname = "libz.so"});
  f.Library("d/liba.so", {.soname = "liba.so", .needed = {"libz.so"}, .flags = {"-Wl,-f,libx.so", "-Wl,-F,liby.so"}});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("d")});
  SameAsLoader(exe);
}

TEST_CASE("two auxiliary libraries of one object") {
  const Fixture f;
  for (const char* name : {"libx.so", "liby.so"}) f.Library("d/" + std::string(name), {.soname = name});
  f.Library("d/liba.so", {.soname = "liba.so", .flags = {"-Wl,-f,libx.so", "-Wl,-f,liby.so"}});
  f.Library("d/libb.so", {.soname = "libb.so"});
  const std::string exe = f.Program("exe", {.needed = {"liba.so", "libb.so"}, .rpath = f.Path("d")});
  SameAsLoader(exe);
}

TEST_CASE("an auxiliary library of an auxiliary library") {
  const Fixture f;
  f.Library("d/liby.so", {.soname = "liby.so"});
  f.Library("d/libx.so", {.soname = "libx.so", .flags = Auxiliary("liby.so")});
  f.Library("d/liba.so", {.soname = "liba.so", .flags = Auxiliary("libx.so")});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .rpath = f.Path("d")});
  SameAsLoader(exe);
}

TEST_CASE("an auxiliary library named by the program itself") {
  for (const std::uint64_t tag : {kDtAuxiliary, kDtFilter}) {
    const Fixture f;
    f.Library("d/libaux.so", {.soname = "libaux.so"});
    f.Library("d/liba.so", {.soname = "liba.so"});
    const std::string exe = f.Program("exe", {.needed = {"libaux.so", "liba.so"}, .rpath = f.Path("d")});
    ElfPatch(exe).Retag(kDtNeeded, tag).Save();
    // The loader puts it before the program in its list, which the trace starts after the program: it relocates the
    // library and does not list it.
    const Truth truth = AskLoader(exe);
    CHECK(truth.Took("libaux.so").empty());
    const Answer answer = AskHalfsecond(exe);
    CHECK(OnePerLine(answer.init_order) == OnePerLine(truth.relocation));
    CHECK(std::count(answer.paths.begin(), answer.paths.end(), f.Path("d/libaux.so")) == 1);
  }
}

TEST_CASE("an auxiliary library is searched by the paths of the one that names it") {
  const Fixture f;
  f.Library("private/libaux.so", {.soname = "libaux.so"});
  f.Library("d/liba.so",
            {.soname = "liba.so", .runpath = "$ORIGIN/../private", .flags = Auxiliary("$ORIGIN/../private/libaux.so")});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")});
  SameAsLoader(exe);
}
