#include "app/help.h"

// Both scripts come from the table alone: after a command its options, else files. What a user types is never
// evaluated.

namespace halfsecond::app {
namespace {

std::string Words(std::span<const Option> options, std::string words) {
  for (const Option& option : options) words.append(words.empty() ? "--" : " --").append(option.name);
  return words;
}

std::string CommandNames() {
  std::string names;
  for (const Command& command : Commands()) names.append(names.empty() ? "" : " ").append(command.name);
  return names;
}

std::string Bash() {
  std::string text = "# bash completion of halfsecond\n_halfsecond() {\n  local words\n  case ${COMP_WORDS[1]} in\n";
  for (const Command& command : Commands()) {
    text += "    " + std::string(command.name) + ") words='" + Words(CommonOptions(), Words(command.options, "")) +
            "' ;;\n";
  }
  text += "    *) words='' ;;\n  esac\n  if [ \"$COMP_CWORD\" -eq 1 ]; then words='" + CommandNames() + " --help " +
          Words(ProgramOptions(), "") + "'; fi\n";
  text +=
      "  if [ \"$COMP_CWORD\" -eq 1 ] || [[ $2 == -* ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$2\")\n"
      "  else\n"
      "    mapfile -t COMPREPLY < <(compgen -f -- \"$2\")\n"
      "    compopt -o filenames\n"
      "  fi\n}\ncomplete -F _halfsecond halfsecond\n";
  return text;
}

// A description inside _arguments' brackets: no bracket, colon, quote or backslash.
std::string Described(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\') continue;
    out += c == ':' ? std::string(",") : c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out;
}

std::string ZshOptions(std::span<const Option> options) {
  std::string text;
  for (const Option& option : options) {
    text += " \\\n        '--" + std::string(option.name) + "[" + Described(option.help) + "]";
    if (!option.argument.empty())
      text += ":" + Described(option.argument) + (option.name == "root" ? ":_files -/" : ":");
    text += "'";
  }
  return text;
}

std::string Zsh() {
  std::string text = "#compdef halfsecond\n_halfsecond() {\n  if (( CURRENT == 2 )); then\n    local -a commands=(\n";
  for (const Command& command : Commands()) {
    text += "      '" + std::string(command.name) + ":" + Described(command.summary) + "'\n";
  }
  text += "    )\n    _describe command commands\n    _arguments" + ZshOptions(ProgramOptions()) +
          "\n    return\n  fi\n  shift words\n  (( CURRENT-- ))\n  case $words[1] in\n";
  for (const Command& command : Commands()) {
    text += "    " + std::string(command.name) + ")\n      _arguments" + ZshOptions(command.options) +
            ZshOptions(CommonOptions()) + " \\\n        '*:file:_files'\n      ;;\n";
  }
  return text + "  esac\n}\n_halfsecond \"$@\"\n";
}

}  // namespace

std::string Completion(std::string_view shell) {
  if (shell == "bash") return Bash();
  if (shell == "zsh") return Zsh();
  return "";
}

}  // namespace halfsecond::app
