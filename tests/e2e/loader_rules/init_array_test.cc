// What runs before main, against a run of the fixture: its constructors do nothing but write their own names.

#include <doctest/doctest.h>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

using Names = std::vector<std::string>;

std::string Saying(const std::string& rest) {
  return std::string(kSaying) + rest;
}

// A program that needs liba.so in "d" and says when it reached main.
std::string Caller(const Fixture& f, const std::vector<std::string>& flags = {}, const std::string& more = "") {
  return f.Program("exe",
                   {.needed = {"liba.so"}, .runpath = f.Path("d"), .source = Saying(more + "MAIN"), .flags = flags});
}

// The way gcc wrote constructors before DT_INIT_ARRAY: a list in .ctors, walked backwards by code that .init calls. The
// instructions are those of __do_global_ctors_aux in Debian 12's libXmu. Only gold still leaves .ctors where it is.
constexpr const char* kOldConstructors = R"(
__attribute__((visibility("hidden"))) void hs_old_one(void) { SAY("hs_old_one"); }
__attribute__((visibility("hidden"))) void hs_old_two(void) { SAY("hs_old_two"); }
__asm__(
    ".section .ctors,\"aw\",@progbits\n"
    "\t.quad -1, hs_old_one\n"
    "last_word:\t.quad hs_old_two\n"
    "\t.quad 0\n"
    "\t.text\n"
    "constructors_aux:\n"
    "\tendbr64\n\tmov last_word(%rip), %rax\n\tcmp $-1, %rax\n\tje 2f\n"
    "\tpush %rbp\n\tmov %rsp, %rbp\n\tpush %rbx\n\tlea last_word(%rip), %rbx\n\tsub $8, %rsp\n"
    "\t.byte 0x0f, 0x1f, 0x80, 0, 0, 0, 0\n"
    "1:\tcall *%rax\n\tmov -8(%rbx), %rax\n\tsub $8, %rbx\n\tcmp $-1, %rax\n\tjne 1b\n"
    "\tmov -8(%rbp), %rbx\n\tleave\n\tret\n\txchg %ax, %ax\n2:\tret\n"
    "\t.section .init\n\tcall constructors_aux\n\t.text\n");
)";
}  // namespace

TEST_CASE("constructors run from the foot of the graph up, the program's own last") {
  const Fixture f;
  f.Library("d/libb.so", {.soname = "libb.so", .source = Saying("CONSTRUCTOR(hs_b)")});
  f.Library("d/liba.so", {.needed = {"libb.so"}, .runpath = f.Path("d"), .source = Saying("CONSTRUCTOR(hs_a)")});
  CHECK(SameCodeBeforeMain(Caller(f, {}, "CONSTRUCTOR(hs_program)")) == Names{"hs_b", "hs_a", "hs_program"});
}

TEST_CASE("constructors of one object run by priority, then in the order of the array") {
  const Fixture f;
  f.Library("d/liba.so", {.source = Saying(R"(
      __attribute__((constructor)) void hs_plain(void) { SAY("hs_plain"); }
      __attribute__((constructor(300))) void hs_300(void) { SAY("hs_300"); }
      __attribute__((constructor(200))) void hs_200(void) { SAY("hs_200"); }
      __attribute__((constructor)) void hs_second(void) { SAY("hs_second"); })")});
  CHECK(SameCodeBeforeMain(Caller(f)) == Names{"hs_200", "hs_300", "hs_plain", "hs_second"});
}

TEST_CASE("init arrays filled by a RELATIVE relocation: hidden constructors") {
  const Fixture f;
  f.Library("d/liba.so", {.source = Saying("__attribute__((visibility(\"hidden\"))) CONSTRUCTOR(hs_hidden)")});
  CHECK(SameCodeBeforeMain(Caller(f)) == Names{"hs_hidden"});
}

TEST_CASE("init arrays filled by packed relocations") {
  const Fixture f;
  f.FullLibrary("d/liba.so", {.source = Saying("__attribute__((visibility(\"hidden\"))) CONSTRUCTOR(hs_hidden)"),
                              .flags = {"-Wl,-z,pack-relative-relocs"}});
  CHECK(SameCodeBeforeMain(Caller(f, {"-Wl,-z,pack-relative-relocs"}, "CONSTRUCTOR(hs_program)")) ==
        Names{"hs_hidden", "hs_program"});
}

TEST_CASE("init arrays filled by a relocation against a symbol of another library") {
  const Fixture f;
  f.Library("d/libb.so", {.soname = "libb.so", .source = Saying("void hs_elsewhere(void) { SAY(\"hs_elsewhere\"); }")});
  f.Library("d/liba.so", {.needed = {"libb.so"}, .runpath = f.Path("d"), .source = Saying(R"(
      extern void hs_elsewhere(void);
      void (*entry)(void) __attribute__((used, section(".init_array"))) = hs_elsewhere;)")});
  CHECK(SameCodeBeforeMain(Caller(f)) == Names{"hs_elsewhere"});
}

TEST_CASE("init arrays that stand in the file without any relocation") {
  const Fixture f;
  f.Library("d/liba.so");
  CHECK(SameCodeBeforeMain(Caller(f, {"-no-pie", "-fno-pie"}, "CONSTRUCTOR(hs_fixed)")) == Names{"hs_fixed"});
}

TEST_CASE("DT_INIT that the linker was told, before the array of the same object") {
  const Fixture f;
  f.Library("d/liba.so", {.source = Saying("void hs_start(void) { SAY(\"hs_start\"); } CONSTRUCTOR(hs_array)"),
                          .flags = {"-Wl,-init=hs_start"}});
  CHECK(SameCodeBeforeMain(Caller(f)) == Names{"hs_start", "hs_array"});
}

TEST_CASE("DT_INIT that is a stub of the C runtime is nobody's code") {
  const Fixture f;
  f.FullLibrary("d/liba.so");
  const std::string exe = Caller(f);
  CHECK(SameCodeBeforeMain(exe).empty());
  const Answer answer = AskHalfsecond(exe);
  CHECK(CountUninvited(answer, "", "/liba.so") == 0);
  CHECK(CountUninvited(answer, "", "/exe") == 0);
}

TEST_CASE("DT_INIT with a call added to the stub is told apart from the stub") {
  const Fixture f;
  f.FullLibrary("d/liba.so", {.source = Saying(R"(
      void hs_added(void) { SAY("hs_added"); }
      __asm__(".section .init\n\tcall hs_added@PLT\n\t.text");)")});
  const std::string exe = Caller(f);
  CHECK(CodeBeforeMain(exe) == Names{"hs_added"});
  const Answer answer = AskHalfsecond(exe);
  INFO(answer.text);
  CHECK(CountUninvited(answer, "DT_INIT with a hidden call", "/liba.so") == 1);
}

TEST_CASE("constructors of the old kind, in .ctors, last entry first") {
  const Fixture f;
  if (!HaveCompiler("ld.gold")) {
    MESSAGE("not checked here: no gold");
    return;
  }
  f.FullLibrary("d/liba.so",
                {.source = Saying(kOldConstructors), .flags = {"-fuse-ld=gold", "-Wl,--no-ctors-in-init-array"}});
  const std::string exe = Caller(f);
  CHECK(CodeBeforeMain(exe) == Names{"hs_old_two", "hs_old_one"});
  const Answer answer = AskHalfsecond(exe);
  INFO(answer.text);
  CHECK(OnePerLine(OwnFunctions(answer)) == "hs_old_two\nhs_old_one\n");
  CHECK(CountUninvited(answer, "", "/liba.so") == 2);
}

TEST_CASE("preinit_array of the program runs before the libraries") {
  const Fixture f;
  f.Library("d/liba.so", {.source = Saying("CONSTRUCTOR(hs_a)")});
  const std::string exe = Caller(f, {}, R"(
      void hs_preinit(void) { SAY("hs_preinit"); }
      void (*early)(void) __attribute__((used, section(".preinit_array"))) = hs_preinit;)");
  CHECK(SameCodeBeforeMain(exe) == Names{"hs_preinit", "hs_a"});
}

TEST_CASE("constructors of two libraries in a cycle") {
  const Fixture f;
  f.Library(
      "d/liba.so",
      {.soname = "liba.so", .needed = {"libb.so"}, .runpath = f.Path("d"), .source = Saying("CONSTRUCTOR(hs_a)")});
  f.Library(
      "d/libb.so",
      {.soname = "libb.so", .needed = {"liba.so"}, .runpath = f.Path("d"), .source = Saying("CONSTRUCTOR(hs_b)")});
  SameCodeBeforeMain(Caller(f));
}

TEST_CASE("constructors of a 32-bit program and library") {
  const Fixture f;
  const std::vector<std::string> narrow{"-m32"};
  f.Library("d/liba.so", {.source = Saying("CONSTRUCTOR(hs_a)"), .flags = narrow});
  CHECK(SameCodeBeforeMain(Caller(f, narrow, "CONSTRUCTOR(hs_program)")) == Names{"hs_a", "hs_program"});
}

TEST_CASE("a library whose constructors are many") {
  const Fixture f;
  std::string source = kSaying;
  for (int i = 0; i < 300; ++i) source += "CONSTRUCTOR(hs_" + std::to_string(i) + ")\n";
  f.Library("d/liba.so", {.source = source});
  CHECK(SameCodeBeforeMain(Caller(f)).size() == 300);
}

TEST_CASE("INITFIRST: its constructor comes before those of what it needs") {
  const Fixture f;
  f.Library("d/libb.so", {.soname = "libb.so", .source = Saying("CONSTRUCTOR(hs_b)")});
  f.Library("d/liba.so", {.needed = {"libb.so"},
                          .runpath = f.Path("d"),
                          .source = Saying("CONSTRUCTOR(hs_first)"),
                          .flags = {"-Wl,-z,initfirst"}});
  CHECK(SameCodeBeforeMain(Caller(f)) == Names{"hs_first", "hs_b"});
}
