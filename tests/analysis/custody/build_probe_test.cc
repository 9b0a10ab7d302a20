#include "analysis/custody/build_probe.h"

#include <doctest/doctest.h>

#include <string>

using namespace halfsecond;  // NOLINT(google-build-using-namespace)
using custody::BuildProbe;
using custody::BuildProbesOf;
using custody::TranslationUnit;

namespace {

// What the compiler gets of the only probe in `text`; "?" where only the build can tell.
std::string Unit(const std::string& text) {
  const auto probes = BuildProbesOf(text);
  REQUIRE(probes.size() == 1);
  return TranslationUnit(probes[0]).value_or("?");
}

}  // namespace

TEST_CASE("CMake's escapes are undone, and a probe with a variable is left to CMake") {
  CHECK(Unit("check_c_source_compiles(\"char* s = \\\"a\\\\n\\\";\" HAVE_S)") == "char* s = \"a\\n\";");
  CHECK(Unit("check_c_source_compiles([[int a;]] HAVE_A)") == "int a;");
  CHECK(Unit("check_c_source_compiles(\"#include <${HEADER}>\" HAVE_A)") == "?");
  CHECK(Unit("MY_CHECK_C_SOURCE_COMPILES(\"recv(0)\" HAVE_A)") == "?");
  CHECK(Unit("check_cxx_source_compiles(\"class A {};\" HAVE_A)") == "?");
}

TEST_CASE("autoconf's program is put together as autoconf does, and what m4 would expand is left to m4") {
  CHECK(Unit("AC_LANG_PROGRAM([[#include <a.h>]], [[a(1, 2);]])") ==
        "#include <a.h>\nint\nmain (void)\n{\na(1, 2);\n  ;\n  return 0;\n}\n");
  CHECK(Unit("AC_LANG_PROGRAM([], [[a();]])") == "\nint\nmain (void)\n{\na();\n  ;\n  return 0;\n}\n");
  CHECK(Unit("AC_LANG_SOURCE([[int a;]])") == "int a;");
  CHECK(Unit("AC_LANG_PROGRAM([[#include <a.h>]], [$1])") == "?");
  CHECK(Unit("AC_LANG_PROGRAM([AC_INCLUDES_DEFAULT], [[a();]])") == "?");
  CHECK(Unit("AC_LANG_SOURCE(unquoted)") == "?");
  CHECK(Unit("AC_LANG_SOURCE([[int a;]\n [int b;]])") == "?");
  CHECK(Unit("AC_LANG([C++])\nAC_LANG_SOURCE([[int a;]])") == "?");
}

TEST_CASE("meson's probes are taken as they stand, those of C++ not") {
  CHECK(Unit("cc.compiles('''int x;''')") == "int x;");
  CHECK(Unit("cc.links('''int main(void) { return 0; }''', name: 'x')") == "int main(void) { return 0; }");
  CHECK(Unit("cpp.compiles('''int x;''')") == "?");
}

TEST_CASE("what is not closed is no probe, at whichever byte it ends") {
  const std::string whole = "AC_LANG_PROGRAM([[#include <a.h>]], [[a(1, \"]\");]])";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK(BuildProbesOf(whole.substr(0, length)).empty());
  }
  for (const char* hostile : {"AC_LANG_PROGRAM(]])", "AC_LANG_PROGRAM(,,,)", "AC_LANG_PROGRAM([)", "AC_LANG_SOURCE()",
                              "AC_LANG_PROGRAM([]])", "AC_LANG_SOURCE([[]])", "x.compiles('''\\''')"}) {
    for (const BuildProbe& probe : BuildProbesOf(hostile)) (void)TranslationUnit(probe);
  }
}
