// release-check on archives and repositories made here.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/e2e/script_folder.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

using e2e::Has;

namespace {

// A repository `repo` of two tags, v1.0 and v1.1, and whatever scripts make beside it.
class Project {
 public:
  Project() {
    Do(std::string(e2e::kNewRepository) +
       "mkdir src && printf 'int a;\\n' > src/a.c && printf 'one\\ntwo\\n' > README && printf 'AC_INIT\\n' > "
       "configure.ac && git add . && git commit -qm 1 && git tag v1.0 && printf 'int b;\\n' > src/b.c && "
       "printf 'int a2;\\n' > src/a.c && git add . && git commit -qm 2 && git tag -a -m t v1.1");
  }

  void Do(const std::string& script) const { folder_.Do(script); }

  // The tag's files in folder p-1.1, changed by `script`, as p-1.1.tar.gz.
  e2e::Ended Check(const std::string& script, const std::string& option = "") {
    Do("rm -rf p-1.1 && git -C repo archive --prefix=p-1.1/ v1.1 | tar x && cd p-1.1 && { " + script +
       "; } && cd .. && tar czf p-1.1.tar.gz p-1.1");
    return Ask("p-1.1.tar.gz", option);
  }
  e2e::Ended Ask(const std::string& archive, const std::string& option = "") const {
    std::vector<std::string> argv{HS_BINARY, "release-check", archive, "repo"};
    if (!option.empty()) argv.push_back(option);
    return folder_.Run(argv);
  }
  const std::string& folder() const { return folder_.path(); }

 private:
  e2e::ScriptFolder folder_;
};

// A file that gettext published.
constexpr const char* kQuotSed = R"sed(s/"\([^"]*\)"/“\1”/g
s/`\([^`']*\)'/‘\1’/g
s/ '\([^`']*\)' / ‘\1’ /g
s/ '\([^`']*\)'$/ ‘\1’/g
s/^'\([^`']*\)' /‘\1’ /g
s/“”/""/g
)sed";

}  // namespace

TEST_CASE("a release that is its tag is found identical, and the tag by content") {
  Project project;
  const auto ended = project.Check("true");
  CHECK_MESSAGE(ended.status == 0, ended.err);
  CHECK(Has(ended.out, "tag v1.1, 4 of 4 files identical (next: v1.0, 2)"));
}

TEST_CASE("a file that nothing explains is named, and the exit code says so") {
  Project project;
  const auto ended = project.Check("printf 'extra\\n' > src/new.c");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "unexplained"));
  CHECK(Has(ended.out, "src/new.c"));
}

TEST_CASE("line ends, a moved file and an older state of a file are proved by content") {
  Project project;
  const auto ended = project.Check("sed -i 's/$/\\r/' README && cp src/b.c src/copy.c && printf 'int a;\\n' > src/a.c");
  CHECK_MESSAGE(ended.status == 0, ended.out);
  CHECK(Has(ended.out, "other line ends: README"));
  CHECK(Has(ended.out, "elsewhere in the tag: src/copy.c"));
  CHECK(Has(ended.out, "not in this tag: src/a.c"));
}

TEST_CASE("what .gitattributes has git leave out is told apart from what somebody left out") {
  Project project;
  project.Do(
      "cd repo && mkdir ci && echo x > ci/run && echo y > left.txt && printf 'ci/ export-ignore\n' > .gitattributes &&"
      "git add . && git commit -qm 3 && git tag -f -a -m t v1.1");
  const auto ended = project.Check("rm left.txt");
  CHECK_MESSAGE(ended.status == 0, ended.err);
  CHECK(Has(ended.out, "left out of the archive: left.txt"));
  CHECK(Has(ended.out, "left out as .gitattributes says (export-ignore): ci/run"));
}

TEST_CASE(
    "a macro file with a serial above any published one contradicts, and so does one with a line never published") {
  Project project;
  const auto ended = project.Check(
      "mkdir m4 && printf '# build-to-host.m4\\n# serial 30\\n' > m4/build-to-host.m4 &&"
      "printf '# iconv.m4\\ndnl a harmless line that nobody ever published\\n' > m4/iconv.m4");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "claims serial 30; the highest ever published is 5: m4/build-to-host.m4"));
  CHECK(Has(ended.out, "in no published version: m4/iconv.m4"));
  const auto json = project.Ask("p-1.1.tar.gz", "--json");
  CHECK(Has(json.out, "\"quote\": \"dnl a harmless line that nobody ever published\""));
  CHECK(Has(json.out, "\"at\": 2"));
}

TEST_CASE("a line in aclocal.m4 that comes from nowhere is shown, and nothing else of it") {
  Project project;
  const auto ended = project.Check(
      "printf '# generated automatically by aclocal 1.16.5 -*- Autoconf -*-\\nm4_include([m4/x.m4])\\n"
      "m4_esyscmd([true stand-in])\\n' > aclocal.m4");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "1 line stands in no published version: aclocal.m4"));
}

TEST_CASE("a name that comes twice in the archive is told, even when the last contents are those of the tag") {
  Project project;
  project.Do(
      "git -C repo archive --prefix=p-1.1/ v1.1 > twice.tar && mkdir -p p-1.1 && printf 'first\\n' > p-1.1/README &&"
      "tar cf p-1.1.tar p-1.1/README && tar --concatenate --file=p-1.1.tar twice.tar");
  const auto ended = project.Ask("p-1.1.tar");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "duplicate-name"));
  CHECK(Has(ended.out, "README: twice in the archive, with different contents"));
}

TEST_CASE("stamped lines, a filled-in template and labels are told apart from what nothing explains") {
  Project project;
  project.Do(
      "cd repo && printf 'Version: @VERSION@\\nName: p\\n' > p.pc.in && printf '#define VERSION \"1.1-dev\"\\nint "
      "v;\\n' > version.h &&"
      "git add . && git commit -qm 3 && git tag -f -a -m t v1.1 >/dev/null");
  const auto ended = project.Check(
      "printf 'Version: 1.1\\nName: p\\n' > p.pc && sed -i 's/1.1-dev/1.1/' version.h &&"
      "printf '#! /bin/sh\\n# Generated by GNU Autoconf 2.71.\\n' > configure && chmod +x configure");
  CHECK_MESSAGE(ended.status == 0, ended.out);
  CHECK(Has(ended.out, "a template of the tag, filled in: p.pc"));
  CHECK(Has(ended.out, "versions, dates or keywords only: version.h"));
  CHECK(Has(ended.out, "says that autoconf made it: configure"));
}

TEST_CASE("a submodule's files are attributed, and proved where its repository is named") {
  Project project;
  project.Do(
      "git init -q -b main other && cd other && git config user.name n && git config user.email m &&"
      "printf 'int s;\\n' > s.c && git add . && git commit -qm 1 && cd ../repo &&"
      "git update-index --add --cacheinfo 160000,$(git -C ../other rev-parse HEAD),sub && git commit -qm 3 &&"
      "git tag -f v1.1 >/dev/null");
  const auto unnamed = project.Check("mkdir -p sub && printf 'int s;\\n' > sub/s.c");
  CHECK_MESSAGE(unnamed.status == 0, unnamed.out);
  CHECK(Has(unnamed.out, "attributed"));
  const auto named = project.Ask("p-1.1.tar.gz", "other");
  CHECK_MESSAGE(named.status == 0, named.out);
  CHECK(Has(named.out, "the file of the submodule sub: sub/s.c"));
  const auto changed = project.Check("mkdir -p sub && printf 'int t;\\n' > sub/s.c", "other");
  CHECK(changed.status == 1);
  CHECK(Has(changed.out, "unexplained"));
}

TEST_CASE("a copied file is proved by another repository that holds it, wherever; a copied line more is not") {
  Project project;
  project.Do(
      "git init -q -b main other && cd other && git config user.name n && git config user.email m &&"
      "printf 'int from_elsewhere(void);\\n' > e.h && git add . && git commit -qm 1");
  const auto copied = project.Check("mkdir lib && printf 'int from_elsewhere(void);\\n' > lib/e.h", "other");
  CHECK_MESSAGE(copied.status == 0, copied.out);
  CHECK(Has(copied.out, "another repository has these contents: other: lib/e.h"));
  CHECK(project.Ask("p-1.1.tar.gz").status == 1);
  CHECK(project.Check("mkdir lib && printf 'int from_elsewhere(void); \\n' > lib/e.h", "other").status == 1);
}

TEST_CASE("a tag of a pre-release that has the archive's line ends does not win over the release") {
  Project project;
  project.Do(
      "cd repo && for i in 1 2 3; do printf 'a\\r\\n' > m$i.txt; done && git add . && git commit -qm rc &&"
      "git tag v1.2-rc1 && sed -i 's/\\r//' m*.txt && printf 'int z;\\n' > src/z.c && git add . && git commit -qm r &&"
      "git tag v1.2 && cd .. && git -C repo archive --prefix=p-1.2/ v1.2 | tar x && cd p-1.2 && sed -i 's/$/\\r/' "
      "m*.txt "
      "&& cd .. && tar czf p-1.2.tar.gz p-1.2");
  const auto ended = project.Ask("p-1.2.tar.gz");
  CHECK_MESSAGE(ended.status == 0, ended.out);
  CHECK(Has(ended.out, "tag v1.2, 5 of 8 files identical"));
  CHECK(Has(ended.out, "the repository has these contents, not in this tag: m1.txt"));
}

TEST_CASE("a template of another name, a manual page as it is shown, and a shell at its other place") {
  Project project;
  project.Do(
      "cd repo && printf 'Name: @NAME@\\nof p\\n' > q.spec.in && git add . && git commit -qm 3 && git tag -f v1.1 "
      ">/dev/null");
  const auto ended = project.Check(
      "printf 'Name: p\\nof p\\n' > p.spec && printf '\\nP(1)   General Commands Manual   P(1)\\n' > p.0 && mkdir t &&"
      "printf '#!/usr/bin/sh\\n' > t/install-sh && printf 'never published\\n' > t/.gitignore");
  CHECK(Has(ended.out, "a template of the tag, filled in: p.spec"));
  CHECK(Has(ended.out, "a manual page, as it is shown: p.0"));
  CHECK(Has(ended.out, "every line stands in some published version: t/install-sh"));
  CHECK_FALSE(Has(ended.out, "in no published version"));
}

TEST_CASE("a translation that was merged and compiled is proved by its messages; one word more is not") {
  Project project;
  project.Do(
      "cd repo && mkdir po && printf 'msgid \"a\"\\nmsgstr \"b\"\\n' > po/de.po && git add . && git commit -qm 3 &&"
      "git tag -f v1.1 >/dev/null");
  const auto merged = project.Check("printf '#: x.c:1\\nmsgid \"a\"\\nmsgstr \"b\"\\n' > po/de.po");
  CHECK(Has(merged.out, "with other places and dates: po/de.po"));
  const auto changed = project.Check("printf '#: x.c:1\\nmsgid \"a\"\\nmsgstr \"c\"\\n' > po/de.po");
  CHECK(Has(changed.out, "labelled      1 file: a translation: po/de.po"));
}

TEST_CASE("a list of lines of the files beside it is told from one with a line of its own") {
  Project project;
  const auto listed = project.Check("printf 'int a2;\\nint b;\\n' > src/list.h");
  CHECK_MESSAGE(listed.status == 0, listed.out);
  CHECK(Has(listed.out, "a list of lines of the tag's files beside it: src/list.h"));
  const auto more = project.Check("printf 'int a2;\\nint b;\\nint c;\\n' > src/list.h");
  CHECK(more.status == 1);
}

TEST_CASE("a number that is no version is no stamp") {
  Project project;
  project.Do(
      "cd repo && printf 'int limit = 64;\\n' > limit.c && git add . && git commit -qm 3 && git tag -f v1.1 "
      ">/dev/null");
  const auto ended = project.Check("sed -i s/64/65/ limit.c");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "unexplained"));
}

TEST_CASE("a wrong --tag is told, with the right one") {
  Project project;
  const auto ended = project.Check("true", "--tag=v1.0");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "tag v1.1 has 4 of the archive's files, v1.0 only 2"));
}

TEST_CASE("an archive whose version has no tag is compared with the closest, and that is said") {
  Project project;
  CHECK(project.Check("true").status == 0);
  project.Do("mv p-1.1.tar.gz p-1.2.tar.gz");
  CHECK(Has(project.Ask("p-1.2.tar.gz").out, "no tag of 1.2 fits"));
}

TEST_CASE("--previous leaves out what the release before had, to the byte") {
  Project project;
  project.Do(
      "git -C repo archive --prefix=p-1.0/ v1.0 | tar x && printf 'old\\n' > p-1.0/extra.c && tar czf p-1.0.tar.gz "
      "p-1.0");
  const auto ended = project.Check("printf 'old\\n' > extra.c && printf 'new\\n' > more.c", "--previous=p-1.0.tar.gz");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "new since p-1.0.tar.gz; 1 difference it had already"));
  CHECK(Has(ended.out, "more.c"));
  CHECK_FALSE(Has(ended.out, "extra.c"));
}

TEST_CASE("a .dsc stands for the upstream archive that it names") {
  Project project;
  CHECK(project.Check("true").status == 0);
  project.Do(
      "mv p-1.1.tar.gz p_1.1.orig.tar.gz && printf 'Source: p\\nVersion: 1.1-1\\nFiles:\\n a 1 p_1.1.orig.tar.gz\\n' > "
      "p.dsc");
  const auto ended = project.Ask("p.dsc");
  CHECK_MESSAGE(ended.status == 0, ended.err);
  CHECK(Has(ended.out, "p_1.1.orig.tar.gz"));
}

TEST_CASE("what debian/copyright excludes is told apart from what somebody left out, and what stayed is a note") {
  Project project;
  project.Do(
      "cd repo && mkdir win32 && echo a > win32/a.dll && echo k > win32/k.txt && echo l > left.txt && git add . && git "
      "commit -qm 3 && git tag -f -a -m t v1.1 && cd .. && mkdir debian && printf 'Format: "
      "https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nFiles-Excluded: *.dll\n win32\n"
      "Files-Excluded-doc: src\n' > debian/copyright && tar czf p_1.1+dfsg-1.debian.tar.gz debian && printf 'Source: "
      "p\nVersion: 1.1+dfsg-1\nFiles:\n a 1 p_1.1+dfsg.orig.tar.gz\n a 1 p_1.1+dfsg.orig-doc.tar.gz\n a 1 "
      "p_1.1+dfsg-1.debian.tar.gz\n' > p.dsc");
  CHECK(project.Check("rm win32/a.dll left.txt").status == 0);
  project.Do("mv p-1.1.tar.gz p_1.1+dfsg.orig.tar.gz && cp p_1.1+dfsg.orig.tar.gz p_1.1+dfsg.orig-doc.tar.gz");
  const auto ended = project.Ask("p.dsc");
  CHECK_MESSAGE(ended.status == 0, ended.err);
  CHECK(Has(ended.out, "excluded by Debian: Files-Excluded: win32/a.dll"));
  CHECK(Has(ended.out, "left out of the archive: left.txt"));
  CHECK(Has(ended.out, "1 file is in the archive though debian/copyright excludes it: win32/k.txt by win32"));
  const auto json = project.Ask("p.dsc", "--json");
  CHECK(Has(json.out, "\"explained_by\": \"files-excluded\""));
  const auto component = project.Ask("p.dsc", "--component=doc");
  CHECK_MESSAGE(Has(component.out, "2 files are in the archive though debian/copyright excludes them"), component.out);
  CHECK(Has(component.out, "left out of the archive: left.txt, win32/a.dll"));
  CHECK(Has(project.Ask("p.dsc", "--component=none").err, "names no archive of a component none"));
  project.Do("rm p_1.1+dfsg-1.debian.tar.gz");
  CHECK(Has(project.Ask("p.dsc", "--json").out, "\"complete\": false"));
}

TEST_CASE("a repository of SHA-256 ids is compared like any other") {
  Project project;
  project.Do(
      "rm -rf repo && git init -q -b main --object-format=sha256 repo && cd repo && git config user.name n && git "
      "config "
      "user.email m && mkdir src && printf 'one\\ntwo\\n' > README && printf 'int a;\\n' > src/a.c && git add . && "
      "git commit -qm 1 && git tag v1.0 && printf 'int a2;\\n' > src/a.c && printf 'int b;\\n' > src/b.c && git add . "
      "&& git commit -qm 2 && git tag -a -m t v1.1 && git init -q -b main ../other && cd ../other && git config "
      "user.name n && git config user.email m && printf 'int from_elsewhere(void);\\n' > e.h && git add . && git "
      "commit "
      "-qm 1");
  const auto same = project.Check("true");
  CHECK_MESSAGE(same.status == 0, same.err);
  CHECK(Has(same.out, "tag v1.1, 3 of 3 files identical (next: v1.0, 1)"));
  project.Do(std::string("cat > quot.sed <<'END'\n") + kQuotSed + "END\n");
  const auto ended = project.Check(
      "sed -i 's/$/\\r/' README && cp src/b.c src/copy.c && printf 'int a;\\n' > src/a.c && printf 'int "
      "from_elsewhere(void);\\n' > e.h && printf 'int new;\\n' > new.c && mkdir po && cp ../quot.sed po");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "other line ends: README"));
  CHECK(Has(ended.out, "elsewhere in the tag: src/copy.c"));
  CHECK(Has(ended.out, "not in this tag: src/a.c"));
  CHECK(Has(ended.out, "a published version of gettext's: po/quot.sed"));
  CHECK_MESSAGE(Has(ended.out, "2 files: only-in-archive: e.h, new.c"), ended.out);
  CHECK(Has(project.Ask("p-1.1.tar.gz", "other").out, "another repository has these contents: other: e.h"));
  const auto json = project.Ask("p-1.1.tar.gz", "--json");
  const std::size_t commit = json.out.find("\"commit\": \"");
  REQUIRE(commit != std::string::npos);
  CHECK(json.out.find('"', commit + 11) == commit + 11 + 64);
}

TEST_CASE("nothing of the user's repository is run or changed: hooks, aliases and filters have no say") {
  Project project;
  CHECK(project.Check("true").status == 0);
  project.Do(
      "cd repo && printf '#!/bin/sh\\ntouch ../ran\\n' > .git/hooks/x && chmod +x .git/hooks/x &&"
      "git config core.fsmonitor \"touch $PWD/../ran\" && git config core.pager 'touch ../ran' &&"
      "printf '* filter=f\\n' > .git/info/attributes && git config filter.f.smudge 'touch ../ran'");
  CHECK(project.Ask("p-1.1.tar.gz").status == 0);
  CHECK_FALSE(std::filesystem::exists(project.folder() + "/ran"));
}

TEST_CASE("a replaced object is read as it was made, and variables of git lead nowhere else") {
  Project project;
  CHECK(project.Check("true").status == 0);
  project.Do("cd repo && git replace v1.1^{commit} v1.0^{commit} && git init -q ../other");
  const std::string other = project.folder() + "/other/.git";
  const auto ended = e2e::Run({.argv = {HS_BINARY, "release-check", "p-1.1.tar.gz", "repo"},
                               .environment = {"GIT_DIR=" + other, "GIT_OBJECT_DIRECTORY=" + other + "/objects",
                                               "GIT_TRACE=" + project.folder() + "/ran"},
                               .directory = project.folder()});
  CHECK_MESSAGE(ended.status == 0, ended.err);
  CHECK(Has(ended.out, "tag v1.1, 4 of 4 files identical"));
  CHECK_FALSE(std::filesystem::exists(project.folder() + "/ran"));
}

TEST_CASE("an object that is not what its name says is no answer") {
  Project project;
  CHECK(project.Check("true").status == 0);
  project.Do(
      "cd repo/.git/objects && at() { git rev-parse $1 | sed 's,^..,&/,'; } &&"
      "cp -f $(at v1.0:src/a.c) $(at v1.1:src) && cp -f $(at v1.0:src) $(at v1.1:src)");
  const auto ended = project.Ask("p-1.1.tar.gz");
  CHECK(ended.status == 3);
  CHECK_MESSAGE(Has(ended.err, "is not what its name says"), ended.err);
}

TEST_CASE("what a tar archive's name does not fit is refused; an archive without a version is compared all the same") {
  Project project;
  CHECK(project.Check("true").status == 0);
  project.Do("cp p-1.1.tar.gz latest.tar.gz && printf 'PK\\003\\004 and more of a zip archive' > zip-1.1.tar.gz");
  CHECK(Has(project.Ask("latest.tar.gz").out, "tag v1.1, 4 of 4 files identical"));
  const auto ended = project.Ask("zip-1.1.tar.gz");
  CHECK(ended.status == 3);
  CHECK_MESSAGE(Has(ended.err, "no tar archive, though its name says so"), ended.err);
}

TEST_CASE("what is not there is wrong usage, with a hint") {
  Project project;
  CHECK(project.Ask("none.tar.gz").status == 2);
  project.Do("mkdir empty && tar czf e-1.1.tar.gz empty");
  CHECK(project.Check("true", "--tag=v9").status == 2);
  const auto ended = project.Ask("repo/README");
  CHECK(ended.status == 3);
  CHECK(Has(ended.err, "halfsecond: error:"));
}
