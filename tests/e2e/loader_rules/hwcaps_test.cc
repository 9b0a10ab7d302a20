// Directories for better processors: glibc-hwcaps, and the older scheme that glibc dropped with 2.37.

#include <doctest/doctest.h>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

constexpr const char* kLevels[] = {"x86-64-v1", "x86-64-v2", "x86-64-v3", "x86-64-v4", "x86-64-v5"};

// liba.so in `directory` and in its first `levels` glibc-hwcaps subdirectories.
void Levels(const Fixture& f, const std::string& directory, std::size_t levels) {
  f.Library(directory + "/liba.so");
  for (std::size_t i = 0; i < levels; ++i) f.Library(directory + "/glibc-hwcaps/" + kLevels[i] + "/liba.so");
}

}  // namespace

TEST_CASE("glibc-hwcaps below RUNPATH: the best level this processor has, of those that are there") {
  for (std::size_t levels = 1; levels <= 5; ++levels) {
    CAPTURE(levels);
    const Fixture f;
    Levels(f, "d", levels);
    SameAsLoader(f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")}));
  }
}

TEST_CASE("glibc-hwcaps below LD_LIBRARY_PATH and below RPATH") {
  const Fixture f;
  Levels(f, "d", 3);
  const std::string exe = f.Program("exe", {.needed = {"liba.so"}});
  const Truth truth = SameAsLoader(exe, {.environment = {"LD_LIBRARY_PATH=" + f.Path("d")}});
  CHECK(truth.Took("liba.so").find("/glibc-hwcaps/") != std::string::npos);
  SameAsLoader(f.Program("rpath", {.needed = {"liba.so"}, .rpath = f.Path("d")}));
}

TEST_CASE("a level that is there without the library does not hide the lower one") {
  const Fixture f;
  Levels(f, "d", 2);
  f.Directory("d/glibc-hwcaps/x86-64-v3");
  SameAsLoader(f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")}));
}

TEST_CASE("an earlier directory without levels wins over a later one with them") {
  const Fixture f;
  Levels(f, "d", 0);
  Levels(f, "e", 3);
  SameAsLoader(f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d") + ":" + f.Path("e")}));
}

TEST_CASE("$ORIGIN of a library in a level is the directory of the level") {
  const Fixture f;
  f.Library("d/glibc-hwcaps/x86-64-v2/liba.so", {.needed = {"libb.so"}, .runpath = "$ORIGIN"});
  f.Library("d/glibc-hwcaps/x86-64-v2/libb.so");
  f.Library("d/libb.so");
  SameAsLoader(f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")}));
}

TEST_CASE("a needed path with a slash has no levels") {
  const Fixture f;
  Levels(f, "d", 3);
  CHECK(SameAsLoader(f.Program("exe", {.needed = {f.Path("d/liba.so")}})).Took("liba.so") == f.Path("d/liba.so"));
}

TEST_CASE("the older subdirectories, one at a time") {
  for (const char* sub :
       {"tls", "x86_64", "haswell", "avx512_1", "xeon_phi", "tls/x86_64", "tls/haswell", "haswell/x86_64",
        "haswell/avx512_1", "haswell/avx512_1/x86_64", "tls/haswell/avx512_1/x86_64", "x86_64/haswell",
        "avx512_1/haswell", "x86_64/tls", "i686", "sse2"}) {
    CAPTURE(sub);
    const Fixture f;
    f.Library("d/liba.so");
    f.Library("d/" + std::string(sub) + "/liba.so");
    SameAsLoader(f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")}));
  }
}

TEST_CASE("the older subdirectories, all at once and without the plain file") {
  const Fixture f;
  for (const char* sub : {"tls", "x86_64", "haswell", "tls/x86_64", "haswell/x86_64", "tls/haswell/x86_64"}) {
    f.Library("d/" + std::string(sub) + "/liba.so");
  }
  SameAsLoader(f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")}));
}

TEST_CASE("glibc-hwcaps comes before the older subdirectories") {
  const Fixture f;
  f.Library("d/liba.so");
  f.Library("d/tls/haswell/x86_64/liba.so");
  f.Library("d/glibc-hwcaps/x86-64-v2/liba.so");
  SameAsLoader(f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d")}));
}

TEST_CASE("a 32-bit program has other levels: none") {
  const Fixture f;
  const std::vector<std::string> narrow{"-m32"};
  f.Library("d/liba.so", {.flags = narrow});
  for (const char* sub :
       {"glibc-hwcaps/x86-64-v2", "tls", "i686", "sse2", "x86_64", "haswell", "i686/sse2", "tls/i686"}) {
    f.Library("d/" + std::string(sub) + "/liba.so", {.flags = narrow});
  }
  SameAsLoader(f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("d"), .flags = narrow}));
}
