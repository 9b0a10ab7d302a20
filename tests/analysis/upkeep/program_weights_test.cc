#include "analysis/upkeep/program_weights.h"

#include <doctest/doctest.h>

#include <string>

#include "analysis/upkeep/signs.h"
#include "tests/made_load_facts.h"
#include "tests/system_tree.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

constexpr const char* kStatus = R"(Package: liblzma5
Status: install ok installed
Architecture: amd64
Version: 5.4.1-1
Source: xz-utils
Maintainer: Named Person <named@host.test>
Homepage: https://project.test/xz/

Package: libsystemd0
Status: install ok installed
Architecture: amd64
Version: 252
Source: systemd
Maintainer: A Team <team@host.test>

Package: xz-utils
Status: install ok installed
Architecture: amd64
Version: 5.4.1-1
Maintainer: Named Person <named@host.test>

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1
Maintainer: Debian QA Group <packages@qa.debian.org>

Package: left
Status: install ok installed
Architecture: all
Version: 1
Maintainer: Debian QA Group <packages@qa.debian.org>
)";

void MakeSystem(SystemTree& tree) {
  const std::string info = "/var/lib/dpkg/info/";
  tree.File("/var/lib/dpkg/status", kStatus);
  for (const char* name : {"libcrypto.so.3", "libsystemd.so.0", "libc.so.6", "liblzma.so.5"})
    tree.File(std::string("/lib/x86_64-linux-gnu/") + name);
  tree.File(info + "liblzma5.list", "/lib/x86_64-linux-gnu/liblzma.so.5\n");
  tree.File(info + "libsystemd0.list", "/lib/x86_64-linux-gnu/libsystemd.so.0\n");
  for (const char* name : {"xz-utils", "left"}) tree.File(info + name + ".list", "");
}

}  // namespace

TEST_CASE("a project weighs what maps it by closure, and what names it is told apart") {
  SystemTree tree;
  MakeSystem(tree);
  const Root root = tree.Open();
  auto installed = upkeep::ReadInstalledProjects(root);
  REQUIRE(installed.ok());
  upkeep::ProgramWeights weights;
  LoadFacts sshd = Sshd();
  RunAsRoot(sshd);
  weights.Add(sshd);
  sshd.privileges.clear();
  sshd.program = "/usr/bin/other";
  weights.Add(sshd);
  system::PackageStore packages(root);
  REQUIRE(weights.Weigh(packages, *installed).ok());
  const UpkeepProject* xz = installed->Find("xz-utils");
  REQUIRE(xz != nullptr);
  CHECK(xz->programs == 2);
  CHECK(xz->direct == 0);
  CHECK(xz->privileged == 1);
  CHECK(xz->libraries == std::vector<std::string>{"liblzma.so.5"});
  CHECK(xz->packages == std::vector<std::string>{"liblzma5", "xz-utils"});
  CHECK(installed->Find("systemd")->direct == 2);
  CHECK(installed->Find("none") == nullptr);
}

TEST_CASE("orphaned is what the distribution's own group keeps, of packages that are installed") {
  SystemTree tree;
  MakeSystem(tree);
  auto installed = upkeep::ReadInstalledProjects(tree.Open());
  REQUIRE(installed.ok());
  CHECK(installed->Find("left")->is_orphaned);
  CHECK_FALSE(installed->Find("xz-utils")->is_orphaned);
  CHECK(installed->Find("gone") == nullptr);
}

TEST_CASE("signs are facts of uploads and repositories, and those with signs come first, by programs that map them") {
  UpkeepProject lone;
  lone.name = "lone";
  lone.programs = 5;
  lone.repository.emplace();
  lone.repository->state.has_lone_maintainer = true;
  lone.repository->state.pushers = 1;
  lone.repository->absence_factor = 1;
  UpkeepProject heavy;
  heavy.name = "heavy";
  heavy.programs = 900;
  heavy.uploads = UploadRecord{"/c", 10, 1, 9, {}, "", true};  // somebody's holiday
  UpkeepProject carried;
  carried.name = "carried";
  carried.programs = 50;
  carried.uploads = UploadRecord{"/c", 4, 3, 0, {}, "", true};
  std::vector<UpkeepProject> projects{lone, heavy, carried};
  for (UpkeepProject& project : projects) upkeep::AddSigns(0, project);
  upkeep::OrderProjects(projects);
  CHECK(projects[0].name == "carried");
  CHECK(projects[1].signs == std::vector<std::string>{"one person pushes"});
  CHECK(projects[2].name == "heavy");
  CHECK(projects[2].signs.empty());
}

TEST_CASE("where a web service pushes for people, nobody is told to be alone") {
  UpkeepProject project;
  project.repository.emplace();
  project.repository->state.has_lone_maintainer = true;
  project.repository->state.pushers = 1;
  project.repository->absence_factor = 1;
  project.repository->gaps = {{"web-merges", "90 % of pushes were made by a web service"}};
  upkeep::AddSigns(0, project);
  CHECK(project.signs.empty());
}
