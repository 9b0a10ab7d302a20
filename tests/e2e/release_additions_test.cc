// What only a release has, as its scripts make it: what is told of it, on archives and repositories made here.

#include <doctest/doctest.h>

#include <string>

#include "tests/e2e/made_project.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

using e2e::Has;
using Project = e2e::MadeProject;

TEST_CASE("pages, pictures and parts of manuals are told by what they are, and nothing else is by its name") {
  Project project;
  const auto ended = project.Check(
      "mkdir -p errors doc && printf '<!DOCTYPE HTML PUBLIC \"x\">\\n<html></html>\\n' > errors/DENIED && "
      "printf '<?xml version=\"1.0\"?>\\n<!DOCTYPE html>\\n<html></html>\\n' > p.html.in && "
      "printf '@item @code{f}\\n' > doc/f.short && printf 'GIF89a\\001\\0' > logo.gif && printf 'us\\n' > SPONSORS && "
      "printf '<?xml version=\"1.0\"?>\\n<!DOCTYPE book PUBLIC \"-//OASIS//DTD DocBook XML V4.1.2//EN\">\\n' > p.xml");
  CHECK_MESSAGE(ended.status == 0, ended.out);
  CHECK(Has(ended.out, "a page of HTML: errors/DENIED, p.html.in"));
  CHECK(Has(ended.out, "a text of the documentation: doc/f.short, p.xml"));
  CHECK(Has(ended.out, "a picture: logo.gif"));
  CHECK(Has(ended.out, "a record of the release: SPONSORS"));
  for (const char* script :
       {"printf '#!/bin/sh\\n# <!DOCTYPE html>\\n' > page", "printf '@item\\n' > f.short", "printf 'GIF\\n' > x.gif",
        "printf 'cc_library()\\n' > BUILD", "mkdir sub && printf 'x\\n' > sub/SPONSORS"}) {
    const auto other = project.Check(script);
    CHECK_MESSAGE(other.status == 1, std::string(script), other.out);
  }
}

TEST_CASE("the commit of the tag, and nothing else, is proved; another is not") {
  Project project;
  const auto own = project.Check("printf \"SRCID=$(git -C ../repo rev-parse --short=7 'v1.1^{commit}')\\n\" > srcid");
  CHECK_MESSAGE(own.status == 0, own.out);
  CHECK(Has(own.out, "the tag's commit, and nothing else: srcid"));
  CHECK(project.Check("printf \"$(git -C ../repo rev-parse v1.0)\\n\" > srcid").status == 1);
  CHECK(project.Check("printf \"a$(git -C ../repo rev-parse --short=6 'v1.1^{commit}')\\n\" > srcid").status == 1);
}

TEST_CASE("declarations of what files beside define are told from one that nothing defines") {
  Project project;
  project.AddToTag("printf 'int f(int x)\\n{\\n}\\n' > src/f.c && printf 'int g(void)\\n{\\n}\\n' > src/g.c");
  const auto ended = project.Check("printf 'int f(int x);\\nint g(void);\\n' > src/funcs.h");
  CHECK_MESSAGE(ended.status == 0, ended.out);
  CHECK(Has(ended.out, "declarations of what the tag's files beside it define: src/funcs.h"));
  CHECK(project.Check("printf 'int f(int x);\\nint h(void);\\n' > src/funcs.h").status == 1);
}

TEST_CASE("a number or a date may be defined in the place of what stood for it, where the name speaks of one") {
  Project project;
  project.AddToTag(
      "printf '/* #undef P_RELDATE */\\n#define P_RELEASE_TIME now\\n/* #undef P_LIMIT */\\n' > src/patchlevel.h");
  const auto ended = project.Check(
      "sed -i 's,/. #undef P_RELDATE ./,#define P_RELDATE \"20250820\",; s,TIME now,TIME 1598122279,' "
      "src/patchlevel.h");
  CHECK_MESSAGE(ended.status == 0, ended.out);
  CHECK(Has(ended.out, "versions, dates or keywords only: src/patchlevel.h"));
  CHECK(project.Check("sed -i 's,/. #undef P_LIMIT ./,#define P_LIMIT 64,' src/patchlevel.h").status == 1);
  CHECK(project.Check("sed -i 's,TIME now,TIME system(\"id\"),' src/patchlevel.h").status == 1);
  project.AddToTag("printf '#define VALIDATE_INPUT 1\n' > src/switches.h");
  CHECK(project.Check("sed -i 's,INPUT 1,INPUT 0,' src/switches.h").status == 1);
}

TEST_CASE("a line of the tag's own patch of a published macro file is known, another one contradicts") {
  Project project;
  project.AddToTag(
      "mkdir -p gl/m4 && printf '@@ -1 +1 @@\\n-dnl x\\n+dnl our own words here\\n' > gl/m4/iconv.m4.diff");
  const auto ended = project.Check("mkdir m4 && printf '# iconv.m4\\ndnl our own words here\\n' > m4/iconv.m4");
  CHECK_MESSAGE(ended.status == 0, ended.out);
  CHECK(Has(ended.out, "in some published version, or in the tag's patch of it: m4/iconv.m4"));
  const auto other = project.Check("mkdir m4 && printf '# iconv.m4\\ndnl other words here\\n' > m4/iconv.m4");
  CHECK(other.status == 1);
  CHECK(Has(other.out, "contradicts"));
}

TEST_CASE("a further copy of gnulib has a list of its own, in the folder above it and with its own prefix") {
  Project project;
  project.MakeOther("printf 'int s;\\n' > s.c");
  project.AddOtherAsSubmodule("gnulib");
  const std::string list =
      "mkdir -p src/gl/m4 && printf \"  ggl_source_base='src/gl'\\nAC_DEFUN([ggl_FILE_LIST], [\\n  "
      "lib/accept.c\\n])\\n\" "
      "> src/gl/m4/gnulib-comp.m4 && printf 'int accept;\\n' > src/gl/";
  const auto ended = project.Check(list + "accept.c");
  CHECK(Has(ended.out, "says src/gl/m4/gnulib-comp.m4"));
  CHECK_FALSE(Has(ended.out, "only-in-archive: src/gl/accept.c"));
  CHECK(Has(project.Check(list + "listen.c").out, "only-in-archive: src/gl/listen.c"));
}

TEST_CASE(
    "a file of a crate is attributed to the package that the tag's Cargo.lock names, as that crate's list has it") {
  Project project;
  project.AddToTag("printf 'name = \"adler\"\nchecksum = \"%064d\"\n' 7 > Cargo.lock.in");
  const std::string crate =
      "mkdir -p vendor/adler/src && printf 'fn f() {}\n' > vendor/adler/src/lib.rs && printf "
      "'{\"files\":{\"src/lib.rs\":\"%s\"},\"package\":\"%064d\"}' \"$(sha256sum < vendor/adler/src/lib.rs | cut -c "
      "1-64)\" ";
  const std::string list = " > vendor/adler/.cargo-checksum.json";
  const auto locked = project.Check(crate + "7" + list);
  CHECK_MESSAGE(locked.status == 0, locked.out);
  CHECK(Has(locked.out, "attributed    2 files: of a package that Cargo.lock.in names, by the list beside it"));
  const auto other = project.Check(crate + "8" + list);
  CHECK_MESSAGE(other.status == 0, other.out);
  CHECK(Has(other.out, "labelled      2 files: of a package of Cargo's, by the list beside it"));
  const auto changed = project.Check(crate + "7" + list + " && printf '// x\n' >> vendor/adler/src/lib.rs");
  CHECK(changed.status == 1);
  CHECK(Has(changed.out, "only-in-archive: vendor/adler/src/lib.rs"));
  CHECK(project.Check(crate + "7" + list + " && printf 'x' > vendor/adler/build.rs").status == 1);
}

TEST_CASE(
    "a subproject of Meson's is attributed to what the tag's .wrap names, and compared where its clone is named") {
  Project project;
  project.MakeOther("printf 'int s_of_the_project_q;\\n' > s.c");
  project.AddToTag(
      "mkdir subprojects && printf '[wrap-git]\ndirectory = q-2\nurl = x\nrevision = 2.0\n' > subprojects/q.wrap && "
      "printf '[wrap-git]\nrevision = main\n' > subprojects/r.wrap");
  const std::string copied =
      "mkdir -p subprojects/q-2 subprojects/r && printf 'int s_of_the_project_q;\n' > subprojects/q-2/s.c";
  const auto ended = project.Check(copied + " && printf 'int t;\n' > subprojects/r/t.c");
  CHECK_MESSAGE(ended.status == 0, ended.out);
  CHECK(Has(ended.out, "of the subproject q-2 at 2.0, says subprojects/q.wrap"));
  CHECK(Has(ended.out, "of the subproject r, which subprojects/r.wrap names without a revision"));
  const auto compared = project.Check(copied + " && printf 'int planted;\n' > subprojects/q-2/t.c", "other");
  CHECK(compared.status == 1);
  CHECK(Has(compared.out, "another repository has these contents: other: subprojects/q-2/s.c"));
  CHECK(Has(compared.out, "only-in-archive: subprojects/q-2/t.c"));
}

TEST_CASE("a copy of gnulib's with another licence is proved by the commit of its submodule; one word more is not") {
  Project project;
  const std::string terms =
      " the GNU %sGeneral Public License, either version %s of the License\n*/\nint accept%s;\n' ";
  project.MakeOther("mkdir lib && printf '/*" + terms + "'' 3 '' > lib/accept.c");
  project.AddOtherAsSubmodule("gnulib");
  const std::string list =
      "mkdir -p lib m4 && printf \"  gl_source_base='lib'\\nAC_DEFUN([gl_FILE_LIST], [\\n  lib/accept.c\\n])\\n\" > "
      "m4/gnulib-comp.m4 && printf '/*" +
      terms;
  const auto same = project.Check(list + "'Lesser ' 2.1 '' > lib/accept.c", "other");
  CHECK(Has(same.out, "but for the licence: lib/accept.c"));
  const auto other = project.Check(list + "'Lesser ' 2.1 ' = 1' > lib/accept.c", "other");
  CHECK(Has(other.out, "only-in-archive: lib/accept.c"));
}

TEST_CASE("what gnulib-tool lists is labelled where the tag has no submodule of gnulib") {
  Project project;
  const auto ended = project.Check(
      "mkdir -p lib m4 && printf \"  gl_source_base='lib'\\nAC_DEFUN([gl_FILE_LIST], [\\n  lib/accept.c\\n])\\n\" > "
      "m4/gnulib-comp.m4 && printf 'int accept;\n' > lib/accept.c && printf 'int other;\n' > lib/other.c");
  CHECK(Has(ended.out, "copied from gnulib, says m4/gnulib-comp.m4"));
  CHECK(Has(ended.out, "only-in-archive: lib/other.c"));
}

TEST_CASE("a version at a line's end needs no mark in a template; vala's stamps are told") {
  Project project;
  project.AddToTag("printf 'Name: p\nVersion: \n%%description\n@words@\n' > p.spec.in");
  const auto ended = project.Check(
      "printf 'Name: p\nVersion: 1.1\n%%description\nwords\n' > p.spec && printf 'stamp\n' > p_vala.stamp && printf "
      "'m4_define([P], [1.1])\n' > version.m4");
  CHECK_MESSAGE(ended.status == 0, ended.out);
  CHECK(Has(ended.out, "a template of the tag, filled in: p.spec"));
  CHECK(Has(ended.out, "with the word that its rule writes: p_vala.stamp"));
  CHECK(Has(ended.out, "the tag's version, and nothing else: version.m4"));
  CHECK(project.Check("printf 'Name: p\nVersion: 1.2\n%%other\nwords\n' > p.spec").status == 1);
  CHECK(project.Check("mkdir autom4te.cache && printf 'x\n' > autom4te.cache/run").status == 1);
  CHECK(project.Check("printf 'stamps\n' > p_vala.stamp").status == 1);
}

TEST_CASE("compiled Python is told for what it is, and stays unexplained") {
  Project project;
  const auto ended = project.Check(
      "mkdir __pycache__ && printf 'x = 1\\n' > x.py && printf '\\313\\r\\r\\n\\0\\0\\0\\0\\0\\0\\0\\0\\006\\0\\0\\0c' "
      "> "
      "__pycache__/x.cpython-312.pyc");
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "compiled Python, which may run in place of its source: __pycache__/x.cpython-312.pyc"));
}

TEST_CASE("what glib-compile-resources makes has no banner, and is told by its form") {
  Project project;
  const auto ended = project.Check(
      "printf '#include <gio/gio.h>\\n# define SECTION __attribute__ ((section (\".gresource.p\")))\\n' > r.c && "
      "printf '#ifndef __RESOURCE_p_H__\\n#define __RESOURCE_p_H__\\n#endif\\n' > r.h");
  CHECK_MESSAGE(ended.status == 0, ended.out);
  CHECK(Has(ended.out, "has the form that glib-compile-resources gives: r.c, r.h"));
}

TEST_CASE("an archive whose name is far from what it holds is found out, though few tags are read at first") {
  Project project;
  project.Do(
      "cd repo && for v in 2 3 4 5 6 7 8 9; do for f in 1 2 3 4 5; do echo $v > src/$f.c; done; echo $v > README; git "
      "add . && git "
      "commit -qm $v && git tag v$v.0; done");
  project.Do("git -C repo archive --prefix=p-1.1/ v9.0 | gzip > p-1.1.tar.gz");
  const auto ended = project.Ask("p-1.1.tar.gz");
  CHECK(Has(ended.out, "tag v9.0, 9 of 9 files identical"));
}
