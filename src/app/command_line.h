// The command line: one table of commands and options, from which parsing, help, completion and man pages come.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halfsecond::app {

// How a run ends. docs/design.md, exit codes.
enum class ExitCode : std::uint8_t {
  kAnswered = 0,      // described, or judged and nothing found
  kFound = 1,         // a judging command found what it looks for
  kUsage = 2,         // wrong usage, or the named thing is not there
  kCannotAnswer = 3,  // there, but the question could not be answered
};

// The one that says more: 3 before 2 before 1 before 0.
constexpr ExitCode Worse(ExitCode a, ExitCode b) {
  return a > b ? a : b;
}

// Does the next step that an answer names need the option as well, where its command takes it? What says where to look,
// and at what.
enum class NextStep : std::uint8_t { kWithout, kWith };

struct Option {
  std::string_view name;      // long, without dashes
  char letter;                // short form, or 0
  std::string_view argument;  // what its argument is called, or "" when it takes none
  std::string_view help;
  std::string_view not_with = {};  // names of options, blanks between, that cannot be honoured beside it
  std::string_view needs = {};     // names of options without which it says nothing
  NextStep next_step = NextStep::kWithout;
};

// The forms of an answer, of which a run gives one: kept by each of them, whatever commands have it.
inline constexpr std::string_view kOtherForms = "json sarif csv order timeline tree bindings replay elsewhere";

// What a user typed, checked against the command's table.
class Arguments {
 public:
  bool Has(std::string_view option) const;
  // The last value given for `option`, or nothing.
  std::optional<std::string> Value(std::string_view option) const;
  const std::vector<std::string>& operands() const { return operands_; }

  void AddOption(std::string_view name, std::string value) { options_.emplace_back(name, std::move(value)); }
  void AddOperand(std::string operand) { operands_.push_back(std::move(operand)); }

 private:
  std::vector<std::pair<std::string_view, std::string>> options_;
  std::vector<std::string> operands_;
};

struct Command {
  std::string_view name;
  std::string_view operands;  // as shown: "PROGRAM..."
  std::string_view summary;   // one line
  std::span<const Option> options;
  std::span<const std::string_view> examples;
  ExitCode (*run)(const Arguments&);
};

// Every command, in the order of help.
std::span<const Command> Commands();

// Options that every command takes.
std::span<const Option> CommonOptions();

// Options that stand in the place of a command.
std::span<const Option> ProgramOptions();

// The command of that name, or nullptr.
const Command* FindCommand(std::string_view name);

// Parses argv[first...] for `command`; on wrong usage says why on stderr and returns nothing.
std::optional<Arguments> Parse(const Command& command, int argc, char** argv);

// "halfsecond: error: WHAT" and, where there is one, "hint: HINT", on stderr. Foreign text in both is escaped.
void PrintError(std::string_view what, std::string_view hint);

// Writes an answer to stdout, whole. False when it could not be written (a full disk, a closed pipe).
bool PrintAnswer(std::string_view text);

// Runs what argv asks for. Returns the exit code.
int Run(int argc, char** argv);

}  // namespace halfsecond::app
