#include "analysis/system/unit_store.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "analysis/system/unit_search.h"
#include "tests/system_tree.h"

using halfsecond::Root;
using halfsecond::system::StartedProgram;
using halfsecond::system::UnitSearch;
using halfsecond::system::UnitStore;
using halfsecond::tests::SystemTree;

namespace {

constexpr const char* kSsh =
    "[Service]\nExecStart=/usr/sbin/sshd -D $SSHD_OPTS\nType=notify\n[Install]\nWantedBy=multi-user.target\n";

// "unit user" of everything that starts `program`.
std::vector<std::string> Starters(const SystemTree& tree, const std::string& program) {
  const Root root = tree.Open();
  const UnitStore store(root);
  std::vector<std::string> words;
  for (const StartedProgram& started : store.StartersOf(program)) {
    words.push_back(started.unit + " " + started.identity.user);
  }
  return words;
}

StartedProgram::When When(const SystemTree& tree, const std::string& program) {
  const Root root = tree.Open();
  const UnitStore store(root);
  REQUIRE(store.StartersOf(program).size() == 1);
  return store.StartersOf(program).front().when;
}

}  // namespace

TEST_CASE("sshd is started as root by ssh.service, under either spelling of its path") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/lib/systemd/system/ssh.service", kSsh).File("/usr/sbin/sshd");
  for (const char* path : {"/usr/sbin/sshd", "/sbin/sshd"}) {
    CHECK(Starters(tree, path) == std::vector<std::string>{"ssh.service root"});
  }
  const Root root = tree.Open();
  const UnitStore store(root);
  const StartedProgram& sshd = store.all().front();
  CHECK(sshd.program == "/usr/sbin/sshd");
  CHECK(sshd.type == "notify");
  CHECK(sshd.line == "/usr/sbin/sshd -D $SSHD_OPTS");
  CHECK(sshd.file == "/lib/systemd/system/ssh.service");
  CHECK(sshd.at_byte == 10);
  CHECK(store.damage().empty());
}

TEST_CASE("a program behind a link is found by the link and by what it points to") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/bin/kmod").Link("/usr/sbin/modprobe", "../bin/kmod");
  tree.File("/usr/lib/systemd/system/m.service", "[Service]\nExecStart=-/sbin/modprobe -abq x\n");
  CHECK(Starters(tree, "/usr/bin/kmod") == std::vector<std::string>{"m.service root"});
  CHECK(Starters(tree, "/sbin/modprobe") == std::vector<std::string>{"m.service root"});
}

TEST_CASE("a bare name is looked up where systemd looks") {
  SystemTree tree;
  tree.MergeUsr()
      .File("/usr/bin/systemctl")
      .File("/usr/lib/systemd/system/a.service", "[Service]\nExecStart=systemctl x\n");
  CHECK(Starters(tree, "/usr/bin/systemctl") == std::vector<std::string>{"a.service root"});
}

TEST_CASE("a program that is not there is found under both spellings all the same") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/lib/systemd/system/a.service", "[Service]\nExecStart=/sbin/gone\n");
  CHECK(Starters(tree, "/sbin/gone") == std::vector<std::string>{"a.service root"});
  CHECK(Starters(tree, "/usr/sbin/gone") == std::vector<std::string>{"a.service root"});
}

TEST_CASE("/etc wins over /usr/lib, and a masked unit starts nothing") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/lib/systemd/system/a.service", "[Service]\nExecStart=/bin/a\n");
  tree.File("/usr/lib/systemd/system/b.service", "[Service]\nExecStart=/bin/b\n");
  tree.File("/usr/lib/systemd/system/c.service", "[Service]\nExecStart=/bin/c\n");
  tree.File("/etc/systemd/system/a.service", "[Service]\nUser=local\nExecStart=/bin/a\n");
  tree.Link("/etc/systemd/system/b.service", "/dev/null").File("/etc/systemd/system/c.service", "");
  CHECK(Starters(tree, "/bin/a") == std::vector<std::string>{"a.service local"});
  CHECK(Starters(tree, "/bin/b").empty());
  CHECK(Starters(tree, "/bin/c").empty());
}

TEST_CASE("an alias is no unit of its own") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/lib/systemd/system/ssh.service", kSsh);
  tree.Link("/etc/systemd/system/sshd.service", "/lib/systemd/system/ssh.service");
  CHECK(Starters(tree, "/usr/sbin/sshd") == std::vector<std::string>{"ssh.service root"});
}

TEST_CASE("drop-ins count in the order of their names, /etc before /usr/lib for one name, and can be masked") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/lib/systemd/system/a-b.service", "[Service]\nExecStart=/bin/a\n");
  tree.File("/usr/lib/systemd/system/a-b.service.d/20.conf", "[Service]\nUser=twenty\n");
  tree.File("/etc/systemd/system/a-b.service.d/10.conf", "[Service]\nUser=ten\n");
  CHECK(Starters(tree, "/bin/a") == std::vector<std::string>{"a-b.service twenty"});
  tree.File("/etc/systemd/system/a-b.service.d/20.conf", "[Service]\nUser=local\n");
  CHECK(Starters(tree, "/bin/a") == std::vector<std::string>{"a-b.service local"});
  tree.Link("/etc/systemd/system.control/a-b.service.d/20.conf", "/dev/null");
  CHECK(Starters(tree, "/bin/a") == std::vector<std::string>{"a-b.service ten"});
  tree.File("/etc/systemd/system/a-.service.d/30.conf", "[Service]\nUser=prefix\n");
  CHECK(Starters(tree, "/bin/a") == std::vector<std::string>{"a-b.service prefix"});
  tree.File("/etc/systemd/system/service.d/40.conf", "[Service]\nUser=all\n");
  CHECK(Starters(tree, "/bin/a") == std::vector<std::string>{"a-b.service all"});
}

TEST_CASE("a template's drop-ins apply to the template and to an instance with a file of its own") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/lib/systemd/system/a@.service", "[Service]\nExecStart=/bin/a %i\n");
  tree.File("/etc/systemd/system/a@x.service", "[Service]\nExecStart=/bin/a x\n");
  tree.File("/etc/systemd/system/a@.service.d/u.conf", "[Service]\nUser=u\n");
  CHECK(Starters(tree, "/bin/a") == std::vector<std::string>{"a@.service u", "a@x.service u"});
}

TEST_CASE("a unit is enabled by a link, on demand without an install section or by its socket, else disabled") {
  using When_ = StartedProgram::When;
  SystemTree tree;
  tree.MergeUsr().File("/usr/lib/systemd/system/ssh.service", kSsh);
  CHECK(When(tree, "/usr/sbin/sshd") == When_::kInstallable);
  tree.Link("/etc/systemd/system/multi-user.target.wants/cron.service", "/lib/systemd/system/cron.service");
  CHECK(When(tree, "/usr/sbin/sshd") == When_::kDisabled);
  tree.Link("/etc/systemd/system/sockets.target.wants/ssh.socket", "/lib/systemd/system/ssh.socket");
  CHECK(When(tree, "/usr/sbin/sshd") == When_::kOnDemand);
  tree.Link("/etc/systemd/system/multi-user.target.wants/ssh.service", "/lib/systemd/system/ssh.service");
  CHECK(When(tree, "/usr/sbin/sshd") == When_::kEnabled);
  tree.File("/usr/lib/systemd/system/getty@.service", "[Service]\nExecStart=/sbin/agetty\n");
  CHECK(When(tree, "/sbin/agetty") == When_::kOnDemand);
  tree.Link("/etc/systemd/system/getty.target.wants/getty@tty1.service", "/lib/systemd/system/getty@.service");
  CHECK(When(tree, "/sbin/agetty") == When_::kEnabled);
}

TEST_CASE("a unit with a root of its own says nothing of this system's programs") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/lib/systemd/system/a.service", "[Service]\nRootDirectory=/srv/a\nExecStart=/bin/a\n");
  CHECK(Starters(tree, "/bin/a").empty());
}

TEST_CASE("the bus starts what it names, unless systemd is there and a unit stands for it, or it names nothing") {
  SystemTree tree;
  tree.MergeUsr()
      .File("/usr/share/dbus-1/system-services/org.a.service",
            "[D-BUS Service]\nName=org.a\nExec=/usr/libexec/a\nUser=root\nSystemdService=a.service\n")
      .File("/usr/share/dbus-1/system-services/org.b.service",
            "[D-BUS Service]\nName=org.b\nExec=/usr/libexec/b\nUser=bee\n")
      .File("/usr/share/dbus-1/system-services/org.c.service",
            "[D-BUS Service]\nName=org.c\nExec=/bin/false\nUser=root\n");
  CHECK(Starters(tree, "/usr/libexec/a") == std::vector<std::string>{"org.a root"});
  CHECK(Starters(tree, "/usr/libexec/b") == std::vector<std::string>{"org.b bee"});
  CHECK(Starters(tree, "/bin/false").empty());
  tree.File("/usr/lib/systemd/systemd").Link("/usr/sbin/init", "../lib/systemd/systemd");
  CHECK(Starters(tree, "/usr/libexec/a").empty());
  CHECK(Starters(tree, "/usr/lib/systemd/systemd") == std::vector<std::string>{"init root"});
}

TEST_CASE("a damaged unit is reported and the others are read") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/lib/systemd/system/ssh.service", kSsh);
  tree.File("/usr/lib/systemd/system/a.service", "[Service\n").Directory("/usr/lib/systemd/system/b.service");
  tree.File("/usr/lib/systemd/system/ssh.service.d/x.conf", "[Service\nUser=a\n");
  const Root root = tree.Open();
  const UnitStore store(root);
  CHECK(store.all().size() == 1);
  REQUIRE(store.damage().size() == 3);
  CHECK(store.damage()[0].source == "/lib/systemd/system/a.service");
  CHECK(store.damage()[2].source == "/lib/systemd/system/ssh.service.d/x.conf");
}

TEST_CASE("a system without units starts nothing") {
  SystemTree tree;
  tree.Directory("/usr");
  const Root root = tree.Open();
  const UnitStore store(root);
  CHECK(store.all().empty());
  CHECK(store.StartersOf("/bin/a").empty());
  CHECK(store.damage().empty());
}
