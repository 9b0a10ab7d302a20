#include "analysis/system/package_store.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/system_tree.h"

using halfsecond::Error;
using halfsecond::Root;
using halfsecond::system::PackageStore;
using halfsecond::tests::SystemTree;

namespace {

std::string Installed(const std::string& name, const std::string& extra = "") {
  return "Package: " + name + "\nStatus: install ok installed\nArchitecture: amd64\n" + extra + "Version: 1.0-" + name +
         "\n\n";
}

// "package version source", "-" for a path nobody owns.
std::vector<std::string> Ask(const SystemTree& tree, const std::vector<std::string>& paths) {
  const Root root = tree.Open();
  PackageStore store(root);
  const auto owners = store.OwnersOf(paths);
  REQUIRE(owners.ok());
  std::vector<std::string> words;
  for (const auto& owner : *owners) {
    words.push_back(owner ? owner->name + " " + owner->version + " " + owner->source : "-");
  }
  return words;
}

// dash, libc6, and a libpq-dev whose pg_config postgresql-common takes over: Debian 12 in small.
void Debian(SystemTree& tree) {
  tree.MergeUsr()
      .File("/var/lib/dpkg/status", Installed("dash") + Installed("libc6", "Multi-Arch: same\nSource: glibc\n") +
                                        Installed("libpq-dev") + Installed("postgresql-common"))
      .File("/var/lib/dpkg/info/dash.list", "/.\n/bin\n/bin/dash\n/bin/sh\n")
      .File("/var/lib/dpkg/info/libc6:amd64.list",
            "/lib/x86_64-linux-gnu/libc.so.6\n/usr/lib/x86_64-linux-gnu/gconv/a\n")
      .File("/var/lib/dpkg/info/libpq-dev.list", "/usr/bin/pg_config\n")
      .File("/var/lib/dpkg/info/postgresql-common.list", "/usr/bin/pg_config\n")
      .File("/var/lib/dpkg/diversions", "/usr/bin/pg_config\n/usr/bin/pg_config.libpq-dev\npostgresql-common\n")
      .File("/usr/bin/dash")
      .Link("/usr/bin/sh", "dash")
      .File("/usr/lib/x86_64-linux-gnu/libc.so.6")
      .File("/usr/lib/x86_64-linux-gnu/gconv/a")
      .File("/usr/bin/pg_config")
      .File("/usr/bin/pg_config.libpq-dev")
      .File("/usr/bin/mine");
}

}  // namespace

TEST_CASE("a file is owned under either merged-/usr spelling, whichever the list uses") {
  SystemTree tree;
  Debian(tree);
  const std::string libc = "libc6 1.0-libc6 glibc";
  CHECK(Ask(tree, {"/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/x86_64-linux-gnu/libc.so.6",
                   "/lib/x86_64-linux-gnu/gconv/a", "/usr/lib/x86_64-linux-gnu/gconv/a", "/usr/bin/mine"}) ==
        std::vector<std::string>{libc, libc, libc, libc, "-"});
}

TEST_CASE("a link is asked about for what it points to") {
  SystemTree tree;
  Debian(tree);
  tree.File("/usr/bin/mawk").Link("/etc/alternatives/sh", "/usr/bin/dash").Link("/usr/bin/ash", "/etc/alternatives/sh");
  tree.Link("/usr/bin/libpq", "mine");
  CHECK(Ask(tree, {"/bin/sh", "/usr/bin/ash", "/usr/bin/libpq"}) ==
        std::vector<std::string>{"dash 1.0-dash dash", "dash 1.0-dash dash", "-"});
}

TEST_CASE("a link owned by one package does not make it the owner of another's file") {
  SystemTree tree;
  Debian(tree);
  tree.File("/var/lib/dpkg/info/libpq-dev.list", "/usr/bin/pg_config\n/usr/bin/local\n").Link("/usr/bin/local", "mine");
  CHECK(Ask(tree, {"/usr/bin/local"}) == std::vector<std::string>{"-"});
}

TEST_CASE("a diverted file belongs to the package whose content it is, the path to the one that diverted it") {
  SystemTree tree;
  Debian(tree);
  const std::string keeper = "postgresql-common 1.0-postgresql-common postgresql-common";
  const std::string diverted = "libpq-dev 1.0-libpq-dev libpq-dev";
  CHECK(Ask(tree, {"/usr/bin/pg_config", "/bin/pg_config", "/usr/bin/pg_config.libpq-dev"}) ==
        std::vector<std::string>{keeper, keeper, diverted});
}

TEST_CASE("what the administrator put in the place of a diverted file is nobody's") {
  SystemTree tree;
  Debian(tree);
  tree.File("/var/lib/dpkg/diversions", "/bin/dash\n/bin/dash.real\n:\n").File("/usr/bin/dash.real");
  CHECK(Ask(tree, {"/bin/dash", "/usr/bin/dash.real"}) == std::vector<std::string>{"-", "dash 1.0-dash dash"});
}

TEST_CASE("below a directory that the administrator made a link, files are found under the name in the list") {
  SystemTree tree;
  Debian(tree);
  tree.File("/var/lib/dpkg/info/dash.list", "/opt/dash/bin/tool\n")
      .File("/srv/dash/bin/tool")
      .Link("/opt/dash", "../srv/dash");
  CHECK(Ask(tree, {"/opt/dash/bin/tool"}) == std::vector<std::string>{"dash 1.0-dash dash"});
}

TEST_CASE("where /usr is not merged, /lib and /usr/lib are two directories") {
  SystemTree tree;
  tree.File("/var/lib/dpkg/status", Installed("a") + Installed("b"))
      .File("/var/lib/dpkg/info/a.list", "/lib/x.so\n")
      .File("/var/lib/dpkg/info/b.list", "/usr/lib/x.so\n")
      .File("/lib/x.so")
      .File("/usr/lib/x.so");
  CHECK(Ask(tree, {"/lib/x.so", "/usr/lib/x.so"}) == std::vector<std::string>{"a 1.0-a a", "b 1.0-b b"});
}

TEST_CASE("packages that are not on the disk own nothing") {
  SystemTree tree;
  Debian(tree);
  tree.File("/var/lib/dpkg/status",
            "Package: dash\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n\n");
  CHECK(Ask(tree, {"/bin/dash"}) == std::vector<std::string>{"-"});
}

TEST_CASE("a package installed for two architectures answers for the files of each") {
  SystemTree tree;
  tree.MergeUsr()
      .File("/var/lib/dpkg/status", Installed("libc6", "Multi-Arch: same\n") +
                                        "Package: libc6\nStatus: install ok installed\nArchitecture: i386\n"
                                        "Multi-Arch: same\nVersion: 2\n\n")
      .File("/var/lib/dpkg/info/libc6:amd64.list", "/lib/x86_64-linux-gnu/libc.so.6\n")
      .File("/var/lib/dpkg/info/libc6:i386.list", "/lib/i386-linux-gnu/libc.so.6\n");
  const Root root = tree.Open();
  PackageStore store(root);
  const auto owners =
      store.OwnersOf(std::vector<std::string>{"/lib/x86_64-linux-gnu/libc.so.6", "/lib/i386-linux-gnu/libc.so.6"});
  REQUIRE(owners.ok());
  CHECK((*owners)[0]->architecture == "amd64");
  CHECK((*owners)[1]->architecture == "i386");
}

TEST_CASE("a missing or damaged list is said, because then 'no owner' means 'cannot tell'") {
  SystemTree tree;
  Debian(tree);
  tree.File("/var/lib/dpkg/info/dash.list", "bin/dash\n").File("/var/lib/dpkg/info/libpq-dev.list", "/usr/bin/pg_con");
  std::filesystem::remove(tree.path("/var/lib/dpkg/info/postgresql-common.list"));
  const Root root = tree.Open();
  PackageStore store(root);
  REQUIRE(store.OwnersOf(std::vector<std::string>{"/bin/dash"}).ok());
  REQUIRE(store.damage().size() == 3);
  CHECK(store.damage()[0].source == "/var/lib/dpkg/info/dash.list");
  CHECK(store.damage()[0].what == "lines that are no absolute path");
  CHECK(store.damage()[1].what == "a line without an end");
  CHECK(store.damage()[2].source == "/var/lib/dpkg/info/postgresql-common.list");
}

TEST_CASE("a list longer than one window is read to its end") {
  SystemTree tree;
  Debian(tree);
  std::string list;
  for (int i = 0; i < 60'000; ++i) list += "/usr/share/doc/dash/" + std::to_string(i) + "\n";
  tree.File("/var/lib/dpkg/info/dash.list", list + "/bin/dash\n");
  CHECK(Ask(tree, {"/bin/dash", "/usr/share/doc/dash/31415"}) ==
        std::vector<std::string>{"dash 1.0-dash dash", "dash 1.0-dash dash"});
}

TEST_CASE("Alpine's files are owned by the package whose record lists them") {
  SystemTree tree;
  tree.File("/lib/apk/db/installed",
            "P:musl\nV:1.2.4-r2\nA:x86_64\no:musl\nF:lib\nR:ld-musl-x86_64.so.1\n\n"
            "P:libcrypto3\nV:3.1.4-r5\nA:x86_64\no:openssl\nF:lib\nR:libcrypto.so.3\n\n")
      .File("/lib/ld-musl-x86_64.so.1")
      .File("/lib/libcrypto.so.3")
      .Link("/usr/lib/libcrypto.so.3", "../../lib/libcrypto.so.3");
  CHECK(Ask(tree, {"/lib/ld-musl-x86_64.so.1", "/usr/lib/libcrypto.so.3", "/lib/none"}) ==
        std::vector<std::string>{"musl 1.2.4-r2 musl", "libcrypto3 3.1.4-r5 openssl", "-"});
}

TEST_CASE("without a database, or with one that is not read, the answer is an error and not 'nobody'") {
  SystemTree bare;
  bare.Directory("/usr");
  const Root bare_root = bare.Open();
  PackageStore none(bare_root);
  CHECK(none.database() == PackageStore::Database::kNone);
  CHECK(none.OwnersOf(std::vector<std::string>{"/usr"}).error().kind == Error::Kind::kNotFound);

  SystemTree fedora;
  fedora.File("/usr/lib/sysimage/rpm/rpmdb.sqlite");
  const Root fedora_root = fedora.Open();
  PackageStore rpm(fedora_root);
  CHECK(rpm.database() == PackageStore::Database::kRpm);
  CHECK(rpm.OwnersOf(std::vector<std::string>{"/usr"}).error().kind == Error::Kind::kUnsupported);
}
