// The last line of an answer: what to do next, as a command that works as it is typed.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfsecond::render {

// `text` as one word for a shell. Nothing where a terminal cannot show it as it is: what is copied would not be it.
std::optional<std::string> TypedWord(std::string_view text);

// "next: halfsecond COMMAND OPERAND...\n", where `command` may end in options; "" where an operand cannot be typed.
std::string NextLine(std::string_view command, const std::vector<std::string>& operands);

}  // namespace halfsecond::render
