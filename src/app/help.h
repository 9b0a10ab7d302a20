// What the table of commands says to people: help, the manual page and the completion of shells.

#pragma once

#include <string>
#include <string_view>

#include "app/command_line.h"

namespace halfsecond::app {

// Text of `halfsecond --help` and of `halfsecond COMMAND --help`.
std::string HelpText();
std::string CommandHelpText(const Command& command);

// halfsecond(1) in man(7) format.
std::string ManPage();

// A completion script; "" for a shell other than "bash" and "zsh".
std::string Completion(std::string_view shell);

}  // namespace halfsecond::app
