#include "readers/unit/unit_file.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"

using halfsecond::Bytes;
using halfsecond::Error;
using halfsecond::tests::Exact;
using halfsecond::tests::ForEachDamage;
using halfsecond::tests::ForEachPrefix;
using halfsecond::unit::ReadUnitFile;
using halfsecond::unit::UnitFile;

namespace {

constexpr std::string_view kSsh =
    "[Unit]\n"
    "Description=OpenBSD Secure Shell server\n"
    "\n"
    "[Service]\n"
    "EnvironmentFile=-/etc/default/ssh\n"
    "ExecStartPre=/usr/sbin/sshd -t\n"
    "# a comment\n"
    "ExecStart=/usr/sbin/sshd -D $SSHD_OPTS\n"
    "ExecReload=/usr/sbin/sshd -t \\\n"
    "  ; a comment between\n"
    "  -f /etc/ssh/sshd_config\n"
    "Type=notify\n"
    "\n"
    "[Install]\n"
    "WantedBy=multi-user.target\n"
    "Alias=sshd.service\n";

UnitFile Read(std::string_view text) {
  const Exact file(text);
  auto read = ReadUnitFile(file.bytes());
  REQUIRE(read.ok());
  return std::move(read).value();
}

}  // namespace

TEST_CASE("assignments come in file order, each with its section and its first byte") {
  const UnitFile unit = Read(kSsh);
  CHECK(unit.damage.empty());
  REQUIRE(unit.assignments.size() == 8);
  CHECK(unit.assignments[3].section == "Service");
  CHECK(unit.assignments[3].key == "ExecStart");
  CHECK(unit.assignments[3].value == "/usr/sbin/sshd -D $SSHD_OPTS");
  CHECK(unit.assignments[3].at_byte == kSsh.find("ExecStart=/"));
  CHECK(unit.assignments[7].section == "Install");
}

TEST_CASE("a backslash joins the next line that is no comment") {
  CHECK(Read(kSsh).assignments[4].value == "/usr/sbin/sshd -t    -f /etc/ssh/sshd_config");
  CHECK(Read("[A]\nk=a\\\n\\\nb\n").assignments[0].value == "a  b");
  CHECK(Read("[A]\nk=a\\").assignments[0].value == "a");
}

TEST_CASE("an escaped backslash joins nothing, and a comment ends in none") {
  const UnitFile unit = Read("[A]\nk=a\\\\\n#c\\\nl=b\n");
  REQUIRE(unit.assignments.size() == 2);
  CHECK(unit.assignments[0].value == "a\\\\");
  CHECK(unit.assignments[1].key == "l");
}

TEST_CASE("an empty line ends a joined line") {
  const UnitFile unit = Read("[A]\nk=a\\\n\nl=b\n");
  REQUIRE(unit.assignments.size() == 2);
  CHECK(unit.assignments[0].value == "a");
}

TEST_CASE("a carriage return, a NUL or both ends of a line end it once; a byte order mark is skipped") {
  const UnitFile unit = Read(std::string_view("\xEF\xBB\xBF[A]\r\nk=1\\\r\n2\rl=3\0m=4", 23));
  REQUIRE(unit.assignments.size() == 3);
  CHECK(unit.assignments[0].value == "1 2");
  CHECK(unit.assignments[1].value == "3");
  CHECK(unit.assignments[2].value == "4");
}

TEST_CASE("blanks around keys and values do not count, empty values do") {
  const UnitFile unit = Read("[A]\n  key \t=  a = b  \nkey=\n");
  REQUIRE(unit.assignments.size() == 2);
  CHECK(unit.assignments[0].key == "key");
  CHECK(unit.assignments[0].value == "a = b");
  CHECK(unit.assignments[1].value.empty());
}

TEST_CASE("a line that assigns nothing, or before any section, is skipped and reported") {
  const UnitFile unit = Read("k=early\n[A]\nrubbish\nk=v\n");
  CHECK(unit.assignments.size() == 1);
  REQUIRE(unit.damage.size() == 2);
  CHECK(unit.damage[0].at_byte == 0);
  CHECK(unit.damage[1].at_byte == 12);
}

TEST_CASE("a section header that does not end refuses the file, as systemd does") {
  const Exact file("[Service]\nUser=a\n[Install\nAlias=b\n");
  const auto unit = ReadUnitFile(file.bytes());
  REQUIRE_FALSE(unit.ok());
  CHECK(unit.error().kind == Error::Kind::kMalformed);
  CHECK(unit.error().at_byte == 17);
}

TEST_CASE("a file over a mebibyte, a section name over 256 bytes and over 16,384 assignments are over the limit") {
  const std::string large = "[A]\nk=" + std::string(1 << 20, 'x') + "\n";
  const std::string name = "[" + std::string(257, 'A') + "]\n";
  std::string many = "[A]\n";
  for (int i = 0; i < 16'385; ++i) many += "k=v\n";
  for (const std::string& text : {large, name, many}) {
    const Exact file(text);
    CHECK(ReadUnitFile(file.bytes()).error().kind == Error::Kind::kLimit);
  }
}

TEST_CASE("every prefix of a unit is read or refused") {
  ForEachPrefix(kSsh, [](Bytes prefix) {
    const auto unit = ReadUnitFile(prefix);
    if (unit.ok()) CHECK(unit->assignments.size() <= 8);
  });
}

TEST_CASE("10,000 damages of a unit are read or refused, none is fatal") {
  int refused = 0;
  ForEachDamage(kSsh, 10'000, [&](Bytes damaged) {
    const auto unit = ReadUnitFile(damaged);
    if (!unit.ok()) ++refused;
    if (!unit.ok()) return;
    for (const auto& assignment : unit->assignments) REQUIRE(assignment.at_byte < damaged.size());
  });
  CHECK(refused > 50);
  CHECK(refused < 2'000);
}
