#include "readers/deb/patch.h"

#include <doctest/doctest.h>

#include <string>

#include "base/limits.h"
#include "tests/damage.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::string_view kPatch = R"(Subject: Notify the manager
Forwarded: no
Last-Update: 2017-08-22
---
diff --git a/configure.ac b/configure.ac
--- a/configure.ac
+++ b/configure.ac
@@ -10,2 +10,4 @@
 AC_SUBST([LIBS])
+if $PKGCONFIG --exists libsystemd; then
+++ counter
 AC_OUTPUT
--- a/main.c
+++ b/main.c	2017-08-22
@@ -1 +1 @@
-  return 0;
+  return sd_notify(0, "READY=1");
--
2.40
+ not a line of any hunk
)";

}  // namespace

TEST_CASE("a patch is what it adds, to which file, and at which line of its own it says so") {
  const deb::Patch patch = deb::ReadPatch(Bytes::Of(kPatch));
  REQUIRE(patch.added.size() == 3);
  CHECK(patch.forwarded == "no");
  CHECK(patch.added[0].path == "configure.ac");
  CHECK(patch.added[0].text == "if $PKGCONFIG --exists libsystemd; then");
  CHECK(patch.added[0].line == 10);
  CHECK(patch.added[1].text == "++ counter");
  CHECK(patch.added[2].path == "main.c");
  CHECK_FALSE(patch.is_cut_short);
}

TEST_CASE("a series is its names without comments and options, and without those that lead out of their folder") {
  const auto names = deb::ReadSeries(
      Bytes::Of("one.patch\n# two.patch\n\n  three/four.patch -p0 # why\n../out\n/etc/passwd\na/../b\n"));
  REQUIRE(names.size() == 2);
  CHECK(names[0] == "one.patch");
  CHECK(names[1] == "three/four.patch");
}

TEST_CASE("ten thousand damages of a patch end in lines that stand in it") {
  ForEachDamage(kPatch, 10000, [](Bytes damaged) {
    const deb::Patch patch = deb::ReadPatch(damaged);
    CHECK(patch.added.size() <= damaged.size());
    CHECK(deb::ReadSeries(damaged).size() <= damaged.size());
  });
  ForEachPrefix(kPatch, [](Bytes prefix) { CHECK(deb::ReadPatch(prefix).added.size() <= 3); });
}

TEST_CASE("counts that are too large for any patch do no harm") {
  const deb::Patch patch =
      deb::ReadPatch(Bytes::Of("+++ b/x\n@@ -1,99999999999999999999 +1,99999999999999999999 @@\n+a\n"));
  CHECK(patch.added.size() == 1);
}
