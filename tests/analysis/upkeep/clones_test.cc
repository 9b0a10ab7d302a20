#include "analysis/upkeep/clones.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"
#include "tests/system_tree.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::string Match(const upkeep::SourceHome& home, const std::vector<upkeep::Clone>& clones) {
  const auto matched = upkeep::MatchClones({home}, clones);
  return matched.empty() ? "" : matched.front().path + " by " + matched.front().how;
}

const std::vector<upkeep::Clone>& Clones() {
  static const std::vector<upkeep::Clone> clones{{"/a", "group-project", "xz", ""},
                                                 {"/b", "facade", "zstd", "forge.test/facade/zstd"},
                                                 {"/c", "", "packaging", "salsa.test/debian/other"},
                                                 {"/d", "", "zlib", ""}};
  return clones;
}

}  // namespace

TEST_CASE("a project finds its clone by Vcs-Git, by its homepage, or by its name") {
  CHECK(Match({"other", "", "https://salsa.test/debian/other.git -b debian/main"}, Clones()) == "/c by Vcs-Git");
  CHECK(Match({"libzstd", "https://forge.test/facade/zstd", ""}, Clones()) == "/b by Homepage");
  CHECK(Match({"xz-utils", "https://group.test/xz/", ""}, Clones()) == "/a by Homepage");
  CHECK(Match({"anything", "http://zlib.test/", ""}, Clones()) == "/d by Homepage");
  CHECK(Match({"zlib", "", ""}, Clones()) == "/d by name");
  CHECK(Match({"libzlib", "", ""}, Clones()) == "/d by name");
  CHECK(Match({"unrelated", "https://forge.test/someone/else", ""}, Clones()).empty());
}

TEST_CASE("clones are found one or two folders deep, bare or with a work tree, with where they came from") {
  SystemTree tree;
  tree.File("/clones/one/.git/config", "[core]\n[remote \"origin\"]\n\turl = git@forge.test:group/One.git\n[x]\n");
  tree.File("/clones/two.git/HEAD").Directory("/clones/two.git/objects");
  tree.File("/clones/owner/three/.git/HEAD");
  tree.File("/clones/owner+four/repo/HEAD").Directory("/clones/owner+four/repo/objects");
  tree.File("/clones/none/README");
  const auto clones = upkeep::FindClones(tree.Open(), "/clones");
  REQUIRE(clones.ok());
  REQUIRE(clones->size() == 4);
  CHECK((*clones)[0].origin == "forge.test/group/one");
  CHECK((*clones)[1].owner == "owner");
  CHECK((*clones)[1].name == "three");
  CHECK((*clones)[2].name == "four");
  CHECK((*clones)[3].name == "two");
}

TEST_CASE("Vcs-Git is taken from a list of sources when apt has one") {
  SystemTree tree;
  tree.File("/var/lib/apt/lists/host_dists_main_source_Sources",
            "Package: bee\nVcs-Git: https://salsa.test/debian/bee.git\n\nPackage: other\nVcs-Git: x\n");
  upkeep::InstalledProjects installed;
  installed.projects.emplace_back();
  installed.projects[0].name = "bee";
  const auto homes = upkeep::HomesOf(tree.Open(), installed);
  REQUIRE(homes.size() == 1);
  CHECK(homes[0].vcs_git == "https://salsa.test/debian/bee.git");
}

TEST_CASE("the list of clones comes through a pipe as it was, and a damaged one is refused or harmless") {
  const std::vector<upkeep::ClonedProject> projects{{"a", "/p/a", "name"}, {"b", "/p/b", "Homepage"}};
  const std::string packed = upkeep::Packed(projects);
  const auto back = upkeep::UnpackedClones(packed);
  REQUIRE(back.ok());
  CHECK(back->size() == 2);
  CHECK((*back)[1].path == "/p/b");
  ForEachDamage(packed, 10000, [](Bytes damaged) {
    const auto read = upkeep::UnpackedClones(damaged.text());
    if (read.ok()) CHECK(read->size() <= damaged.size());
  });
}
