#include "render/next_step.h"

#include <algorithm>

#include "base/text.h"

namespace halfsecond::render {

std::optional<std::string> TypedWord(std::string_view text) {
  std::string word = ShellWord(text);
  if (EscapedForTerminal(word) != word) return std::nullopt;
  return word;
}

std::string NextLine(std::string_view command, const std::vector<std::string>& operands) {
  std::string line = "next: halfsecond " + std::string(command);
  const auto is_dashed = [](const std::string& operand) { return operand.starts_with('-'); };
  if (std::any_of(operands.begin(), operands.end(), is_dashed)) line += " --";
  for (const std::string& operand : operands) {
    const auto word = TypedWord(operand);
    if (!word) return "";
    line += " " + *word;
  }
  return line + "\n";
}

}  // namespace halfsecond::render
