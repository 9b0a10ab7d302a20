#include "readers/content_index/normal_form.h"

#include <doctest/doctest.h>

#include <string>

#include "readers/git/object_sum.h"
#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using content_index::IsStamp;
using content_index::NormalForm;

TEST_CASE("a version in its fixed form is a stamp, quoted or not") {
  CHECK(IsStamp("ltmain.sh", "VERSION=2.4.7"));
  CHECK(IsStamp("ltmain.sh", "VERSION=\"2.4.7 Debian-2.4.7-7~deb12u1\""));
  CHECK(IsStamp("ltmain.sh", "scriptversion='(GNU libtool) 2.4.7-dirty'"));
  CHECK(IsStamp("ltversion.m4", "# serial 4245 ltversion.m4"));
  CHECK(IsStamp("ltversion.m4", "[macro_version='2.4.7'"));
  CHECK(IsStamp("amversion.m4", "[AM_AUTOMAKE_VERSION([1.16.5])dnl"));
  CHECK(NormalForm("ltmain.sh", "VERSION=2.4.7\n") == NormalForm("ltmain.sh", "VERSION=\"2.4.7 Debian-15\"\n"));
}

TEST_CASE("what a shell or m4 would act upon is no stamp, and stays in the normal form") {
  for (const char* line : {"VERSION=2.4.7 rm -rf x", "VERSION=`id`", "VERSION=\"$(id)\"", "VERSION=\"2.4.7\" id \"x\"",
                           "VERSION=2;id", "VERSION=2.4.7\r", "VERSION=", "VERSION=\"\"", "package_revision=2 id",
                           "VERSION=\"2.4.7 \"", "scriptversion=2018-07-24.06; id # UTC", "VERSION=\xc3\xa4"}) {
    CHECK_FALSE_MESSAGE(IsStamp("ltmain.sh", line), line);
    CHECK(NormalForm("ltmain.sh", line) == line);
  }
  CHECK_FALSE(IsStamp("ltversion.m4", "[macro_version='2.4.7'm4_esyscmd([id])'"));
  CHECK_FALSE(IsStamp("ltversion.m4", "m4_define([LT_PACKAGE_VERSION], [2])m4_esyscmd([id])])"));
  CHECK_FALSE(IsStamp("amversion.m4", "m4_if([$1], [1], [m4_esyscmd(id)], [],"));
}

TEST_CASE("a stamp of one file is a line like any other elsewhere") {
  CHECK_FALSE(IsStamp("install-sh", "VERSION=2.4.7"));
  CHECK_FALSE(IsStamp("build-to-host.m4", "# serial 30 ltversion.m4"));
  CHECK(NormalForm("build-to-host.m4", "# serial 30\n") == "# serial 30\n");
}

TEST_CASE("aclocal leaves out lines with two hash signs, of macro files only") {
  CHECK(NormalForm("a.m4", "## one\n# two\nx ## three\n##four") == "# two\nx ## three\n");
  CHECK(NormalForm("depcomp", "## one\n") == "## one\n");
  CHECK(NormalForm("a.m4", "").empty());
}

TEST_CASE("no blob has the id of a normal form") {
  CHECK_FALSE(content_index::IdOfNormalForm("x") == git::IdOfObject("blob", "x"));
}

TEST_CASE("a normal form is its own, whatever the file") {
  const std::string file = "## c\n[macro_version='2.4.7'\nVERSION=2.4.7\n# serial 4245 ltversion.m4\nrest";
  tests::ForEachDamage(file, 10'000, [](Bytes bytes) {
    for (const char* name : {"ltversion.m4", "ltmain.sh", "amversion.m4"}) {
      const std::string once = NormalForm(name, bytes.text());
      CHECK(NormalForm(name, once) == once);
    }
  });
}
