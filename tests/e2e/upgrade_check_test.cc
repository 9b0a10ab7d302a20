// upgrade-check on packages made here.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/e2e/script_folder.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

using e2e::Has;

namespace {

class Packages {
 public:
  void Do(const std::string& script) const { folder_.Do(script); }
  e2e::Ended Check(const std::vector<std::string>& options = {}) const {
    std::vector<std::string> argv{HS_BINARY, "upgrade-check", "old.deb", "new.deb"};
    argv.insert(argv.end(), options.begin(), options.end());
    return folder_.Run(argv);
  }
  e2e::Ended Compare(const std::string& before, const std::string& after) const {
    return folder_.Run({HS_BINARY, "upgrade-check", before, after});
  }
  e2e::Ended Next(const std::string& answer) const { return folder_.Next(answer); }

 private:
  e2e::ScriptFolder folder_;
};

const char* const kMake =
    "make() { mkdir -p $1/DEBIAN $1/usr/bin; cp /bin/true $1/usr/bin/tool;"
    "  printf 'Package: p\\nVersion: %s\\nArchitecture: amd64\\nMaintainer: n <m@example.org>\\nDescription: d\\n' $2 "
    "> "
    "$1/DEBIAN/control; }; pack() { dpkg-deb --root-owner-group -Zxz --build $1 $1.deb >/dev/null; };"
    "make old 1; make new 2;";

}  // namespace

TEST_CASE("two packages of the same program have nothing to tell") {
  const Packages packages;
  packages.Do(std::string(kMake) + "pack old; pack new");
  const auto ended = packages.Check();
  CHECK_MESSAGE(ended.status == 0, ended.err);
  CHECK(Has(ended.out, "0 of 1 file changed, 0 facts that matter"));
}

TEST_CASE("a set-uid bit and a script that moves another's file end the run with 1, in text and in JSON") {
  const Packages packages;
  packages.Do(std::string(kMake) +
              "chmod 4755 new/usr/bin/tool; printf '#!/bin/sh\\nmv /etc/resolv.conf /etc/x\\n' > new/DEBIAN/postinst;"
              "chmod 755 new/DEBIAN/postinst; pack old; pack new");
  const auto ended = packages.Check();
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "set-uid: /usr/bin/tool"));
  CHECK(Has(ended.out, "changes /etc/resolv.conf: mv /etc/resolv.conf /etc/x: postinst"));
  CHECK(Has(packages.Check({"--json"}).out, "\"kind\": \"foreign-file\""));
}

TEST_CASE("a package, a folder and an archive of the same files are equal; what a folder lacks is said") {
  const Packages packages;
  packages.Do(std::string(kMake) +
              "pack old; rm -r old/DEBIAN; tar -C old -cJf old.tar.xz .; ln -s tool old/usr/bin/again;"
              "tar -C old -czf link.tgz .");
  struct Pair {
    const char* before;
    const char* after;
  };
  for (const Pair& pair : {Pair{"old.tar.xz", "old.deb"}, Pair{"old.deb", "old.tar.xz"}, Pair{"old", "link.tgz"}}) {
    CAPTURE(pair.before);
    const auto ended = packages.Compare(pair.before, pair.after);
    CHECK_MESSAGE(ended.status == 0, ended.err);
    CHECK(Has(ended.out, "0 of "));
    CHECK(Has(ended.out, "0 facts that matter"));
    CHECK(Has(ended.out, "not compared: dependencies and maintainer scripts"));
  }
}

TEST_CASE("releases are compared below the folders of their own names") {
  const Packages packages;
  packages.Do(
      "mkdir -p p-1.0/bin p-1.1/bin; cp /bin/true p-1.0/bin/tool; cp /bin/true p-1.1/bin/tool;"
      "chmod 755 p-1.0/bin/tool; chmod 4755 p-1.1/bin/tool; tar czf p-1.0.tar.gz p-1.0; tar czf p-1.1.tar.gz p-1.1");
  const auto ended = packages.Compare("p-1.0.tar.gz", "p-1.1.tar.gz");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "0 of 1 file changed"));
  CHECK(Has(ended.out, "set-uid: /bin/tool"));
  const auto unpacked = packages.Compare("p-1.0", "p-1.1.tar.gz");
  CHECK(Has(unpacked.out, "0 of 1 file changed"));
  CHECK(Has(unpacked.out, "set-uid: /bin/tool"));
}

TEST_CASE("the source side is joined: what the release contradicts ends the run with 1") {
  const Packages packages;
  packages.Do(
      std::string(kMake) +
      "pack old; pack new;"
      "printf '{\"schema\": \"halfsecond/release-check/1\", \"complete\": true, \"archive\": \"p.tgz\", \"tag\":"
      " {\"name\": \"v2\"}, \"files\": [{\"path\": \"x.m4\", \"state\": \"modified\", \"strength\":"
      " \"contradicts\", \"cause\": \"too high\"}]}' > bad.json; printf x > no.json");
  const auto bad = packages.Check({"--with", "bad.json"});
  CHECK(bad.status == 1);
  CHECK(Has(bad.out, "p.tgz against tag v2: 1 contradict, 0 unexplained\n  x.m4: too high"));
  CHECK(Has(packages.Check({"--with", "bad.json", "--json"}).out, "\"contradicts\": 1"));
  CHECK(packages.Check({"--with", "no.json"}).status == 2);
}

TEST_CASE("an installed package is compared as it stands, with its scripts") {
  const Packages packages;
  const auto same = packages.Compare("dpkg", "dpkg");
  CHECK_MESSAGE(same.status == 0, same.err);
  CHECK(Has(same.out, "0 facts that matter"));
  CHECK_FALSE(Has(same.out, "not compared"));
  packages.Do(std::string(kMake) +
              "printf '#!/bin/sh\nmv /etc/resolv.conf /etc/x\n' > new/DEBIAN/postinst; chmod 755 "
              "new/DEBIAN/postinst; pack new");
  CHECK(Has(packages.Compare("dpkg", "new.deb").out, "changes /etc/resolv.conf"));
  CHECK(packages.Compare("no-such-package", "new.deb").status == 2);
}

TEST_CASE("of two archives in a package the first counts, as dpkg has it; what dpkg refuses is refused") {
  const Packages packages;
  packages.Do(
      std::string(kMake) +
      "pack old; cp -r new evil; chmod 4755 evil/usr/bin/tool; pack evil; mkdir x y; cd x; ar x ../old.deb; cd ..; cd "
      "y; ar x ../evil.deb; cd ..; cp old.deb first.deb; (cd y; ar q ../first.deb data.tar.xz);"
      "rm -f last.deb; (cd x; ar q ../last.deb debian-binary control.tar.xz); (cd y; ar q ../last.deb data.tar.xz);"
      "(cd x; ar q ../last.deb data.tar.xz; ar q ../turned.deb debian-binary data.tar.xz control.tar.xz;"
      "ar q ../bare.deb control.tar.xz data.tar.xz; echo 9.0 > debian-binary;"
      "ar q ../later.deb debian-binary control.tar.xz data.tar.xz)");
  const auto first = packages.Compare("old.deb", "first.deb");
  CHECK(first.status == 3);  // not all of the file was looked at
  CHECK(Has(first.out, "data.tar.xz: stands behind data.tar, where dpkg does not look"));
  CHECK(Has(packages.Compare("old.deb", "last.deb").out, "set-uid: /usr/bin/tool"));
  for (const char* refused : {"turned.deb", "bare.deb", "later.deb"}) {
    const auto ended = packages.Compare("old.deb", refused);
    CHECK(ended.status == 3);
    CHECK(Has(ended.err, "no package that dpkg would take"));
  }
}

TEST_CASE("what is no package is refused") {
  const Packages packages;
  packages.Do("printf x > old.deb; printf x > new.deb");
  CHECK(packages.Check().status == 3);
  packages.Do("rm old.deb");
  CHECK(packages.Check().status == 2);
}

TEST_CASE("two packages that share neither name, path nor SONAME are told so, and one renamed with its files is not") {
  const Packages packages;
  packages.Do(std::string(kMake) +
              "sed -i 's/^Package: p/Package: q/' new/DEBIAN/control; pack old; pack new; cp new.deb renamed.deb;"
              "mv new/usr/bin/tool new/usr/bin/other; pack new");
  const std::string line = "no path and no SONAME in common with old.deb: ";
  CHECK(Has(packages.Check().out, line));
  CHECK(Has(packages.Check({"--json"}).out, "\"unrelated\": true"));
  CHECK_FALSE(Has(packages.Compare("old.deb", "renamed.deb").out, line));
  CHECK_FALSE(Has(packages.Compare("old.deb", "old.deb").out, line));
}

TEST_CASE("the next step shows the script that does it, or says why the fact matters") {
  const Packages packages;
  packages.Do(std::string(kMake) +
              "printf '#!/bin/sh\\nmv /etc/resolv.conf /etc/x\\n' > new/DEBIAN/postinst; chmod 755 new/DEBIAN/postinst;"
              "pack old; pack new");
  const auto script = packages.Check();
  CHECK(script.out.ends_with("next: dpkg-deb --info new.deb postinst | cat -v\n"));
  CHECK(Has(packages.Next(script.out).out, "mv /etc/resolv.conf /etc/x\n"));
  packages.Do("rm new/DEBIAN/postinst; chmod 4755 new/usr/bin/tool; dpkg-deb --root-owner-group --build new new.deb");
  const auto set_uid = packages.Check();
  CHECK(set_uid.out.ends_with("next: halfsecond explain package-gains-power\n"));
  CHECK(packages.Next(set_uid.out).status == 0);
  CHECK_FALSE(Has(packages.Compare("old.deb", "old.deb").out, "next: "));
}
