#include "readers/deb/status.h"

#include <doctest/doctest.h>

#include <string>

#include "readers/deb/stanza.h"
#include "tests/damage.h"

using halfsecond::Error;
using halfsecond::deb::FilesAreInPlace;
using halfsecond::deb::Package;
using halfsecond::deb::PackageState;
using halfsecond::deb::ReadStatus;
using halfsecond::deb::StanzaReader;
using halfsecond::tests::Exact;
using halfsecond::tests::ForEachDamage;
using halfsecond::tests::ForEachPrefix;

namespace {

constexpr std::string_view kStatus =
    "Package: libc6\n"
    "Status: install ok installed\n"
    "Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>\n"
    "Architecture: amd64\n"
    "Multi-Arch: same\n"
    "Source: glibc\n"
    "Version: 2.36-9+deb12u10\n"
    "Conffiles:\n"
    " /etc/ld.so.conf.d/x86_64-linux-gnu.conf d4e7a7b88a71b5ffd9e2644e71a0cfab\n"
    "Description: GNU C Library: Shared libraries\n"
    " Contains the standard libraries that are used by nearly all programs.\n"
    " .\n"
    " Package: this line is a description\n"
    "\n"
    "Package: gcc-12-base\n"
    "Status: deinstall ok config-files\n"
    "Architecture: amd64\n"
    "Source: gcc-12 (12.2.0-14)\n"
    "Version: 12.2.0-14+deb12u1\n"
    "\n"
    "Package: dash\n"
    "Status: install ok triggers-pending\n"
    "Architecture: amd64\n"
    "Version: 0.5.12-2\n"
    "\n";

}  // namespace

TEST_CASE("a package has a name, a version, an architecture, a source, a maintainer and a state") {
  const Exact file(kStatus);
  const auto status = ReadStatus(file.bytes());
  REQUIRE(status.ok());
  CHECK(status->damage.empty());
  REQUIRE(status->packages.size() == 3);
  const Package& libc = status->packages[0];
  CHECK(libc.name == "libc6");
  CHECK(libc.version == "2.36-9+deb12u10");
  CHECK(libc.architecture == "amd64");
  CHECK(libc.source == "glibc");
  CHECK(libc.maintainer == "GNU Libc Maintainers <debian-glibc@lists.debian.org>");
  CHECK(libc.multi_arch_same);
  CHECK(libc.state == PackageState::kInstalled);
  CHECK(libc.at_byte == 0);
}

TEST_CASE("the source is named without its version, and is the package itself when the field is absent") {
  const Exact file(kStatus);
  const auto status = ReadStatus(file.bytes());
  CHECK(status->packages[1].source == "gcc-12");
  CHECK(status->packages[2].source == "dash");
}

TEST_CASE("files are in place from unpacked on: a removed package's are not, one waiting for triggers has its own") {
  const Exact file(kStatus);
  const auto status = ReadStatus(file.bytes());
  CHECK_FALSE(FilesAreInPlace(status->packages[1].state));
  CHECK(FilesAreInPlace(status->packages[2].state));
  CHECK_FALSE(FilesAreInPlace(PackageState::kHalfInstalled));
  CHECK(FilesAreInPlace(PackageState::kUnpacked));
}

TEST_CASE("an empty status file is a system without packages") {
  const Exact file("");
  const auto status = ReadStatus(file.bytes());
  REQUIRE(status.ok());
  CHECK(status->packages.empty());
  CHECK(status->damage.empty());
}

TEST_CASE("a damaged stanza is reported with its byte and the others are read") {
  const std::string text = "Package: a\nrubbish\nVersion: 1\n\n" + std::string(kStatus);
  const Exact file(text);
  const auto status = ReadStatus(file.bytes());
  REQUIRE(status->damage.size() == 1);
  CHECK(status->damage[0].kind == Error::Kind::kMalformed);
  CHECK(status->damage[0].at_byte == 11);
  CHECK(status->packages.size() == 3);
}

TEST_CASE(
    "what cannot be a package is damage: no name, a name with a slash, an unknown state, no version, a field twice") {
  for (const std::string_view stanza : {
           "Status: install ok installed\nArchitecture: all\nVersion: 1\n",
           "Package: ../a\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n",
           "Package: a\nStatus: install ok splendid\nArchitecture: all\nVersion: 1\n",
           "Package: a\nStatus: install ok installed\nArchitecture: all\n",
           "Package: a\nStatus: install ok installed\nArchitecture: ../all\nVersion: 1\n",
           "Package: a\nPACKAGE: b\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n",
           " a continuation of nothing\nPackage: a\n",
       }) {
    CAPTURE(stanza);
    const Exact file(stanza);
    const auto status = ReadStatus(file.bytes());
    REQUIRE(status.ok());
    CHECK(status->packages.empty());
    CHECK(status->damage.size() == 1);
  }
}

TEST_CASE("field names have no case, values no blanks around them, and a line of blanks ends a stanza") {
  const Exact file("PACKAGE:a\nstatus:\tinstall ok installed \nArchitecture: all\r\nVersion:  1 \n  \nPackage: b\n");
  StanzaReader stanzas(file.bytes());
  const auto first = stanzas.Next();
  REQUIRE(first.has_value());
  REQUIRE(first->ok());
  CHECK(first->value().Value("package") == "a");
  CHECK(first->value().Value("Status") == "install ok installed");
  CHECK(first->value().Value("Architecture") == "all");
  CHECK(first->value().Value("Version") == "1");
  CHECK(first->value().Value("Source").empty());
  CHECK(stanzas.Next()->value().Value("Package") == "b");
  CHECK_FALSE(stanzas.Next().has_value());
}

TEST_CASE("a value keeps its continuation lines, each after its newline") {
  const Exact file("Conffiles:\n /etc/a 1\n /etc/b 2\nPackage: a\n");
  StanzaReader stanzas(file.bytes());
  CHECK(stanzas.Next()->value().Value("Conffiles") == "\n /etc/a 1\n /etc/b 2");
}

TEST_CASE("a status file cut short yields packages of the whole one, and installed ones with their versions") {
  const Exact whole(kStatus);
  const auto expected = ReadStatus(whole.bytes());
  ForEachPrefix(kStatus, [&](halfsecond::Bytes prefix) {
    CAPTURE(prefix.size());
    const auto status = ReadStatus(prefix);
    REQUIRE(status.ok());
    REQUIRE(status->packages.size() <= expected->packages.size());
    for (std::size_t i = 0; i < status->packages.size(); ++i) {
      CHECK(status->packages[i].name == expected->packages[i].name);
      if (FilesAreInPlace(status->packages[i].state)) {
        CHECK(status->packages[i].version == expected->packages[i].version);
      }
    }
  });
}

TEST_CASE("10,000 damages of a status file are read or reported, none is fatal") {
  std::size_t packages = 0;
  std::size_t damages = 0;
  ForEachDamage(kStatus, 10'000, [&](halfsecond::Bytes damaged) {
    const auto status = ReadStatus(damaged);
    REQUIRE(status.ok());
    packages += status->packages.size();
    damages += status->damage.size();
  });
  CHECK(packages > 15'000);  // one damage rarely costs more than the stanza it is in
  CHECK(damages > 1'000);
}
