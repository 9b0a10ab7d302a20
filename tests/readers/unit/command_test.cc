#include "readers/unit/command.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"

using halfsecond::Error;
using halfsecond::unit::Command;
using halfsecond::unit::ReadCommands;
using halfsecond::unit::Rights;

namespace {

Command One(std::string_view value) {
  const auto commands = ReadCommands(value);
  REQUIRE(commands.ok());
  REQUIRE(commands->size() == 1);
  return commands->front();
}

}  // namespace

TEST_CASE("a command is its program and the line as written") {
  const Command sshd = One("/usr/sbin/sshd -D $SSHD_OPTS");
  CHECK(sshd.program == "/usr/sbin/sshd");
  CHECK(sshd.line == "/usr/sbin/sshd -D $SSHD_OPTS");
  CHECK(sshd.rights == Rights::kUnits);
}

TEST_CASE("prefixes are no part of the program, in any order, and three of them change its rights") {
  CHECK(One("-/bin/a").program == "/bin/a");
  CHECK(One("@-:/bin/a argv0").program == "/bin/a");
  CHECK(One("-+/bin/a").rights == Rights::kFull);
  CHECK(One("!/bin/a").rights == Rights::kKeepUid);
  CHECK(One("!!/bin/a").rights == Rights::kAmbient);
  CHECK(One("@!-!/bin/a").rights == Rights::kAmbient);
  CHECK(One("-@/bin/a b").rights == Rights::kUnits);
}

TEST_CASE("several commands on one line are separated by a lone semicolon") {
  const auto commands = ReadCommands("/bin/a one ; -/bin/b two;three ; /bin/c \\; four ;");
  REQUIRE(commands.ok());
  REQUIRE(commands->size() == 3);
  CHECK((*commands)[0].line == "/bin/a one");
  CHECK((*commands)[1].line == "-/bin/b two;three");
  CHECK((*commands)[2].line == "/bin/c \\; four");
}

TEST_CASE("quotes and escapes may stand in the program's name") {
  CHECK(One("\"/opt/a b/c\" d").program == "/opt/a b/c");
  CHECK(One("/opt/a\\sb").program == "/opt/a b");
  CHECK(One("'-/opt/x'").program == "/opt/x");
  CHECK(One("/bin/50%%").program == "/bin/50%");
  CHECK(One("/usr/lib/%i/run").program == "/usr/lib/%i/run");
}

TEST_CASE("a bare name is a program, a relative path or nothing is none") {
  CHECK(One("systemctl --no-block start").program == "systemctl");
  for (const std::string_view value : {"bin/a", "./a", "-", "/usr/bin/", "\"\"", "/bin/a \"open", "; /bin/a/"}) {
    CAPTURE(value);
    const auto commands = ReadCommands(value);
    REQUIRE_FALSE(commands.ok());
    CHECK(commands.error().kind == Error::Kind::kMalformed);
  }
}

TEST_CASE("an empty value has no commands, and one line at most 256") {
  CHECK(ReadCommands("")->empty());
  CHECK(ReadCommands("  \t")->empty());
  std::string many;
  for (int i = 0; i < 257; ++i) many += "a ; ";
  CHECK(ReadCommands(many).error().kind == Error::Kind::kLimit);
}

TEST_CASE("10,000 damages of a command line give names or absolute paths, or are refused") {
  halfsecond::tests::ForEachDamage(
      "-/bin/a 'one two' ; @!!\"/usr/lib/b\\x20c\" d \\; e ; systemctl %i", 10'000, [](halfsecond::Bytes damaged) {
        const auto commands = ReadCommands(damaged.text());
        if (!commands.ok()) return;
        for (const Command& command : *commands) {
          REQUIRE_FALSE(command.program.empty());
          REQUIRE((command.program.front() == '/' || command.program.find('/') == std::string::npos));
        }
      });
}
