// IFUNC resolvers: code the loader calls while it relocates, before any constructor when bindings are immediate.

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

using Names = std::vector<std::string>;

// Two IFUNCs, exported hs_exported and hidden hs_local, whose resolvers write their names, and what uses them.
constexpr const char* kResolvers = R"(
static int chosen(void) { return 1; }
typedef int (*function)(void);
function resolve_exported(void) { SAY("hs_exported"); return chosen; }
function resolve_local(void) { SAY("hs_local"); return chosen; }
int hs_exported(void) __attribute__((ifunc("resolve_exported")));
__attribute__((visibility("hidden"))) int hs_local(void) __attribute__((ifunc("resolve_local")));
int hs_user(void) { return hs_exported() + hs_local(); }
)";

std::string Saying(const std::string& rest) {
  return std::string(kSaying) + rest;
}

constexpr const char* kResolver = "IFUNC resolver";

}  // namespace

TEST_CASE("resolvers of a library, exported and hidden, come before every constructor") {
  const Fixture f;
  f.Library("d/liba.so",
            {.source = Saying(std::string(kResolvers) + "CONSTRUCTOR(hs_constructor)"), .flags = {"-Wl,-z,now"}});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d"), .source = Saying("MAIN")});
  const Names ran = CodeBeforeMain(exe, {.environment = {"LD_BIND_NOW=1"}});
  CHECK(ran == Names{"hs_exported", "hs_local", "hs_constructor"});
  const Answer answer = AskHalfsecond(exe);
  INFO(answer.text);
  CHECK(CountUninvited(answer, kResolver, "/liba.so") == 2);
  CHECK(OwnFunctions(answer) == ran);
}

TEST_CASE("a resolver known only by its relocation has no symbol, and is still found") {
  const Fixture f;
  f.Library("d/liba.so", {.source = Saying(R"(
      static int chosen(void) { return 1; }
      static int (*resolve(void))(void) { SAY("hs_hidden"); return chosen; }
      static int hidden(void) __attribute__((ifunc("resolve")));
      int hs_user(void) { return hidden(); })"),
                          .flags = {"-s", "-Wl,-z,now"}});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d"), .source = Saying("MAIN")});
  CHECK(CodeBeforeMain(exe) == Names{"hs_hidden"});
  CHECK(CountUninvited(AskHalfsecond(exe), kResolver, "/liba.so") == 1);
}

TEST_CASE("a resolver of the program itself") {
  const Fixture f;
  const std::string exe = f.Program(
      "exe", {.source = Saying(std::string(kResolvers) + "int main(void) { SAY(\"main\"); return hs_user() - 2; }"),
              .flags = {"-Wl,-z,now"}});
  const Answer answer = AskHalfsecond(exe);
  INFO(answer.text);
  CHECK(CodeBeforeMain(exe).size() == 2);
  CHECK(CountUninvited(answer, kResolver, "/exe") == 2);
}

TEST_CASE("the C library's resolvers are found") {
  const Fixture f;
  CHECK(CountUninvited(AskHalfsecond(f.Program("exe")), kResolver, "/libc.so.6") > 20);
}

TEST_CASE("a library without IFUNC has no resolver in the answer") {
  const Fixture f;
  f.FullLibrary("d/liba.so", {.source = "int hs_function(void) { return 2; }"});
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")});
  CHECK(CountUninvited(AskHalfsecond(exe), kResolver, "/liba.so") == 0);
}
