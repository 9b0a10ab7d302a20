// How the answer of a command leaves the program: text, JSON or SARIF, and the exit code that judges it.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/command_line.h"
#include "facts/finding.h"
#include "render/sarif.h"
#include "render/style.h"

namespace halfsecond::app {

inline constexpr Option kJsonOption{"json", 0, "", "the answer as JSON (docs/schema/)", kOtherForms};
inline constexpr Option kSarifOption{"sarif", 0, "", "the findings as SARIF 2.1.0", kOtherForms};
inline constexpr Option kFailOnOption{"fail-on", 0, "LEVEL", "red, amber or note: exit 1 on such a finding"};
inline constexpr Option kStrictOption{"strict", 0, "", "exit 3 when anything could not be answered"};

// Colours are on when stdout is a terminal and NO_COLOR is not set.
render::Colours ColoursOfStdout();

// `text` whose next step, if it names one, has those options of this run that it needs.
std::string Continued(const Arguments& arguments, std::string text);

// "halfsecond: LINE" on stderr, escaped: what a user should know and what changes no answer.
void Tell(const std::string& line);

// An answer on stdout that is too long to keep: it leaves piece by piece.
class AnswerStream {
 public:
  void Put(std::string_view text);

  // False, with the reason on stderr, when not all of it could be written.
  bool Finish();

 private:
  std::string held_;
  bool is_broken_ = false;
};

// The level of --fail-on; nothing when not given. `ok` becomes false, with the reason on stderr, for an unknown level.
std::optional<Severity> FailLevel(const Arguments& arguments, bool& ok);

// Was anything that was asked about left out of the findings because it could not be read?
enum class Holes : std::uint8_t { kNone, kSome };

// What the exit code is judged by.
struct Verdict {
  const std::vector<Finding>& findings;
  Holes holes = Holes::kNone;
};

// The exit code of a describing command, never better than `otherwise`: kFound when a finding reaches the level of
// --fail-on, else kCannotAnswer under --strict when something is unknown.
ExitCode Judged(const Arguments& arguments, const Verdict& verdict, ExitCode otherwise);

// Every rule of ours, whatever facts it asks, in the order of `halfsecond rules`.
std::vector<render::RuleDescription> AllRules();

// The findings as SARIF with every rule of ours in the catalogue.
std::string SarifAnswer(const std::vector<Finding>& findings);

}  // namespace halfsecond::app
