// release-check on archives and repositories made here.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/e2e/made_project.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

using e2e::Has;
using Project = e2e::MadeProject;

namespace {

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
  CHECK(Has(ended.out, "tag v1.1, 4 of 4 files identical (next best: v1.0, 2)"));
}

TEST_CASE("a file that nothing explains is named, and the exit code says so") {
  Project project;
  const auto ended = project.Check("printf 'extra\\n' > src/new.c");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "unexplained"));
  CHECK(Has(ended.out, "src/new.c"));
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

TEST_CASE("a link of the tag that is a file of the same bytes is not the same, and the reverse neither") {
  Project project;
  project.Do("cd repo && ln -s README link && git add . && git commit -qm 3 && git tag -f -a -m t v1.1");
  const auto as_file = project.Check("rm link && printf README > link");
  CHECK(as_file.status == 1);
  CHECK(Has(as_file.out, "a file, which in the tag is a symbolic link of the same bytes: link"));
  CHECK(Has(as_file.out, "4 of 5 files identical"));
  project.Do("cd repo && rm link && printf README > link && git add . && git commit -qm 4 && git tag -f -a -m t v1.1");
  const auto as_link = project.Check("rm link && ln -s README link");
  CHECK(as_link.status == 1);
  CHECK(Has(as_link.out, "a symbolic link, which in the tag is a file of the same bytes: link"));
}

TEST_CASE("one entry outside of the archive's folder is told, and the rest is compared as ever") {
  Project project;
  project.Do(
      "git -C repo archive --prefix=p-1.1/ v1.1 > p-1.1.tar && mkdir -p other && echo x > other/evil && "
      "tar rf p-1.1.tar other/evil");
  const auto ended = project.Ask("p-1.1.tar");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "4 of 5 files identical"));
  CHECK(Has(ended.out, "../other/evil"));
  project.Do("git -C repo archive v1.1 > p-1.1.tar");
  const auto bare = project.Ask("p-1.1.tar");
  CHECK_MESSAGE(bare.status == 0, bare.out);
  CHECK(Has(bare.out, "4 of 4 files identical"));
}

TEST_CASE("what follows an archive's end is told without a name, and an archive of zeros has no files") {
  Project project;
  project.Do("git -C repo archive --prefix=p-1.1/ v1.1 > p-1.1.tar && echo rubbish >> p-1.1.tar");
  const auto ended = project.Ask("p-1.1.tar");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "after-the-end there is more after the end of the archive"));
  project.Do("head -c 10240 /dev/zero > p-1.1.tar");
  const auto empty = project.Ask("p-1.1.tar");
  CHECK(empty.status == 3);
  CHECK(Has(empty.err, "an archive without files"));
}

TEST_CASE("a link of the tag may be the file it leads to, and no file is another one of the tag") {
  Project project;
  project.Do(
      "cd repo && mkdir deep && ln -s ../src deep/src && ln -s ../src/b.c deep/link && ln -s link deep/again && git "
      "add . && "
      "git commit -qm 3 && git tag -f -a -m t v1.1");
  const auto followed = project.Check("rm deep/link deep/again && cp src/b.c deep/link && cp src/b.c deep/again");
  CHECK_MESSAGE(followed.status == 0, followed.out);
  CHECK(Has(followed.out, "the file that the tag's link leads to: deep/again, deep/link"));
  const auto other = project.Check("rm deep/link && cp README deep/link");
  CHECK(other.status == 1);
  const auto swapped = project.Check("cp src/b.c src/a.c");
  CHECK(swapped.status == 1);
  CHECK(Has(swapped.out, "modified: src/a.c"));
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
  CHECK(Has(ended.out, "the tag's file with other line ends: m1.txt"));
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
  CHECK(Has(project.Ask("p-1.2.tar.gz").out, "there is no tag of 1.2"));
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
  CHECK(Has(same.out, "tag v1.1, 3 of 3 files identical (next best: v1.0, 1)"));
  project.Do(std::string("cat > quot.sed <<'END'\n") + kQuotSed + "END\n");
  const auto ended = project.Check(
      "sed -i 's/$/\\r/' README && cp src/b.c src/copy.c && printf 'int a;\\n' > src/a.c && printf 'int "
      "from_elsewhere(void);\\n' > e.h && printf 'int new;\\n' > new.c && mkdir po && cp ../quot.sed po");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "other line ends: README"));
  CHECK(Has(ended.out, "elsewhere in the tag: src/copy.c"));
  CHECK(Has(ended.out, "an older or newer state than the tag's, of the repository: src/a.c"));
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

TEST_CASE("content decides what an archive is, and a name that says another is a note; one of neither is refused") {
  Project project;
  CHECK(project.Check("true").status == 0);
  project.Do(
      "cp p-1.1.tar.gz latest.tar.gz && cp p-1.1.tar.gz p-1.1.zip && python3 -c 'import shutil; "
      "shutil.make_archive(\"z\", \"zip\", \".\", \"p-1.1\")' && mv z.zip z-1.1.tar.gz && printf 'PK\\003\\004 and "
      "more "
      "of a zip archive' > broken-1.1.tar.gz");
  CHECK(Has(project.Ask("latest.tar.gz").out, "tag v1.1, 4 of 4 files identical"));
  const auto tar = project.Ask("p-1.1.zip");
  CHECK_MESSAGE(tar.status == 0, tar.err);
  CHECK(Has(tar.out, "tag v1.1, 4 of 4 files identical"));
  CHECK(Has(tar.out, "p-1.1.zip: a tar archive, though its name says another"));
  const auto zip = project.Ask("z-1.1.tar.gz");
  CHECK_MESSAGE(zip.status == 0, zip.err);
  CHECK(Has(zip.out, "tag v1.1, 4 of 4 files identical"));
  CHECK(Has(zip.out, "z-1.1.tar.gz: no tar archive, though its name says so"));
  const auto broken = project.Ask("broken-1.1.tar.gz");
  CHECK(broken.status == 3);
  CHECK(Has(broken.err, "broken-1.1.tar.gz: "));
}

TEST_CASE("what is not there is wrong usage, with a hint") {
  Project project;
  CHECK(project.Ask("none.tar.gz").status == 2);
  project.Do("mkdir empty && tar czf e-1.1.tar.gz empty");
  CHECK(Has(project.Check("true", "--tag=v9").err, "hint: without --tag the tag is found by content"));
  CHECK(project.Ask("p-1.1.tar.gz", "--tag=v9").status == 2);
  project.Do("printf 'Format: 3.0\\n' > p.dsc");
  CHECK(Has(project.Ask("p.dsc").err, "p.dsc: a .dsc that names no files"));
  CHECK(Has(project.Ask("none.dsc").err, "none.dsc: no such file or directory"));
  const auto ended = project.Ask("repo/README");
  CHECK(ended.status == 3);
  CHECK(Has(ended.err, "halfsecond: error:"));
}

TEST_CASE("an archive of another project is told as such, and a repository without tags with what to do") {
  Project project;
  project.Do(
      "mkdir o-1.1 && for i in 1 2 3 4 5 6 7 8 9 10; do for j in 1 2 3; do echo 'int a;' $i$j > o-1.1/$i$j.c; done; "
      "done; "
      "tar czf o-1.1.tar.gz o-1.1");
  const auto other = project.Ask("o-1.1.tar.gz");
  CHECK(other.status == 1);
  CHECK(Has(other.out, "next to nothing of the archive stands in the tag: is this the project's repository?"));
  CHECK_FALSE(Has(project.Check("true").out, "next to nothing"));
  project.Do("git -C repo tag -d v1.0 v1.1 >/dev/null");
  const auto untagged = project.Ask("o-1.1.tar.gz");
  CHECK(untagged.status == 2);
  CHECK(Has(untagged.err, "hint: name a clone that has the project's tags (git fetch --tags)"));
}
