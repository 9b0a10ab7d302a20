#include "analysis/load/search_risk.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/system_tree.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using tests::SystemTree;
using Risk = SearchDirectory::Risk;

namespace {

constexpr uid_t kUser = 1000;

// A system whose directories a test gives away, and the risks of the directories a program of it is searched in.
class Searched {
 public:
  Searched& Mode(const std::string& path, mode_t mode) {
    tree_.Directory(path);
    REQUIRE(::chmod(tree_.path(path).c_str(), mode) == 0);
    return *this;
  }
  Searched& Owner(const std::string& path, uid_t user, gid_t group) {
    tree_.Directory(path);
    REQUIRE(::chown(tree_.path(path).c_str(), user, group) == 0);
    return *this;
  }
  SystemTree& tree() { return tree_; }

  std::vector<SearchDirectory> Risks(const std::vector<std::string>& directories, uid_t program_owner) const {
    load::StoredFile program;
    program.status.uid = program_owner;
    load::Closure closure;
    closure.nodes.emplace_back();
    closure.nodes[0].file = &program;
    closure.order = {0};
    for (const std::string& directory : directories) closure.directories.push_back({0, {directory, directory}});
    LoadFacts facts;
    const Root root = tree_.Open();
    system::DirectoryStatuses statuses(root);
    load::AddSearchRisks(closure, statuses, facts);
    return facts.risky_directories;
  }

  // The only risk of one directory.
  std::pair<Risk, std::string> Risk1(const std::string& directory, uid_t program_owner = ::getuid()) const {
    const auto risks = Risks({directory}, program_owner);
    if (risks.empty()) return {Risk::kNone, ""};
    return {risks[0].risk, risks[0].detail};
  }

 private:
  SystemTree tree_;
};

using Pair = std::pair<Risk, std::string>;

}  // namespace

TEST_CASE("directories that only the owner of the system may write to are no risk") {
  Searched system;
  system.Mode("/usr/lib/app", 0755).Mode("/opt", 0755);
  CHECK(system.Risks({"/usr/lib/app/", "/opt/"}, ::getuid()).empty());
}

TEST_CASE("a relative directory and the working directory depend on where the program is started") {
  const Searched system;
  CHECK(system.Risk1("lib/") == Pair(Risk::kRelative, "depends on the working directory"));
  CHECK(system.Risk1("").first == Risk::kRelative);
  CHECK(system.Risks({""}, 0).at(0).directory == ".");
}

TEST_CASE("a directory that anyone may write to is one, sticky or not: adding a file is enough") {
  Searched system;
  system.Mode("/opt/open", 0777).Mode("/tmp", 01777);
  CHECK(system.Risk1("/opt/open/") == Pair(Risk::kWritableByOthers, "can be written by anyone"));
  CHECK(system.Risk1("/tmp/").first == Risk::kWritableByOthers);
}

TEST_CASE("a directory that is not there is made by whoever may write above it") {
  Searched system;
  system.Mode("/tmp", 01777).Mode("/opt", 0755);
  CHECK(system.Risk1("/tmp/app/lib/") == Pair(Risk::kCreatableByOthers, "can be written by anyone (at /tmp)"));
  CHECK(system.Risk1("/opt/app/lib/").first == Risk::kNone);
}

TEST_CASE("below a sticky directory what is there stays; below an open one it can be replaced") {
  Searched system;
  system.Mode("/tmp", 01777).Mode("/tmp/mine", 0755).Mode("/open", 0777).Mode("/open/mine", 0755);
  CHECK(system.Risk1("/tmp/mine/").first == Risk::kNone);
  CHECK(system.Risk1("/open/mine/").first == Risk::kCreatableByOthers);
}

TEST_CASE("a directory of a user is a risk, unless that user could change the program itself") {
  if (::getuid() != 0) return;  // only root gives directories away
  Searched system;
  system.Owner("/home/me/lib", kUser, 0);
  CHECK(system.Risk1("/home/me/lib/", 0) == Pair(Risk::kOwnedByUser, "belongs to user 1000"));
  CHECK(system.Risk1("/home/me/lib/", kUser).first == Risk::kNone);
}

TEST_CASE("a group that may write counts when it is not that of the root directory") {
  if (::getuid() != 0) return;
  Searched system;
  system.Mode("/opt/staff", 0775).Mode("/opt/root", 0775);
  system.Owner("/opt/staff", 0, 50);
  CHECK(system.Risk1("/opt/staff/") == Pair(Risk::kWritableByOthers, "can be written by group 50"));
  CHECK(system.Risk1("/opt/root/").first == Risk::kNone);
}

TEST_CASE("a link is judged by where it leads, inside the root") {
  Searched system;
  system.Mode("/tmp", 01777).Mode("/usr/lib", 0755);
  system.tree().Link("/usr/lib/app", "/tmp");
  CHECK(system.Risk1("/usr/lib/app/").first == Risk::kWritableByOthers);
}
