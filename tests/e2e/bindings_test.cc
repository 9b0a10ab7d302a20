// Which definition each symbol binds to, in fixtures and in a few installed programs, against LD_DEBUG=bindings of the
// running loader. bench/bindings_vs_loader does the same for as many programs as one likes.

#include <doctest/doctest.h>

#include <set>

#include "tests/e2e/fixture.h"
#include "tests/e2e/installed_programs.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

using Bindings = std::set<std::string>;  // "FROM -> TO: symbol@version", the loader's own left out

// "  4242:\tbinding file A [0] to B [0]: normal symbol `s' [V]", debugging's line for one binding.
std::string ReadLine(const std::string& line) {
  const auto between = [&](std::string_view before, std::string_view after) {
    const std::size_t start = line.find(before);
    if (start == std::string::npos) return std::string();
    const std::size_t end = line.find(after, start + before.size());
    return line.substr(start + before.size(), end - start - before.size());
  };
  const std::string from = between("binding file ", " [0] to ");
  if (from.empty() || IsLoader(from) || from.starts_with("linux-vdso") || from.starts_with("linux-gate")) return "";
  const std::string version = between("' [", "]");
  return from + " -> " + between(" [0] to ", " [0]: ") + ": " + between("symbol `", "'") +
         (version.empty() ? "" : "@" + version);
}

Bindings FromLoader(const std::string& program) {
  const Ended ended =
      Run({.argv = {program},
           .environment = {"LD_TRACE_LOADED_OBJECTS=1", "LD_WARN=yes", "LD_BIND_NOW=1", "LD_DEBUG=bindings"},
           .directory = "/"});
  Bindings bindings;
  for (const std::string& line : Lines(ended.err)) {
    if (std::string binding = ReadLine(line); !binding.empty()) bindings.insert(std::move(binding));
  }
  return bindings;
}

Bindings FromHalfsecond(const std::string& program) {
  const Ended ended = Run({.argv = {Binary(), "load", "--bindings", program}, .directory = "/"});
  Bindings bindings;
  for (const std::string& line : Lines(ended.out)) {
    const std::size_t arrow = line.find(" -> ");
    if (arrow != std::string::npos && !IsLoader(line.substr(0, arrow))) bindings.insert(line);
  }
  return bindings;
}

Bindings SameBindings(const std::string& program) {
  Bindings loader = FromLoader(program);
  const Bindings ours = FromHalfsecond(program);
  std::string only_loader;
  std::string only_ours;
  for (const std::string& line : loader) only_loader += ours.contains(line) ? "" : line + "\n";
  for (const std::string& line : ours) only_ours += loader.contains(line) ? "" : line + "\n";
  CAPTURE(program);
  CHECK(only_loader == "");
  CHECK(only_ours == "");
  return loader;
}

// A program that calls hs_function, of liba.so and libb.so in this order.
// It is linked against the libraries themselves: the versions it asks for are theirs.
std::string Caller(const Fixture& f) {
  return f.Program("exe", {.runpath = f.Path("d"),
                           .source = "int hs_function(void); int main(void) { return hs_function(); }",
                           .flags = {"-L" + f.Path("d"), "-la", "-lb"}});
}

}  // namespace

TEST_CASE("bindings of ten installed programs are the loader's") {
  const std::vector<std::string> installed = FindInstalledPrograms({"/usr/bin", "/usr/sbin"}).comparable;
  REQUIRE(!installed.empty());
  constexpr std::size_t kPrograms = 10;
  std::size_t bindings = 0;
  for (std::size_t i = 0; i < kPrograms; ++i)
    bindings += SameBindings(installed[i * installed.size() / kPrograms]).size();
  MESSAGE(bindings << " bindings compared");
}

TEST_CASE("bindings go to the first object that defines the symbol") {
  const Fixture f;
  const char* const source = "int hs_function(void) { return 0; }";
  f.Library("d/liba.so", {.source = source});
  f.Library("d/libb.so", {.source = source});
  const std::string exe = Caller(f);
  CHECK(SameBindings(exe).contains(exe + " -> " + f.Path("d/liba.so") + ": hs_function"));
}

TEST_CASE("bindings of a unique symbol go where the first object to be relocated found it") {
  const Fixture f;
  const char* const source =
      "__asm__(\".globl hs_unique\\n.type hs_unique, @gnu_unique_object\\n.data\\nhs_unique: .long 1\\n"
      ".size hs_unique, 4\\n.text\");\nextern int hs_unique; int* hs_%(void) { return &hs_unique; }";
  const auto with_name = [&](const std::string& name) {
    std::string text = source;
    return text.replace(text.find('%'), 1, name);
  };
  f.File("a.map", "HS_A { global: *; };");
  f.File("b.map", "HS_B { global: *; };");
  f.Library("d/liba.so", {.source = with_name("a"), .flags = {"-Wl,--version-script=" + f.Path("a.map")}});
  f.Library("d/libb.so", {.source = with_name("b"), .flags = {"-Wl,--version-script=" + f.Path("b.map")}});
  const std::string exe = f.Program("exe", {.needed = {"liba.so", "libb.so"}, .runpath = f.Path("d")});
  const Bindings bindings = SameBindings(exe);
  CHECK(bindings.contains(f.Path("d/liba.so") + " -> " + f.Path("d/libb.so") + ": hs_unique@HS_A"));
}

TEST_CASE("bindings of a protected symbol stay at home, those of a symbolic object too") {
  const Fixture f;
  const std::string source = "int hs_shared(void) { return 1; } int (*hs_taken(void))(void) { return hs_shared; }";
  f.Library("d/liba.so", {.source = "int hs_shared(void) { return 0; }"});
  f.Library("d/libb.so", {.source = "__attribute__((visibility(\"protected\"))) int hs_shared(void);" + source});
  f.Library("d/libc1.so", {.source = source, .flags = {"-Wl,-Bsymbolic"}});
  f.Library("d/libc2.so", {.source = source});
  SameBindings(f.Program("exe", {.needed = {"liba.so", "libb.so", "libc1.so", "libc2.so"}, .runpath = f.Path("d")}));
}

TEST_CASE("bindings of versions: the asked one, the default, and a base that stands in") {
  const Fixture f;
  f.File("v.map", "V1 { global: hs_function; }; V2 { global: hs_function; } V1;");
  const char* const versioned =
      "int hs_old(void) { return 1; } int hs_new(void) { return 2; }\n"
      "__asm__(\".symver hs_old,hs_function@V1\\n.symver hs_new,hs_function@@V2\");";
  f.Library("d/libb.so",
            {.soname = "libb.so", .source = versioned, .flags = {"-Wl,--version-script=" + f.Path("v.map")}});
  f.Library("d/liba.so");
  const std::string exe = Caller(f);
  CHECK(SameBindings(exe).contains(exe + " -> " + f.Path("d/libb.so") + ": hs_function@V2"));
  f.Library("d/liba.so", {.source = "int hs_function(void) { return 3; }"});  // no versions: taken all the same
  CHECK(SameBindings(exe).contains(exe + " -> " + f.Path("d/liba.so") + ": hs_function@V2"));
}

TEST_CASE("bindings of copied data: the program's copy is everybody's, the copy is from the library") {
  const Fixture f;
  f.Library("d/liba.so", {.soname = "liba.so", .source = "int hs_data = 1; int hs_get(void) { return hs_data; }"});
  f.Library("d/libb.so");
  SameBindings(f.Program("exe", {.needed = {"libb.so"},
                                 .runpath = f.Path("d"),
                                 .source = "extern int hs_data; int hs_get(void);"
                                           "int main(void) { return hs_data - hs_get(); }",
                                 .flags = {"-no-pie", "-fno-pie", f.Path("d/liba.so")}}));
}

TEST_CASE("bindings of a filter: it is asked before the library that names it") {
  const Fixture f;
  f.Library("d/liba.so", {.source = "int hs_function(void) { return 1; }"});
  f.Library("d/libb.so", {.soname = "libb.so",
                          .runpath = f.Path("d"),
                          .source = "int hs_function(void) { return 2; }",
                          .flags = {"-Wl,--auxiliary=liba.so"}});
  SameBindings(f.Program("exe", {.runpath = f.Path("d"),
                                 .source = "int hs_function(void); int main(void) { return hs_function(); }",
                                 .flags = {"-L" + f.Path("d"), "-lb"}}));
}
