#include "readers/apk/installed.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"

using halfsecond::Bytes;
using halfsecond::apk::InstalledReader;
using halfsecond::tests::Exact;
using halfsecond::tests::ForEachDamage;
using halfsecond::tests::ForEachPrefix;

namespace {

constexpr std::string_view kDatabase =
    "C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=\n"
    "P:musl\nV:1.2.4-r2\nA:x86_64\nS:389970\nT:the musl c library (libc) implementation\no:musl\n"
    "F:lib\nR:ld-musl-x86_64.so.1\na:0:0:755\nZ:Q1LKZ2yZyBrvLNvGXlQYVnCF5fIKw=\nR:libc.musl-x86_64.so.1\n"
    "\n"
    "P:zlib\nV:1.2.13-r1\nA:x86_64\nF:\nF:lib\nR:libz.so.1\nF:usr/share\n"
    "\n";

}  // namespace

TEST_CASE("every file comes with its directory and the package whose record it stands in") {
  const Exact file(kDatabase);
  InstalledReader files(file.bytes());
  const auto loader = files.Next();
  REQUIRE(loader.has_value());
  CHECK(loader->directory == "lib");
  CHECK(loader->name == "ld-musl-x86_64.so.1");
  CHECK(loader->package.name == "musl");
  CHECK(loader->package.version == "1.2.4-r2");
  CHECK(loader->package.architecture == "x86_64");
  CHECK(loader->package.origin == "musl");
  CHECK(files.Next()->name == "libc.musl-x86_64.so.1");
  const auto zlib = files.Next();
  CHECK(zlib->name == "libz.so.1");
  CHECK(zlib->package.name == "zlib");
  CHECK(zlib->package.origin.empty());
  CHECK_FALSE(files.Next().has_value());
  CHECK(files.damaged_lines() == 0);
}

TEST_CASE("a file before its directory, or of no package, is counted and not returned") {
  const Exact file("P:a\nV:1\nR:early\n\nF:lib\nR:nobodys\n\nrubbish\n");
  InstalledReader files(file.bytes());
  CHECK_FALSE(files.Next().has_value());
  CHECK(files.damaged_lines() == 3);
}

TEST_CASE("every prefix of the database gives at most its three files, each whole") {
  ForEachPrefix(kDatabase, [](Bytes prefix) {
    InstalledReader files(prefix);
    int count = 0;
    while (const auto file = files.Next()) {
      ++count;
      CHECK(file->directory == "lib");
    }
    CHECK(count <= 3);
  });
}

TEST_CASE("10,000 damages of the database give named files of named packages, none is fatal") {
  ForEachDamage(kDatabase, 10'000, [](Bytes damaged) {
    InstalledReader files(damaged);
    while (const auto file = files.Next()) {
      REQUIRE_FALSE(file->name.empty());
      REQUIRE_FALSE(file->package.name.empty());
    }
  });
}
