// /etc/ld.so.cache: what it lists is found before the default directories. glibc elf/dl-cache.c.

#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

// Surroundings in which /etc is a directory of the fixture, with a cache that ldconfig made of `directories`.
Surroundings WithCache(const Fixture& f, const std::string& directories) {
  f.File("etc/ld.so.conf", directories);
  f.Directory("aux");
  const Surroundings inside{.binds = {{f.Path("etc"), "/etc"}, {f.Path("aux"), "/var/cache/ldconfig"}}};
  if (!CanEnter(inside)) return {};
  const Ended made = Run(Within(inside, {"/sbin/ldconfig", "-X"}));
  INFO(made.err);
  REQUIRE(made.status == 0);
  return {.binds = {{f.Path("etc"), "/etc"}}};
}

}  // namespace

TEST_CASE("a library that only the cache knows") {
  const Fixture f;
  f.Library("d/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  const std::string exe = f.Program("exe", {.needed = {"libhs_a.so.1"}});
  const Surroundings cached = WithCache(f, f.Path("d") + "\n");
  if (cached.binds.empty()) return;
  CHECK(SameAsLoader(exe, cached).Took("libhs_a.so.1") == f.Path("d/libhs_a.so.1"));
}

TEST_CASE("ld.so.conf after the cache was made changes nothing") {
  const Fixture f;
  f.Library("d/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  const std::string exe = f.Program("exe", {.needed = {"libhs_a.so.1"}});
  const Surroundings cached = WithCache(f, "/lib/x86_64-linux-gnu\n");
  if (cached.binds.empty()) return;
  f.File("etc/ld.so.conf", f.Path("d") + "\n");
  CHECK(SameAsLoader(exe, cached).missing.size() == 1);
}

TEST_CASE("of two directories in the cache the one ldconfig put first") {
  const Fixture f;
  f.Library("d/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  f.Library("e/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  const std::string exe = f.Program("exe", {.needed = {"libhs_a.so.1"}});
  const Surroundings cached = WithCache(f, f.Path("e") + "\n" + f.Path("d") + "\n");
  if (cached.binds.empty()) return;
  SameAsLoader(exe, cached);
}

TEST_CASE("glibc-hwcaps in the cache: the best level this processor has") {
  const Fixture f;
  f.Library("d/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  for (const char* level : {"x86-64-v2", "x86-64-v3", "x86-64-v4"}) {
    f.Library("d/glibc-hwcaps/" + std::string(level) + "/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  }
  f.Library("d/glibc-hwcaps/x86-64-v2/libhs_b.so.1", {.soname = "libhs_b.so.1"});
  f.Library("d/libhs_b.so.1", {.soname = "libhs_b.so.1"});
  const std::string exe = f.Program("exe", {.needed = {"libhs_a.so.1", "libhs_b.so.1"}});
  const Surroundings cached = WithCache(f, f.Path("d") + "\n");
  if (cached.binds.empty()) return;
  CHECK(SameAsLoader(exe, cached).Took("libhs_a.so.1").find("/glibc-hwcaps/") != std::string::npos);
}

TEST_CASE("older subdirectories in the cache") {
  const Fixture f;
  f.Library("d/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  for (const char* sub : {"tls", "haswell", "x86_64", "avx512_1", "haswell/x86_64"}) {
    f.Library("d/" + std::string(sub) + "/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  }
  const std::string exe = f.Program("exe", {.needed = {"libhs_a.so.1"}});
  const Surroundings cached = WithCache(f, f.Path("d") + "\n");
  if (cached.binds.empty()) return;
  SameAsLoader(exe, cached);
}

TEST_CASE("a stale cache: what it lists is gone, the default directories are tried") {
  const Fixture f;
  f.Library("d/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  const std::string libm = f.Copy("d/libm.so.6", "/lib/x86_64-linux-gnu/libm.so.6");
  const std::string exe = f.Program("exe", {.needed = {"libhs_a.so.1", "libm.so.6"}});
  const Surroundings cached = WithCache(f, f.Path("d") + "\n");
  if (cached.binds.empty()) return;
  CHECK(SameAsLoader(exe, cached).Took("libm.so.6") == libm);
  REQUIRE(unlink(libm.c_str()) == 0);
  REQUIRE(unlink(f.Path("d/libhs_a.so.1").c_str()) == 0);
  CHECK(SameAsLoader(exe, cached).missing == std::vector<std::string>{"libhs_a.so.1"});
}

TEST_CASE("a stale cache: a library became a text file") {
  const Fixture f;
  f.Library("d/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  const std::string exe = f.Program("exe", {.needed = {"libhs_a.so.1"}});
  const Surroundings cached = WithCache(f, f.Path("d") + "\n");
  if (cached.binds.empty()) return;
  f.File("d/libhs_a.so.1", "no longer a library, and long enough to be read as the header of one, which it is not\n");
  RefusedLikeLoader(exe, cached);
}

TEST_CASE("no cache at all: the default directories") {
  const Fixture f;
  f.Directory("etc");
  const std::string exe = f.Program("exe", {.needed = {"libm.so.6"}});
  const Surroundings bare{.binds = {{f.Path("etc"), "/etc"}}};
  if (!CanEnter(bare)) return;
  SameAsLoader(exe, bare);
}

TEST_CASE("a cache that is no cache: the default directories") {
  const Fixture f;
  f.File("etc/ld.so.cache", "ld.so-1.7.0 is how another kind of cache starts, and this is not even one of that kind\n");
  const std::string exe = f.Program("exe", {.needed = {"libm.so.6"}});
  const Surroundings broken{.binds = {{f.Path("etc"), "/etc"}}};
  if (!CanEnter(broken)) return;
  SameAsLoader(exe, broken);
  f.File("etc/ld.so.cache", "");
  SameAsLoader(exe, broken);
}

TEST_CASE("a 32-bit program takes the 32-bit entry of a name the cache lists twice") {
  const Fixture f;
  f.Library("wide/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  f.Library("narrow/libhs_a.so.1", {.soname = "libhs_a.so.1", .flags = {"-m32"}});
  const std::string wide = f.Program("exe64", {.needed = {"libhs_a.so.1"}});
  const std::string narrow = f.Program("exe32", {.needed = {"libhs_a.so.1"}, .flags = {"-m32"}});
  const Surroundings cached = WithCache(f, f.Path("wide") + "\n" + f.Path("narrow") + "\n/lib32\n");
  if (cached.binds.empty()) return;
  CHECK(SameAsLoader(wide, cached).Took("libhs_a.so.1") == f.Path("wide/libhs_a.so.1"));
  CHECK(SameAsLoader(narrow, cached).Took("libhs_a.so.1") == f.Path("narrow/libhs_a.so.1"));
}

TEST_CASE("a program with NODEFLIB takes from the cache only what lies outside the default directories") {
  const Fixture f;
  f.Library("d/libhs_a.so.1", {.soname = "libhs_a.so.1"});
  const std::string exe = f.Program("exe", {.needed = {"libhs_a.so.1", "libm.so.6"}, .flags = {"-Wl,-z,nodefaultlib"}});
  const Surroundings cached = WithCache(f, f.Path("d") + "\n/lib/x86_64-linux-gnu\n");
  if (cached.binds.empty()) return;
  SameAsLoader(exe, cached);
}
