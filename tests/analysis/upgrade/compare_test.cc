#include "analysis/upgrade/compare.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "readers/git/object_sum.h"

using namespace halfsecond;           // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::upgrade;  // NOLINT(google-build-using-namespace)

namespace {

PackageFile Library(const std::string& soname, const std::string& content) {
  PackageFile file;
  file.mode = 0644;
  file.id = git::IdOfObject("blob", content);
  file.elf = ElfFacts();
  file.elf->soname = soname;
  file.elf->has_relro = true;
  file.elf->needed = {"libc.so.6"};
  return file;
}

Package Made(const std::string& version, const std::string& library, PackageFile file) {
  Package package;
  package.has_control = true;
  package.control["Version"] = version;
  package.control["Depends"] = "libc6 (>= " + version + ")";
  package.scripts["postinst"] = "#!/bin/sh\nset -e\necho upgraded to " + version + "\n";
  package.files[library] = std::move(file);
  return package;
}

const char* const kOld = "/usr/lib/libz.so.1.0";
const char* const kNew = "/usr/lib/libz.so.1.1";

// "kind detail" a line of what changed.
std::string Told(const Package& before, const Package& after) {
  UpgradeFacts facts;
  Compare(before, after, facts);
  std::string text;
  for (const UpgradeChange& change : facts.changes) {
    text += std::string(change.kind) + " " + change.detail + "\n";
    for (std::size_t i = 0; change.lines.size() > 1 && i < change.lines.size(); ++i)
      text += "  " + change.lines[i] + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("an honest update, with its library under a new name and its version in a script, tells nothing") {
  CHECK(Told(Made("1.0", kOld, Library("libz.so.1", "one")), Made("1.1", kNew, Library("libz.so.1", "two"))).empty());
}

TEST_CASE("a library that has the package's version in its name is no new need, and no new library") {
  PackageFile before = Library("libz-1.0-2~x1-D.so", "one");
  PackageFile after = Library("libz-1.1-1-D.so", "two");
  before.elf->needed = {"liby-1.0-2~x1-D.so"};
  after.elf->needed = {"liby-1.1-1-D.so"};
  const Package old = Made("1:1.0-2~x1", "/usr/lib/libz-1.0-2~x1-D.so", before);
  CHECK(Told(old, Made("1:1.1-1", "/usr/lib/libz-1.1-1-D.so", after)).empty());
  after.elf->needed.insert("libx-1.1-1-D.so");
  CHECK(Told(old, Made("1:1.1-1", "/usr/lib/libz-1.1-1-D.so", after)) == "needed needs libx-1.1-1-D.so\n");
  CHECK(Told(old, Made("1:1.1-1", "/usr/lib/liby.so", Library("liby-1.0-2~x1-D.so", "two"))) ==
        "new-elf a new program or library\n");
}

TEST_CASE("a new library is a note, and its constructors are not; nor is a file where others run it") {
  Package after = Made("1.0", kOld, Library("libz.so.1", "one"));
  after.files["/usr/lib/libn.so"] = Library("libn.so", "new");
  after.files["/usr/lib/libn.so"].elf->start = {"constructor", "constructor"};
  for (const char* path : {"/etc/apt/trusted.gpg.d/x.gpg", "/etc/NetworkManager/dispatcher.d/x",
                           "/etc/modprobe.d/x.conf", "/usr/lib/systemd/system-generators/x", "/usr/share/doc/x"})
    after.files[path] = PackageFile();
  CHECK(Told(Made("1.0", kOld, Library("libz.so.1", "one")), after) ==
        "apt-hook new\n"
        "hook new\n"
        "kernel-module new\n"
        "uninvited-code constructors, in a new program or library\n"
        "unit new\n"
        "new-elf a new program or library\n");
}

TEST_CASE("a line that writes a file is told with the file it writes, not with a path that it writes into it") {
  Package after = Made("1.0", kOld, Library("libz.so.1", "one"));
  after.scripts["postinst"] += "echo /usr/lib/x.so >> /etc/ld.so.preload\n";
  CHECK(Told(Made("1.0", kOld, Library("libz.so.1", "one")), after) ==
        "foreign-file changes /etc/ld.so.preload: echo /usr/lib/x.so >> /etc/ld.so.preload\n");
}

TEST_CASE("a need, a constructor, a resolver, a call and lost hardening are told, the worst first") {
  PackageFile file = Library("libz.so.1", "two");
  file.elf->needed.insert("libsocket.so.1");
  file.elf->start = {"constructor", "resolver", "resolver"};
  file.elf->imports = {"connect", "setgid"};
  file.elf->has_relro = false;
  CHECK(Told(Made("1.0", kOld, Library("libz.so.1", "one")), Made("1.1", kNew, file)) ==
        "hardening lost RELRO\n"
        "needed needs libsocket.so.1\n"
        "sensitive-import calls connect\n"
        "uninvited-code constructors: 0 before, 1 now\n"
        "uninvited-code resolvers: 0 before, 2 now\n"
        "sensitive-import calls setgid\n");
}

TEST_CASE("set-uid, a world-writable file, a unit and a cron job are told") {
  const Package before = Made("1.0", kOld, Library("libz.so.1", "one"));
  Package after = before;
  after.files["/usr/bin/tool"].mode = 04755;
  after.files["/var/open"].mode = 0666;
  after.files["/usr/lib/systemd/system/z.service"].mode = 0644;
  after.files["/etc/cron.d/z"].mode = 0644;
  CHECK(Told(before, after) == "mode writable by everybody\nset-id set-uid\ncron new\nunit new\n");
}

TEST_CASE("a script that moves a file of somebody else's away is told with the line; its own files are its own") {
  const Package before = Made("1.0", kOld, Library("libz.so.1", "one"));
  Package after = before;
  after.scripts["postinst"] += "mv /etc/resolv.conf /etc/resolv.conf.bak\nchmod 644 /usr/lib/libz.so.1.0\n";
  CHECK(Told(before, after) ==
        "foreign-file changes /etc/resolv.conf: mv /etc/resolv.conf /etc/resolv.conf.bak\n"
        "script-line chmod 644 /usr/lib/libz.so.1.0\n");
}

TEST_CASE("an expression is no path, and what is thrown away changes no file") {
  const Package before = Made("1.0", kOld, Library("libz.so.1", "one"));
  Package after = before;
  after.scripts["postinst"] +=
      "grep -q x /proc/mounts 2>/dev/null\nsed -i -e '/^a.*b/d' \"$conf\"\necho x >/etc/other\n";
  CHECK(Told(before, after) ==
        "foreign-file changes /etc/other: echo x >/etc/other\n"
        "script-line 2 new lines, one of them: sed -i -e '/^a.*b/d' \"$conf\"\n"
        "  grep -q x /proc/mounts 2>/dev/null\n"
        "  sed -i -e '/^a.*b/d' \"$conf\"\n");
}

TEST_CASE("all that is new in a script is one change, shown by a line that does something") {
  const Package before = Made("1.0", kOld, Library("libz.so.1", "one"));
  Package after = before;
  after.scripts["prerm"] = "if true; then\nstart-daemon\nfi\n";
  after.scripts["postinst"] += "case x in\n(x)\n;;\nesac\n";
  CHECK(Told(before, after) ==
        "script-line 3 new lines, one of them: start-daemon\n"
        "  if true; then\n  start-daemon\n  fi\n"
        "script-line 4 new lines, one of them: case x in\n"
        "  case x in\n  (x)\n  ;;\n  esac\n");
}

TEST_CASE("a new dependency is told by name; another version of an old one is not") {
  const Package before = Made("1.0", kOld, Library("libz.so.1", "one"));
  Package after = before;
  after.control["Depends"] = "libc6 (>= 9), libnew1 | libother";
  CHECK(Told(before, after) == "depends Depends libnew1\ndepends Depends libother\n");
}
