#include "analysis/survey/file_pass.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/survey/folder_page.h"
#include "base/limits.h"
#include "tests/system_tree.h"

using namespace halfsecond;          // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::survey;  // NOLINT(google-build-using-namespace)
using tests::SystemTree;

namespace {

constexpr std::string_view kCutElf =
    "\x7f"
    "ELF";

// A time by which everything that a test makes is at rest.
constexpr std::int64_t kLater = INT64_MAX;

struct Look {
  std::size_t workers = 1;
  std::int64_t at_rest_before_ns = kLater;
  const StoredFolders* stored = nullptr;
  Scope::How how = Scope::How::kTrees;
};

SeenFiles Read(const SystemTree& tree, const std::vector<std::string>& paths, const Look& look) {
  const Root root = tree.Open();
  Crew crew;
  crew.Start(look.workers);
  const Progress progress = [](std::string_view, std::size_t, std::size_t) {};
  return ReadFiles({root, crew, progress, look.at_rest_before_ns}, {look.how, paths}, elf::Depth::kFacts, look.stored);
}

std::vector<std::string> PathsOf(const SeenFiles& seen) {
  std::vector<std::string> paths;
  for (const SeenFile& file : seen.files) paths.push_back(file.path);
  return paths;
}

// Brings `stored` up to what `seen` found.
void Keep(SeenFiles seen, StoredFolders& stored) {
  for (ChangedFolder& folder : seen.changed) stored.Add(folder.key, std::move(folder.page));
}

}  // namespace

TEST_CASE("files come in the order of the tree, whatever the number of workers") {
  SystemTree tree;
  std::vector<std::string> expected;
  for (const char* folder : {"/d", "/d/a", "/d/a/x", "/d/b", "/d/c"}) {
    for (int i = 100; i < 300; ++i) {
      const std::string path = folder + std::string("/z") + std::to_string(i);
      tree.File(path, kCutElf);
      expected.push_back(path);
    }
  }
  tree.File("/d/text", "no ELF");
  for (const std::size_t workers : {1U, 2U, 4U}) {
    Look look;
    look.workers = workers;
    const SeenFiles seen = Read(tree, {"/d"}, look);
    CHECK(PathsOf(seen) == expected);
    CHECK(seen.looked_at == 1001);
    CHECK(seen.gaps.empty());
  }
}

TEST_CASE("a folder that two paths lead to is entered once and known by the first") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/bin/a", kCutElf).File("/usr/bin/sub/b", kCutElf);
  for (const std::size_t workers : {1U, 4U}) {
    Look look;
    look.workers = workers;
    CHECK(PathsOf(Read(tree, {"/bin", "/usr"}, look)) == std::vector<std::string>{"/bin/a", "/bin/sub/b"});
    CHECK(PathsOf(Read(tree, {"/usr", "/bin"}, look)) == std::vector<std::string>{"/usr/bin/a", "/usr/bin/sub/b"});
    CHECK(PathsOf(Read(tree, {"/usr/bin/sub", "/usr"}, look)) ==
          std::vector<std::string>{"/usr/bin/sub/b", "/usr/bin/a"});
  }
}

TEST_CASE("links and FIFOs in a tree, and the kernel's own trees, are passed over") {
  SystemTree tree;
  tree.File("/d/a", kCutElf).Link("/d/link", "a").Link("/d/up", "..").File("/proc/1/exe", kCutElf);
  REQUIRE(::mkfifo(tree.path("/d/fifo").c_str(), 0600) == 0);
  const SeenFiles seen = Read(tree, {"/"}, {});
  CHECK(PathsOf(seen) == std::vector<std::string>{"/d/a"});
  CHECK(seen.looked_at == 1);
}

TEST_CASE("named files are read as named, links too") {
  SystemTree tree;
  tree.File("/d/a", kCutElf).Link("/d/link", "a");
  Look look;
  CHECK(PathsOf(Read(tree, {"/d/link", "/d/a"}, look)) == std::vector<std::string>{"/d/link", "/d/a"});
  look.how = Scope::How::kNamedFiles;
  CHECK(PathsOf(Read(tree, {"/d/link", "/none", "/d/a"}, look)) ==
        std::vector<std::string>{"/d/link", "/none", "/d/a"});
}

TEST_CASE("what is not there is a gap, and so is what lies deeper than any tree") {
  SystemTree tree;
  std::string path = "/t";
  for (std::size_t i = 0; i < limits::kMaxTreeDepth + 5; ++i) path += "/d";
  tree.File(path + "/a", kCutElf).File("/t/b", kCutElf);
  const SeenFiles seen = Read(tree, {"/none", "/t"}, {});
  CHECK(PathsOf(seen) == std::vector<std::string>{"/t/b"});
  REQUIRE(seen.gaps.size() == 2);
  CHECK(seen.gaps[0].path == "/none");
  CHECK(seen.gaps[1].error.kind == Error::Kind::kLimit);
  CHECK_FALSE(seen.gaps[1].path.ends_with('/'));
}

TEST_CASE("what is stored is found again, and nothing is to be written then") {
  SystemTree tree;
  tree.File("/d/a", kCutElf).File("/d/sub/text", "no ELF").Directory("/d/empty");
  StoredFolders stored;
  Look look;
  look.stored = &stored;
  SeenFiles first = Read(tree, {"/d"}, look);
  CHECK(first.remembered == 0);
  CHECK(first.changed.size() == 3);
  Keep(std::move(first), stored);
  for (const std::size_t workers : {1U, 4U}) {
    look.workers = workers;
    const SeenFiles second = Read(tree, {"/d"}, look);
    CHECK(PathsOf(second) == std::vector<std::string>{"/d/a"});
    CHECK(second.remembered == 2);
    CHECK(second.looked_at == 2);
    CHECK(second.changed.empty());
    CHECK(second.folders.size() == 3);
  }
}

TEST_CASE("a folder that was not at rest is listed again, and its files that were are not read") {
  SystemTree tree;
  tree.File("/d/text", "no ELF");
  StoredFolders stored;
  Look look;
  look.stored = &stored;
  look.at_rest_before_ns = 0;  // nothing is
  Keep(Read(tree, {"/d"}, look), stored);
  CHECK(Read(tree, {"/d"}, look).remembered == 0);
  look.at_rest_before_ns = kLater;
  SeenFiles later = Read(tree, {"/d"}, look);
  CHECK(later.changed.size() == 1);
  Keep(std::move(later), stored);
  CHECK(Read(tree, {"/d"}, look).remembered == 1);
}

TEST_CASE("a damaged page, or one that a shallower survey wrote, is as good as none") {
  SystemTree tree;
  tree.File("/d/a", kCutElf).File("/d/text", "no ELF");
  StoredFolders stored;
  Look look;
  look.stored = &stored;
  SeenFiles first = Read(tree, {"/d"}, look);
  REQUIRE(first.changed.size() == 1);
  for (std::size_t at = 0; at < first.changed[0].page.size(); ++at) {
    std::string page = first.changed[0].page;
    page[at] = static_cast<char>(page[at] ^ 0x41);
    stored.Add(first.changed[0].key, page);
    const SeenFiles seen = Read(tree, {"/d"}, look);
    CHECK(PathsOf(seen) == std::vector<std::string>{"/d/a"});
    CHECK(seen.remembered == 0);
    REQUIRE(seen.changed.size() == 1);
    CHECK(seen.changed[0].page == first.changed[0].page);
  }
  const auto deep = FolderPage::Read(Bytes::Of(first.changed[0].page));
  REQUIRE(deep.ok());
  PageHead shallow;
  shallow.depth = elf::Depth::kNeeded;
  shallow.changed_ns = deep->head().changed_ns;
  shallow.modified_ns = deep->head().modified_ns;
  stored.Add(first.changed[0].key, WritePage(shallow, {}));
  CHECK(Read(tree, {"/d"}, look).looked_at == 2);
}
