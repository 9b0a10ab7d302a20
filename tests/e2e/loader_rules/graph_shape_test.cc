// The shape of the graph: deep, wide, round; and what it does to the order of initialisation (glibc
// elf/dl-sort-maps.c).

#include <doctest/doctest.h>

#include <string>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"
#include "tests/e2e/process.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

// Libraries in "d", each "name: needed needed ...", and a program that needs the first word of `needed`.
std::string Graph(const Fixture& f, const std::vector<std::pair<std::string, std::vector<std::string>>>& libraries,
                  const std::vector<std::string>& needed) {
  for (const auto& [name, its_needed] : libraries) {
    f.Library("d/" + name, {.soname = name, .needed = its_needed});
  }
  return f.Program("exe", {.needed = needed, .rpath = f.Path("d")});
}

}  // namespace

TEST_CASE("a chain of 100 libraries") {
  const Fixture f;
  std::vector<std::pair<std::string, std::vector<std::string>>> libraries;
  for (int i = 0; i < 100; ++i) {
    std::vector<std::string> needed;
    if (i < 99) needed.push_back("lib" + std::to_string(i + 1) + ".so");
    libraries.emplace_back("lib" + std::to_string(i) + ".so", needed);
  }
  CHECK(SameAsLoader(Graph(f, libraries, {"lib0.so"})).paths.size() == 102);
}

TEST_CASE("a fan of 150 libraries that all need the last of them") {
  const Fixture f;
  std::vector<std::pair<std::string, std::vector<std::string>>> libraries;
  std::vector<std::string> needed;
  for (int i = 0; i < 150; ++i) {
    const std::string name = "lib" + std::to_string(i) + ".so";
    libraries.emplace_back(name, i < 149 ? std::vector<std::string>{"lib149.so"} : std::vector<std::string>{});
    needed.push_back(name);
  }
  CHECK(SameAsLoader(Graph(f, libraries, needed)).paths.size() == 152);
}

TEST_CASE("a diamond is initialised from its foot") {
  const Fixture f;
  SameAsLoader(Graph(
      f, {{"liba.so", {"libb.so", "libd.so"}}, {"libb.so", {"libe.so"}}, {"libd.so", {"libe.so"}}, {"libe.so", {}}},
      {"liba.so"}));
}

TEST_CASE("a diamond whose foot is also named first by the program") {
  const Fixture f;
  SameAsLoader(Graph(
      f, {{"liba.so", {"libb.so", "libd.so"}}, {"libb.so", {"libe.so"}}, {"libd.so", {"libe.so"}}, {"libe.so", {}}},
      {"libe.so", "liba.so"}));
}

TEST_CASE("a cycle of two") {
  const Fixture f;
  SameAsLoader(Graph(f, {{"liba.so", {"libb.so"}}, {"libb.so", {"liba.so"}}}, {"liba.so"}));
}

TEST_CASE("a cycle of two entered from both ends") {
  const Fixture f;
  SameAsLoader(Graph(f, {{"liba.so", {"libb.so"}}, {"libb.so", {"liba.so"}}}, {"libb.so", "liba.so"}));
}

TEST_CASE("a cycle of three with a tail and libc inside") {
  const Fixture f;
  SameAsLoader(Graph(f,
                     {{"liba.so", {"libb.so", "libc.so.6"}},
                      {"libb.so", {"libd.so"}},
                      {"libd.so", {"liba.so", "libt.so"}},
                      {"libt.so", {"libm.so.6"}}},
                     {"liba.so"}));
}

TEST_CASE("two cycles that share a library") {
  const Fixture f;
  SameAsLoader(Graph(f,
                     {{"liba.so", {"libs.so"}},
                      {"libs.so", {"liba.so", "libb.so"}},
                      {"libb.so", {"libs.so"}},
                      {"libt.so", {"libb.so"}}},
                     {"libt.so", "liba.so"}));
}

TEST_CASE("thirty graphs drawn from a fixed seed, cycles and all") {
  std::uint32_t state = 2024;
  const auto draw = [&state](std::uint32_t below) {
    state = state * 1664525U + 1013904223U;
    return (state >> 16) % below;
  };
  for (int round = 0; round < 30; ++round) {
    CAPTURE(round);
    const Fixture f;
    std::vector<std::pair<std::string, std::vector<std::string>>> libraries;
    const std::uint32_t count = 4 + draw(7);
    const auto name = [](std::uint32_t i) { return "lib" + std::to_string(i) + ".so"; };
    for (std::uint32_t i = 0; i < count; ++i) {
      std::vector<std::string> needed;
      for (std::uint32_t edge = draw(4); edge > 0; --edge) needed.push_back(name(draw(count)));
      libraries.emplace_back(name(i), needed);
    }
    std::vector<std::string> needed;
    for (std::uint32_t edge = 1 + draw(3); edge > 0; --edge) needed.push_back(name(draw(count)));
    SameAsLoader(Graph(f, libraries, needed));
  }
}

TEST_CASE("INITFIRST: its constructor runs before all others, relocation keeps its place") {
  const Fixture f;
  f.Library("d/liba.so", {.soname = "liba.so", .needed = {"libfirst.so"}});
  f.Library("d/libfirst.so", {.soname = "libfirst.so", .needed = {"libb.so"}, .flags = {"-Wl,-z,initfirst"}});
  f.Library("d/libb.so", {.soname = "libb.so"});
  const std::string exe = f.Program("exe", {.needed = {"libb.so", "liba.so"}, .rpath = f.Path("d")});
  const std::vector<std::string> calls = InitCalls(exe);
  CHECK(calls.at(0) == f.Path("d/libfirst.so"));
  CHECK(OnePerLine(AskHalfsecond(exe).init_order) == OnePerLine(calls));
}

TEST_CASE("of two INITFIRST libraries the loader lets only one go first") {
  const Fixture f;
  f.Library("d/liba.so", {.soname = "liba.so", .flags = {"-Wl,-z,initfirst"}});
  f.Library("d/libb.so", {.soname = "libb.so", .flags = {"-Wl,-z,initfirst"}});
  f.Library("d/libd.so", {.soname = "libd.so"});
  const std::string exe = f.Program("exe", {.needed = {"libd.so", "liba.so", "libb.so"}, .rpath = f.Path("d")});
  CHECK(OnePerLine(AskHalfsecond(exe).init_order) == OnePerLine(InitCalls(exe)));
}
