#include "analysis/source/edge_origin.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using Verdict = SourceOrigin::Verdict;
using Files = std::map<std::string, std::string>;

namespace {

constexpr const char* kPatch =
    "Forwarded: no\n--- a/configure.ac\n+++ b/configure.ac\n@@ -1,1 +1,2 @@\n AC_OUTPUT\n"
    "+if $PKGCONFIG --exists libsystemd; then\n--- a/sshd.c\n+++ b/sshd.c\n@@ -1,0 +1,1 @@\n+  sd_notify(0, \"x\");\n";

SourceOrigin Origin(const Files& files) {
  const auto tree = source::SourceTree::Of(files);
  REQUIRE(tree.ok());
  return source::OriginOf(*tree, source::NamesOf("libsystemd.so.0", "libsystemd0", "systemd"), {"sd_notify"});
}

bool Asks(const char* line, const char* soname, const char* package, const char* source) {
  return source::AsksFor(line, source::NamesOf(soname, package, source));
}

}  // namespace

TEST_CASE("a request that only a patch of the distribution makes is the distribution's") {
  const SourceOrigin origin =
      Origin({{"configure.ac", "AC_OUTPUT\n"},
              {"debian/patches/series", "readiness.patch\n"},
              {"debian/patches/readiness.patch", kPatch},
              {"debian/rules", "confflags += --with-systemd\n"},
              {"debian/control", "Source: a\nBuild-Depends: debhelper,\n libsystemd-dev [linux-any]\n"}});
  CHECK(origin.verdict == Verdict::kDistribution);
  CHECK(origin.patch == "debian/patches/readiness.patch");
  CHECK(origin.forwarded == "no");
  REQUIRE(origin.lines.size() == 4);
  CHECK(origin.lines[0].kind == SourceLine::Kind::kPatchBuild);
  CHECK(origin.lines[0].line == 6);
  CHECK(origin.lines[1].kind == SourceLine::Kind::kPatchCall);
  CHECK(origin.lines[2].text == "--with-systemd");
  CHECK(origin.lines[3].text == "libsystemd-dev [linux-any]");
  CHECK(origin.lines[3].line == 3);
}

TEST_CASE("a tree that stands patched is judged as one that does not") {
  const SourceOrigin origin = Origin({{"configure.ac", "AC_OUTPUT\n\tif $PKGCONFIG --exists libsystemd; then\n"},
                                      {"debian/patches/series", "readiness.patch\n"},
                                      {"debian/patches/readiness.patch", kPatch}});
  CHECK(origin.verdict == Verdict::kDistribution);
}

TEST_CASE("a request in upstream's own build is upstream's, whatever patches add to it") {
  const SourceOrigin origin = Origin({{"meson.build", "dep = dependency('libsystemd', required: false)\n"},
                                      {"debian/patches/series", "readiness.patch\n"},
                                      {"debian/patches/readiness.patch", kPatch}});
  CHECK(origin.verdict == Verdict::kUpstream);
  CHECK(origin.patch.empty());
}

TEST_CASE("a patch that is not in the series, a comment, and another library's name bring nothing") {
  CHECK(Origin({{"debian/patches/readiness.patch", kPatch}}).verdict == Verdict::kUnknown);
  CHECK(Origin({{"configure.ac", "# libsystemd\ndnl libsystemd\nAC_CHECK_LIB([systemdx])\n"}}).verdict ==
        Verdict::kUnknown);
  CHECK(Origin({}).verdict == Verdict::kUnknown);
}

TEST_CASE("build systems' questions are known by the library's names, and not by parts of other names") {
  CHECK(Asks("AC_CHECK_LIB([z], [deflate])", "libz.so.1", "zlib1g", "zlib"));
  CHECK(Asks("find_package(ZLIB REQUIRED)", "libz.so.1", "zlib1g", "zlib"));
  CHECK(Asks("LIBS += -lz", "libz.so.1", "zlib1g", "zlib"));
  CHECK_FALSE(Asks("LIBS += -lzstd", "libz.so.1", "zlib1g", "zlib"));
  CHECK(Asks("PKG_CHECK_MODULES([LZMA], [liblzma])", "liblzma.so.5", "liblzma5", "xz-utils"));
  CHECK_FALSE(Asks("LIBS += -lcap-ng", "libcap.so.2", "libcap2", "libcap2"));
  CHECK(Asks("cc.find_library('cap-ng')", "libcap-ng.so.0", "libcap-ng0", "libcap-ng"));
  CHECK_FALSE(Asks("", "", "", ""));
}

TEST_CASE("the package to build with is known from the library's own package") {
  const auto has = [](const char* soname, const char* package, const std::string& development) {
    const auto names = source::NamesOf(soname, package, "");
    return std::find(names.development_packages.begin(), names.development_packages.end(), development) !=
           names.development_packages.end();
  };
  CHECK(has("libz.so.1", "zlib1g", "zlib1g-dev"));
  CHECK(has("libcrypto.so.3", "libssl3", "libssl-dev"));
  CHECK(has("libkrb5.so.3", "libkrb5-3", "libkrb5-dev"));
  CHECK(has("libpam.so.0", "libpam0g", "libpam0g-dev"));
}
