#include "analysis/load/search_path.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "tests/damage.h"

using namespace halfsecond::load;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
namespace limits = halfsecond::limits;

namespace {

const LoaderProfile& Debian() {
  static const LoaderProfile profile = [] {
    LoaderProfile made;
    made.system_directories = {"/lib/x86_64-linux-gnu/", "/usr/lib/x86_64-linux-gnu/", "/lib/", "/usr/lib/"};
    made.lib_token = "lib/x86_64-linux-gnu";
    made.platform_token = "haswell";
    return made;
  }();
  return profile;
}

std::string Expanded(std::string_view text, Trust trust = Trust::kNormal, const std::string& origin = "/opt/app") {
  return ExpandTokens(text, Debian(), {origin, trust}).value_or("dropped");
}

std::vector<std::string> Directories(const std::vector<SearchElement>& elements) {
  std::vector<std::string> directories;
  directories.reserve(elements.size());
  for (const SearchElement& element : elements) directories.push_back(element.directory);
  return directories;
}

std::vector<std::string> Glibc(std::string_view path, std::string_view separators = ":") {
  return Directories(SplitGlibcPath(path, separators, Debian(), {"/opt/app", Trust::kNormal}));
}

std::vector<std::string> Musl(std::string_view path, Trust trust = Trust::kNormal) {
  return Directories(SplitMuslPath(path, {"/opt/app", trust}));
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("the three tokens stand for what the loader knows, with and without braces") {
  CHECK(Expanded("$ORIGIN/../lib") == "/opt/app/../lib");
  CHECK(Expanded("${ORIGIN}/lib") == "/opt/app/lib");
  CHECK(Expanded("/opt/$LIB/$PLATFORM") == "/opt/lib/x86_64-linux-gnu/haswell");
  CHECK(Expanded("/a/${LIB}b") == "/a/lib/x86_64-linux-gnub");
}

TEST_CASE("what only looks like a token stays as it is") {
  for (const char* text :
       {"$ORIGINAL/lib", "$origin/lib", "${ORIGIN/lib", "$", "/a$", "$$", "${}", "$HOME/lib", "$LIB64"}) {
    CHECK(Expanded(text) == text);
  }
  CHECK(Expanded("$$ORIGIN") == "$/opt/app");
}

TEST_CASE("a token without a value drops the whole element") {
  CHECK(Expanded("$ORIGIN/lib", Trust::kNormal, "") == "dropped");
  CHECK_FALSE(ExpandTokens("/a/$PLATFORM", LoaderProfile{}, {}).has_value());
  CHECK_FALSE(ExpandTokens("/a/$LIB", LoaderProfile{}, {}).has_value());
}

TEST_CASE("in a set-uid program $ORIGIN counts only alone at the start, and only below a directory of the loader's") {
  CHECK(Expanded("$ORIGIN/../lib", Trust::kSecureProgram) == "dropped");
  CHECK(Expanded("$ORIGIN", Trust::kSecureProgram, "/usr/lib/app") == "/usr/lib/app");
  CHECK(Expanded("$ORIGIN/../../../tmp", Trust::kSecureProgram, "/usr/lib/app") == "dropped");
  CHECK(Expanded("/x/$ORIGIN", Trust::kSecureProgram, "/usr/lib/app") == "dropped");
  CHECK(Expanded("$ORIGINx", Trust::kSecureProgram) == "$ORIGINx");
  CHECK(Expanded("$ORIGIN/..", Trust::kSecureLibrary) == "/opt/app/..");
  CHECK(Expanded("a$ORIGIN", Trust::kSecureLibrary) == "dropped");
}

TEST_CASE("climbing above the root does not get out of the check") {
  CHECK(Expanded("$ORIGIN/../../../../../../../usr/lib", Trust::kSecureProgram, "/usr/lib/app") ==
        "/usr/lib/app/../../../../../../../usr/lib");
  CHECK(Expanded("$ORIGIN/../../../../../../../etc", Trust::kSecureProgram, "/usr/lib/app") == "dropped");
}

TEST_CASE("glibc: elements are split at the separators given, once each, with one slash at the end") {
  CHECK(Glibc("/a:/b//:/a/:/c") == List{"/a/", "/b/", "/c/"});
  CHECK(Glibc("/a;/b:/c", ":;") == List{"/a/", "/b/", "/c/"});
  CHECK(Glibc("/a;/b", ":") == List{"/a;/b/"});
  CHECK(Glibc("").empty());
}

TEST_CASE("glibc: an empty element is the working directory, also at either end") {
  CHECK(Glibc(":/a") == List{"", "/a/"});
  CHECK(Glibc("/a:") == List{"/a/", ""});
  CHECK(Glibc("/a::/b") == List{"/a/", "", "/b/"});
  CHECK(Glibc(":") == List{""});
}

TEST_CASE("glibc: an element that expands to nothing is dropped, the others stay") {
  CHECK(Directories(SplitGlibcPath("$ORIGIN:/a", ":", Debian(), {"", Trust::kNormal})) == List{"/a/"});
}

TEST_CASE("an element keeps how it was written, for people to find it again") {
  const auto elements = SplitGlibcPath("$ORIGIN/../lib", ":", Debian(), {"/opt/app", Trust::kNormal});
  REQUIRE(elements.size() == 1);
  CHECK(elements[0].directory == "/opt/app/../lib/");
  CHECK(elements[0].as_written == "$ORIGIN/../lib");
}

TEST_CASE("musl: only $ORIGIN is known, any other token voids the whole path, empty elements are skipped") {
  CHECK(Musl("$ORIGIN/lib:${ORIGIN}/x") == List{"/opt/app/lib/", "/opt/app/x/"});
  CHECK(Musl("/a:$LIB:/b").empty());
  CHECK(Musl("/a::/b:") == List{"/a/", "/b/"});
  CHECK(Musl("/a\n/b\n") == List{"/a/", "/b/"});
  CHECK(Musl("$ORIGIN/lib", Trust::kSecureProgram).empty());
  CHECK(Musl("/a", Trust::kSecureProgram) == List{"/a/"});
}

TEST_CASE("a path of very many elements ends at a limit") {
  std::string path;
  for (std::size_t i = 0; i < limits::kMaxSearchDirectories + 100; ++i) path += "/" + std::to_string(i) + ":";
  CHECK(Glibc(path).size() == limits::kMaxSearchDirectories);
  CHECK(Musl(path).size() == limits::kMaxSearchDirectories);
}

TEST_CASE("10,000 damaged paths are taken apart without a crash") {
  halfsecond::tests::ForEachDamage("$ORIGIN/../lib:${LIB}:/a:;$PLATFORM::/b", 10'000, [](halfsecond::Bytes path) {
    for (const Trust trust : {Trust::kNormal, Trust::kSecureLibrary, Trust::kSecureProgram}) {
      CHECK(SplitGlibcPath(path.text(), ":;", Debian(), {"/opt/app", trust}).size() < 64);
      CHECK(SplitMuslPath(path.text(), {"/opt/app", trust}).size() < 64);
    }
  });
}
