// `halfsecond load` on a library whose resolver calls out: made here, read, and never run.

#include <doctest/doctest.h>

#include <string>

#include "tests/e2e/fixture.h"
#include "tests/e2e/process.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

#if defined(__x86_64__)

namespace {

// A program that needs such a library by way of another.
std::string Made(const Fixture& folder) {
  Elf odd;
  odd.soname = "libodd.so";
  odd.source =
      "char *getenv(const char *);\n"
      "static int one(void) { return 1; }\n"
      "static int two(void) { return 2; }\n"
      "void *resolve(void) { return getenv(\"A\") ? (void *)one : (void *)two; }\n"
      "int chosen(void) __attribute__((ifunc(\"resolve\")));\n";
  odd.flags = {"-O2", "-fPIC", "-fno-stack-protector"};
  folder.FullLibrary("lib/libodd.so", odd);
  Elf between;
  between.soname = "libbetween.so";
  between.needed = {"libodd.so"};
  between.runpath = folder.Path("lib");
  folder.FullLibrary("lib/libbetween.so", between);
  Elf program;
  program.needed = {"libbetween.so"};
  program.runpath = folder.Path("lib");
  return folder.Program("bin/program", program);
}

}  // namespace

TEST_CASE("a resolver that calls another object is told by `load` in a line that names the call") {
  const Fixture folder;
  const Ended ended = Run({{HS_BINARY, "load", "--clean-env", Made(folder)}});
  CHECK(ended.status == 0);
  CAPTURE(ended.out);
  CAPTURE(ended.err);
  CHECK(ended.out.find("amber odd-resolver: the resolver at 0x") != std::string::npos);
  CHECK(ended.out.find(": calls getenv in another object at 0x") != std::string::npos);
  CHECK(ended.err.find("code not followed") == std::string::npos);
}

TEST_CASE("without its plug-in `load` answers the rest, and says in one line what it could not follow") {
  const Fixture folder;
  const Ended ended = Run({{HS_BINARY, "load", "--clean-env", "--plugins", folder.Path("none"), Made(folder)}});
  CHECK(ended.status == 0);
  CAPTURE(ended.err);
  CHECK(ended.out.find("odd-resolver") == std::string::npos);
  CHECK(ended.out.find("1 rule could not be answered") != std::string::npos);
  CHECK(ended.err.find("code not followed: ") != std::string::npos);
  CHECK(ended.err.find("/none/disasm") != std::string::npos);
}

#endif
