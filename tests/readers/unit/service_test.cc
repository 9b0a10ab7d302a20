#include "readers/unit/service.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/damage.h"

using halfsecond::tests::Exact;
using halfsecond::unit::BusService;
using halfsecond::unit::Identity;
using halfsecond::unit::IdentityOf;
using halfsecond::unit::MergeService;
using halfsecond::unit::ReadBusService;
using halfsecond::unit::ReadUnitFile;
using halfsecond::unit::Service;
using halfsecond::unit::Step;
using halfsecond::unit::StepName;
using halfsecond::unit::UnitFile;

namespace {

// The unit and its drop-ins; each text stands in [Service] unless it names another section.
Service Merge(const std::vector<std::string>& texts) {
  std::vector<UnitFile> files;
  for (const std::string& text : texts) {
    const Exact file("[Service]\n" + text);
    files.push_back(ReadUnitFile(file.bytes()).value());
  }
  return MergeService(files);
}

std::string RunsAs(const std::string& text) {
  const Service service = Merge({text});
  REQUIRE_FALSE(service.commands.empty());
  return IdentityOf(service, service.commands.front()).user;
}

}  // namespace

TEST_CASE("a service has its commands by step, its user, its type and what it is installed as") {
  const Service ssh =
      Merge({"ExecStartPre=/usr/sbin/sshd -t\nExecStart=/usr/sbin/sshd -D\nType=notify\nGroup=ssh\nSockets=a.socket "
             "b.socket\n"
             "[Install]\nWantedBy=multi-user.target\nAlias=sshd.service\n"});
  REQUIRE(ssh.commands.size() == 2);
  CHECK(ssh.commands[0].step == Step::kStartPre);
  CHECK(ssh.commands[1].command.program == "/usr/sbin/sshd");
  CHECK(ssh.commands[1].at_byte == 41);
  CHECK(ssh.type == "notify");
  CHECK(ssh.group == "ssh");
  CHECK(ssh.sockets == std::vector<std::string>{"a.socket", "b.socket"});
  CHECK(ssh.wanted_by == std::vector<std::string>{"multi-user.target"});
  CHECK(ssh.aliases == std::vector<std::string>{"sshd.service"});
  CHECK(ssh.has_install_section);
  CHECK(IdentityOf(ssh, ssh.commands[1]).kind == Identity::Kind::kRoot);
}

TEST_CASE("a drop-in adds a command, and one that first assigns nothing replaces those of that step only") {
  const std::string unit = "ExecStartPre=/bin/check\nExecStart=/bin/old\n";
  const Service added = Merge({unit, "ExecStart=/bin/also\n"});
  CHECK(added.commands.size() == 3);
  const Service replaced = Merge({unit, "ExecStart=\nExecStart=/bin/new\n"});
  REQUIRE(replaced.commands.size() == 2);
  CHECK(replaced.commands[0].command.program == "/bin/check");
  CHECK(replaced.commands[1].command.program == "/bin/new");
  CHECK(replaced.commands[1].file == 1);
}

TEST_CASE("the last user counts, and an empty one is root again") {
  CHECK(Merge({"User=a\n", "User=b\n"}).user == "b");
  CHECK(RunsAs("User=a\nUser=\nExecStart=/bin/a\n") == "root");
  CHECK(RunsAs("User=0\nExecStart=/bin/a\n") == "root");
  CHECK(RunsAs("User=%i\nExecStart=/bin/a\n") == "%i");
}

TEST_CASE("a dynamic user is dynamic unless a user is named") {
  CHECK(RunsAs("DynamicUser=yes\nExecStart=/bin/a\n") == "dynamic");
  CHECK(RunsAs("DynamicUser=TRUE\nUser=metrics\nExecStart=/bin/a\n") == "metrics");
  CHECK(RunsAs("DynamicUser=yes\nDynamicUser=no\nExecStart=/bin/a\n") == "root");
}

TEST_CASE("+ and ! run as root whatever the user is, !! does not on a kernel of this decade") {
  CHECK(RunsAs("User=a\nExecStart=+/bin/a\n") == "root");
  CHECK(RunsAs("User=a\nExecStart=!/bin/a\n") == "root");
  CHECK(RunsAs("User=a\nExecStart=!!/bin/a\n") == "a");
}

TEST_CASE("with PermissionsStartOnly only ExecStart runs as the user") {
  const Service service = Merge({"User=a\nPermissionsStartOnly=1\nExecStartPre=/bin/a\nExecStart=/bin/b\n"});
  CHECK(IdentityOf(service, service.commands[0]).user == "root");
  CHECK(IdentityOf(service, service.commands[1]).user == "a");
}

TEST_CASE("a type that is not given is dbus with a bus name, simple with a command, else oneshot") {
  CHECK(Merge({"BusName=org.a\nExecStart=/bin/a\n"}).type == "dbus");
  CHECK(Merge({"ExecStart=/bin/a\n"}).type == "simple");
  CHECK(Merge({"ExecStop=/bin/a\n"}).type == "oneshot");
}

TEST_CASE("keys of other sections and commands that cannot be read do not count; the latter are reported") {
  const Service service = Merge({"ExecStart=bin/relative\n[X-Ours]\nUser=a\nExecStart=/bin/a\n"});
  CHECK(service.commands.empty());
  CHECK(service.user.empty());
  REQUIRE(service.damage.size() == 1);
  CHECK(service.damage[0].at_byte == 10);
}

TEST_CASE("a step is named by its key") {
  CHECK(StepName(Step::kCondition) == "ExecCondition");
  CHECK(StepName(Step::kStart) == "ExecStart");
  CHECK(StepName(Step::kStopPost) == "ExecStopPost");
}

TEST_CASE("a bus service has a name, a command, a user and perhaps a unit that stands for it") {
  const Exact file("[D-BUS Service]\nName=org.a\nExec=/usr/libexec/a --x\nUser=root\nSystemdService=a.service\n");
  const BusService service = ReadBusService(ReadUnitFile(file.bytes()).value());
  CHECK(service.name == "org.a");
  CHECK(service.exec == "/usr/libexec/a --x");
  CHECK(service.identity.kind == Identity::Kind::kRoot);
  CHECK(service.systemd_unit == "a.service");
}

TEST_CASE("10,000 damages of a service merge into commands of its files") {
  const std::string text =
      "[Service]\nUser=a\nExecStart=!!/bin/a ; /bin/b\nExecStart=\nSockets=a b\n[Install]\nAlias=c\n";
  halfsecond::tests::ForEachDamage(text, 10'000, [](halfsecond::Bytes damaged) {
    auto file = ReadUnitFile(damaged);
    if (!file.ok()) return;
    const std::vector<UnitFile> files{*file, *file};
    const Service service = MergeService(files);
    for (const auto& command : service.commands) {
      REQUIRE(command.file < 2);
      REQUIRE_FALSE(IdentityOf(service, command).user.empty());
    }
  });
}
