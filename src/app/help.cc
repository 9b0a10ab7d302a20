#include "app/help.h"

#include "base/text.h"

namespace halfsecond::app {
namespace {

constexpr std::size_t kHelpColumn = 26;

std::string OptionLine(const Option& option) {
  std::string left = option.letter != 0 ? std::string("  -").append(1, option.letter).append(", --") : "      --";
  left.append(option.name);
  if (!option.argument.empty()) left.append(" ").append(option.argument);
  return Padded(left, kHelpColumn).append(option.help).append("\n");
}

}  // namespace

std::string HelpText() {
  std::string text = "usage: halfsecond COMMAND [OPTION...] [ARGUMENT...]\n\n";
  for (const Command& command : Commands()) {
    text += "  " + Padded(command.name, kHelpColumn - 2) + std::string(command.summary) + "\n";
  }
  text += "\n";
  for (const Option& option : CommonOptions()) text += OptionLine(option);
  for (const Option& option : ProgramOptions()) text += OptionLine(option);
  text += "\nexamples:\n";
  for (const Command& command : Commands()) {
    if (!command.examples.empty()) text += "  " + std::string(command.examples.front()) + "\n";
  }
  text += "\nexit codes: 0 answered, 1 found what it looks for, 2 wrong usage or not there, 3 could not be answered\n";
  return text;
}

std::string CommandHelpText(const Command& command) {
  std::string text = "usage: halfsecond " + std::string(command.name) + " [OPTION...] " +
                     std::string(command.operands) + "\n" + std::string(command.summary) + "\n\n";
  for (const Option& option : command.options) text += OptionLine(option);
  for (const Option& option : CommonOptions()) text += OptionLine(option);
  if (!command.examples.empty()) text += "\nexamples:\n";
  for (const std::string_view example : command.examples) text += "  " + std::string(example) + "\n";
  return text;
}

}  // namespace halfsecond::app
