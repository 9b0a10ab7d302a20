#include "analysis/release/tag_search.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "readers/git/object_sum.h"

using namespace halfsecond;           // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::release;  // NOLINT(google-build-using-namespace)

namespace {

using Numbers = std::vector<std::uint64_t>;

std::vector<TagRef> Tags(const std::vector<std::string>& names) {
  std::vector<TagRef> tags;
  tags.reserve(names.size());
  for (const std::string& name : names) tags.push_back({name, {}});
  return tags;
}

Candidate Holding(const std::string& tag, std::size_t matching) {
  Candidate candidate{{tag, {}}, {}, {}};
  candidate.match.matching = matching;
  return candidate;
}

std::string Best(std::vector<Candidate> candidates, const std::string& version) {
  Rank(candidates, version);
  return candidates.front().tag.name;
}

ArchiveFile File(const std::string& path, const std::string& content) {
  return {path, archive::Entry::Type::kFile, 0644, content.size(), git::IdOfObject("blob", content), {}, {}, {}, {}};
}

}  // namespace

TEST_CASE("the version in the names of archives") {
  CHECK(VersionText("xz-5.4.1.tar.xz") == "5.4.1");
  CHECK(VersionText("xz-utils_5.4.1.orig.tar.xz") == "5.4.1");
  CHECK(VersionText("libgcrypt20_1.10.1.orig.tar.bz2") == "1.10.1");
  CHECK(VersionText("libusb-1.0_1.0.24.orig.tar.bz2") == "1.0.24");
  CHECK(VersionText("json-c_0.18+ds.orig.tar.xz") == "0.18");
  CHECK(VersionText("libxml2_2.12.7+dfsg+really2.9.14.orig.tar.xz") == "2.9.14");
  CHECK(VersionText("libevent_2.1.12-stable.orig.tar.gz") == "2.1.12-stable");
  CHECK(VersionText("v1.2.3.tar.gz") == "1.2.3");
  CHECK(VersionText("release.tar.gz").empty());
}

TEST_CASE("the version in the names of tags") {
  CHECK(VersionOf("SUDO_1_9_16p2").numbers == Numbers{1, 9, 16, 2});
  CHECK(VersionOf("curl-7_88_1").numbers == Numbers{7, 88, 1});
  CHECK(VersionOf("v1.0.24-rc1").numbers == Numbers{1, 0, 24});
  CHECK(VersionOf("v1.0.24-rc1").stage == Version::Stage::kPreRelease);
  CHECK(VersionOf("v5.2.0alpha").stage == Version::Stage::kPreRelease);
  CHECK(VersionOf("archive-1.0").stage == Version::Stage::kRelease);
  CHECK(VersionOf("version-99999999999999999999999999").numbers.size() == 1);
}

TEST_CASE("candidates are the tags of that version first, then their neighbours") {
  const auto chosen = Candidates(Tags({"v1.0", "v5.4.0", "v5.4.1", "v5.4.2", "v5.4.1-rc1", "go/v5.4.1"}), "5.4.1");
  REQUIRE(chosen.size() == 6);
  CHECK(chosen[0].name == "v5.4.1");
  CHECK(chosen[1].name == "go/v5.4.1");
  CHECK(chosen[2].name == "v5.4.1-rc1");
  CHECK(chosen[5].name == "v1.0");
}

TEST_CASE("all tags of the version are read at first, and one neighbour; four where there are so many") {
  const auto read = [](const std::vector<std::string>& names) {
    return ReadAtFirst(Candidates(Tags(names), "5.4.1"), "5.4.1");
  };
  CHECK(read({"v5.4.1", "v5.4.0", "v5.4.2", "v5.4.3", "v5.4.4", "v5.4.5"}) == 4);
  CHECK(read({"v5.4.1", "a/v5.4.1", "b/v5.4.1", "c/v5.4.1", "d/v5.4.1", "v5.4.0", "v5.4.2"}) == 6);
  CHECK(read({"v5.4.1", "v5.4.0"}) == 2);
  CHECK(read({}) == 0);
}

TEST_CASE("a tag of the archive's version with hardly a file changed is convincing; with more, or of another, is not") {
  const auto is_convincing = [](const char* name, std::size_t shared, std::size_t matching) {
    Candidate candidate = Holding(name, matching);
    candidate.shared = shared;
    return IsConvincing(candidate, "5.4.1");
  };
  CHECK(is_convincing("v5.4.1", 200, 190));
  CHECK_FALSE(is_convincing("v5.4.1", 200, 189));
  CHECK_FALSE(is_convincing("v5.4.2", 200, 200));
  CHECK_FALSE(is_convincing("v5.4.1", 0, 0));
}

TEST_CASE("a tag is of a version when its name has the numbers in a row") {
  CHECK(IsOfVersion("json-c-0.15-20200726", "0.15"));
  CHECK(IsOfVersion("v2.38", "2.38.0"));
  CHECK_FALSE(IsOfVersion("v1.5.6", "1.5.7"));
  CHECK(IsOfVersion("v1.5.6", ""));
}

TEST_CASE("the tag that holds most wins, whatever the archive calls itself") {
  CHECK(Best({Holding("v5.4.1", 400), Holding("v5.4.2", 500)}, "5.4.1") == "v5.4.2");
}

TEST_CASE("what the places of submodules hold counts for a tag, and what a tag holds itself counts more") {
  Candidate with_submodule = Holding("v3.6.6", 957);
  with_submodule.of_submodules = 1080;
  CHECK(Best({Holding("v3.6.3", 1549), with_submodule}, "3.6.6") == "v3.6.6");
  CHECK(Best({Holding("v3.6.3", 2037), with_submodule}, "3.6.6") == "v3.6.3");
}

TEST_CASE("a path is in the place of a submodule when a folder above it is one") {
  const auto entry = [](const std::string& path, git::TreeEntry::Kind kind) { return TagFile{path, kind, {}}; };
  const std::vector<TagFile> files{entry("a", git::TreeEntry::Kind::kFile),
                                   entry("b/c", git::TreeEntry::Kind::kSubmodule)};
  const SubmodulePlaces places(files);
  CHECK(places.Hold("b/c/d/e"));
  CHECK_FALSE(places.Hold("b/c"));
  CHECK_FALSE(places.Hold("b/cc/d"));
  CHECK_FALSE(places.Hold("a/d"));
}

TEST_CASE("a pre-release never wins over the release of its version, even when it holds more") {
  CHECK(Best({Holding("v1.0.24-rc1", 410), Holding("v1.0.24", 400)}, "1.0.24") == "v1.0.24");
  CHECK(Best({Holding("v1.0.24", 400), Holding("v1.0.24-rc1", 410)}, "1.0.24") == "v1.0.24");
}

TEST_CASE("of two tags of the same tree the one with the closer name wins") {
  CHECK(Best({Holding("go/cbrotli/v1.1.0", 90), Holding("v1.1.0", 90)}, "1.1.0") == "v1.1.0");
}

TEST_CASE("a release from a folder of the repository is found by overlap") {
  ArchiveListing listing;
  listing.files = {File("README", "one"), File("lib/a.c", "two"), File("configure", "made")};
  const auto file = [](const std::string& path, const std::string& content) {
    return TagFile{path, git::TreeEntry::Kind::kFile, git::IdOfObject("blob", content)};
  };
  std::vector<Candidate> candidates(1);
  candidates[0].files = {file("README", "of the repository"), file("expat/README", "one"),
                         file("expat/lib/a.c", "two")};
  survey::Crew alone;
  Score(listing, candidates, alone);
  CHECK(candidates[0].match.prefix == "expat/");
  CHECK(candidates[0].match.matching == 2);
  CHECK(candidates[0].shared == 2);
}
