#include "analysis/load/privilege.h"

#include <doctest/doctest.h>
#include <sys/xattr.h>

#include <string>
#include <vector>

#include "tests/system_tree.h"

using halfsecond::FileStatus;
using halfsecond::IsDaemonAsRoot;
using halfsecond::Privilege;
using halfsecond::Root;
using halfsecond::load::LookAt;
using halfsecond::load::PrivilegesOf;
using halfsecond::load::ProgramFile;
using halfsecond::system::UnitStore;
using halfsecond::tests::SystemTree;

namespace {

constexpr const char* kUnits = "/usr/lib/systemd/system/";

std::vector<Privilege> Ask(const SystemTree& tree, const ProgramFile& program) {
  const Root root = tree.Open();
  const UnitStore units(root);
  return PrivilegesOf(program, units);
}

// A file of `tree` as it would be with `mode`, of root.
ProgramFile Program(SystemTree& tree, const std::string& path, std::uint32_t mode) {
  tree.File(path);
  const Root root = tree.Open();
  ProgramFile program = LookAt(root, path).value();
  program.status.mode = 0100000U | mode;
  program.status.uid = program.status.gid = 0;
  return program;
}

}  // namespace

TEST_CASE("sshd runs as root because of ssh.service, and the evidence is the line of the unit") {
  SystemTree tree;
  tree.File(std::string(kUnits) + "ssh.service",
            "[Service]\nExecStartPre=/usr/sbin/sshd -t\nExecStart=/usr/sbin/sshd -D\n");
  const auto privileges = Ask(tree, Program(tree, "/usr/sbin/sshd", 0755));
  REQUIRE(privileges.size() == 2);
  CHECK(privileges[0].kind == Privilege::Kind::kUnitAsRoot);
  CHECK(privileges[0].because == "ssh.service");
  CHECK(privileges[0].evidence.source == "/usr/lib/systemd/system/ssh.service");
  CHECK(privileges[0].evidence.at == 41);
  CHECK(privileges[0].evidence.quote == "/usr/sbin/sshd -D");
  CHECK(privileges[1].kind == Privilege::Kind::kUnitStepAsRoot);
}

TEST_CASE("a program run once is no daemon, one run as a user is named with the user") {
  SystemTree tree;
  tree.File(std::string(kUnits) + "once.service", "[Service]\nType=oneshot\nExecStart=/bin/a\nExecStart=/bin/a b\n");
  tree.File(std::string(kUnits) + "user.service", "[Service]\nUser=www-data\nExecStart=/bin/b\n");
  const auto once = Ask(tree, Program(tree, "/bin/a", 0755));
  REQUIRE(once.size() == 1);
  CHECK_FALSE(IsDaemonAsRoot(once[0].kind));
  const auto user = Ask(tree, Program(tree, "/bin/b", 0755));
  REQUIRE(user.size() == 1);
  CHECK(user[0].kind == Privilege::Kind::kUnitAsUser);
  CHECK(user[0].because == "user.service as www-data");
}

TEST_CASE("a program that no unit names has no power of a unit, by whatever name it is asked for") {
  SystemTree tree;
  tree.File(std::string(kUnits) + "a.service", "[Service]\nExecStart=/usr/bin/a\n").MergeUsr();
  CHECK(Ask(tree, Program(tree, "/usr/bin/b", 0755)).empty());
  CHECK(Ask(tree, Program(tree, "/bin/a", 0755)).size() == 1);
}

TEST_CASE("a unit that nobody enabled counts and says so") {
  SystemTree tree;
  tree.File(std::string(kUnits) + "debug-shell.service",
            "[Service]\nExecStart=/bin/bash\n[Install]\nWantedBy=sysinit.target\n");
  tree.Link("/etc/systemd/system/multi-user.target.wants/a.service", "/lib/systemd/system/a.service");
  CHECK(Ask(tree, Program(tree, "/bin/bash", 0755))[0].because == "debug-shell.service, not enabled");
}

TEST_CASE("set-uid, set-gid and file capabilities are reasons, several for one program") {
  SystemTree tree;
  ProgramFile program = Program(tree, "/usr/bin/mount", 06755);
  program.status.gid = 42;
  program.capabilities.emplace();
  program.capabilities->permitted = 1U << 13U;
  const auto privileges = Ask(tree, program);
  REQUIRE(privileges.size() == 3);
  CHECK(privileges[0].because == "set-uid root");
  CHECK(privileges[0].kind == Privilege::Kind::kSetUidRoot);
  CHECK(privileges[0].evidence.quote == "mode 6755");
  CHECK(privileges[1].because == "cap_net_raw");
  CHECK(privileges[1].kind == Privilege::Kind::kFileCapabilities);
  CHECK(privileges[2].because == "set-gid group 42");
}

TEST_CASE("another owner is named by number, a set-gid bit without the right to execute is none") {
  SystemTree tree;
  ProgramFile program = Program(tree, "/usr/bin/at", 04755);
  program.status.uid = 101;
  CHECK(Ask(tree, program)[0].because == "set-uid user 101");
  CHECK(Ask(tree, Program(tree, "/usr/bin/x", 02644)).empty());
}

TEST_CASE("the first process is a privileged daemon") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/lib/systemd/systemd").Link("/usr/sbin/init", "../lib/systemd/systemd");
  const auto privileges = Ask(tree, Program(tree, "/usr/lib/systemd/systemd", 0755));
  REQUIRE(privileges.size() == 1);
  CHECK(privileges[0].kind == Privilege::Kind::kInit);
  CHECK(IsDaemonAsRoot(privileges[0].kind));
}

TEST_CASE("a look at a file gives its mode and, where it has the attribute, its capabilities") {
  SystemTree tree;
  tree.File("/bin/ping");
  std::filesystem::permissions(tree.path("/bin/ping"), std::filesystem::perms{04711});
  const Root root = tree.Open();
  auto ping = LookAt(root, "/bin/ping");
  REQUIRE(ping.ok());
  CHECK((ping->status.mode & 07777U) == 04711);
  CHECK_FALSE(ping->capabilities.has_value());
  CHECK(LookAt(root, "/bin/none").error().kind == halfsecond::Error::Kind::kNotFound);

  constexpr std::string_view kNetRaw{"\x01\x00\x00\x02\x00\x20\x00\x00\0\0\0\0\0\0\0\0\0\0\0\0", 20};
  if (::setxattr(tree.path("/bin/ping").c_str(), "security.capability", kNetRaw.data(), kNetRaw.size(), 0) != 0) {
    MESSAGE("file capabilities cannot be set here: only their absence was tested");
    return;
  }
  ping = LookAt(root, "/bin/ping");
  REQUIRE(ping->capabilities.has_value());
  CHECK(ping->capabilities->permitted == 1U << 13U);
}
