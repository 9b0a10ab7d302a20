#include "app/command_line.h"

#include <getopt.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "app/help.h"
#include "app/version.h"
#include "base/descriptor_io.h"
#include "base/text.h"

namespace halfsecond::app {
namespace {

// The tables getopt_long wants, made from ours.
struct GetoptTables {
  explicit GetoptTables(std::vector<const Option*> all) : options(std::move(all)) {
    for (std::size_t i = 0; i < options.size(); ++i) {
      const int takes = options[i]->argument.empty() ? no_argument : required_argument;
      names.emplace_back(options[i]->name);
      longs.push_back({nullptr, takes, nullptr, static_cast<int>(i) + kFirstValue});
      if (options[i]->letter != 0) letters.append(1, options[i]->letter).append(takes == no_argument ? "" : ":");
    }
    for (std::size_t i = 0; i < names.size(); ++i) longs[i].name = names[i].c_str();
    longs.push_back({nullptr, 0, nullptr, 0});
  }
  const Option* Find(int value) const {
    if (value >= kFirstValue && static_cast<std::size_t>(value - kFirstValue) < options.size()) {
      return options[static_cast<std::size_t>(value - kFirstValue)];
    }
    for (const Option* option : options) {
      if (option->letter != 0 && option->letter == value) return option;
    }
    return nullptr;
  }

  static constexpr int kFirstValue = 1000;  // above every letter
  std::vector<const Option*> options;
  std::vector<std::string> names;
  std::vector<struct option> longs;
  std::string letters = ":";
};

int Answered(const std::string& text) {
  return static_cast<int>(PrintAnswer(text) ? ExitCode::kAnswered : ExitCode::kCannotAnswer);
}

std::vector<const Option*> OptionsOf(const Command& command) {
  std::vector<const Option*> all;
  for (const Option& option : command.options) all.push_back(&option);
  for (const Option& option : CommonOptions()) all.push_back(&option);
  return all;
}

// What getopt_long objected to: the letter of a short option, else the word it has just left behind.
std::string Rejected(char** argv) {
  if (optopt > 0 && optopt < GetoptTables::kFirstValue) return std::string("-").append(1, static_cast<char>(optopt));
  return argv[optind - 1];
}

// An option as it is given: "--root DIR".
std::string Shown(const Option& option) {
  return "--" + std::string(option.name) + (option.argument.empty() ? "" : " " + std::string(option.argument));
}

// Wrong usage of an option, on stderr. `value` is what getopt_long returned.
void PrintRejection(const Command& command, const GetoptTables& tables, int value, const std::string& typed) {
  const Option* option = optopt != 0 ? tables.Find(optopt) : nullptr;
  if (option != nullptr && value == ':') {
    PrintError("option needs an argument: " + typed, Shown(*option));
    return;
  }
  if (option != nullptr) {
    PrintError("option takes no argument: " + typed, "--" + std::string(option->name));
    return;
  }
  std::vector<std::string> names;
  for (const Option* known : tables.options) names.emplace_back(known->name);
  const std::string_view name = std::string_view(typed).substr(std::min(typed.find_first_not_of('-'), typed.size()));
  const std::string closest = ClosestName(name.substr(0, name.find('=')), names);
  PrintError("unknown option: " + typed, closest.empty() || name.size() < 2
                                             ? "halfsecond " + std::string(command.name) + " --help lists the options"
                                             : "did you mean --" + closest + "?");
}

// The word at the front of `words`, which loses it; "" at the end.
std::string_view TakeWord(std::string_view& words) {
  const std::string_view word = words.substr(0, words.find(' '));
  words.remove_prefix(std::min(words.size(), word.size() + 1));
  return word;
}

// Says on stderr which of the options given cannot all be honoured, by the command's table. False: there are none.
bool RefuseClash(const Command& command, const Arguments& arguments) {
  for (const Option& option : command.options) {
    if (!arguments.Has(option.name)) continue;
    const std::string name = "--" + std::string(option.name);
    for (std::string_view words = option.not_with; !words.empty();) {
      const std::string_view other = TakeWord(words);
      if (other == option.name || !arguments.Has(other)) continue;
      PrintError(name + " and --" + std::string(other) + " cannot both be honoured", "give one of the two");
      return true;
    }
    for (std::string_view words = option.needs; !words.empty();) {
      const std::string_view other = TakeWord(words);
      if (arguments.Has(other)) continue;
      const auto needed = std::find_if(command.options.begin(), command.options.end(),
                                       [other](const Option& one) { return one.name == other; });
      PrintError(name + " says nothing without --" + std::string(other), "give " + Shown(*needed) + " as well");
      return true;
    }
  }
  return false;
}

int RunNamed(const Command& command, int argc, char** argv) {
  const auto arguments = Parse(command, argc, argv);
  if (!arguments) return static_cast<int>(ExitCode::kUsage);
  if (arguments->Has("help")) return Answered(CommandHelpText(command));
  if (RefuseClash(command, *arguments)) return static_cast<int>(ExitCode::kUsage);
  if (command.operands.empty() && !arguments->operands().empty()) {
    PrintError(std::string(command.name) + " takes no argument: " + arguments->operands().front(),
               "halfsecond " + std::string(command.name));
    return static_cast<int>(ExitCode::kUsage);
  }
  return static_cast<int>(command.run(*arguments));
}

// What stands where a command is expected, and is none.
int Unknown(std::string_view first) {
  std::vector<std::string> names;
  if (first.starts_with('-')) {
    for (const Option& option : ProgramOptions()) names.push_back("--" + std::string(option.name));
    const std::string closest = ClosestName(first, names);
    PrintError("unknown option: " + std::string(first),
               closest.empty() ? "options stand behind a command; halfsecond --help lists the commands"
                               : "did you mean halfsecond " + (closest == "--bom" ? "--version --bom" : closest) + "?");
  } else {
    for (const Command& command : Commands()) names.emplace_back(command.name);
    const std::string closest = ClosestName(first, names);
    PrintError("unknown command: " + std::string(first),
               closest.empty() ? "halfsecond --help lists the commands" : "did you mean halfsecond " + closest + "?");
  }
  return static_cast<int>(ExitCode::kUsage);
}

int Refused(const std::string& what, std::string_view hint) {
  PrintError(what, hint);
  return static_cast<int>(ExitCode::kUsage);
}

// The options that stand in the place of a command. Nothing when `first` is none of them.
std::optional<int> RunOption(const std::vector<std::string_view>& words) {
  const std::string_view first = words.front();
  const std::string second(words.size() > 1 ? words[1] : "");
  if (first == "--help" || first == "-h" || first == "help") {
    const Command* command = FindCommand(second);
    return Answered(command != nullptr ? CommandHelpText(*command) : HelpText());
  }
  if (first == "--version") {
    if (!second.empty() && second != "--bom")
      return Refused("unknown option: " + second, "--version or --version --bom");
    return Answered(second.empty() ? VersionLine() : BillOfMaterials());
  }
  if (first == "--man") return Answered(ManPage());
  if (first == "--completion") {
    const std::string script = Completion(second);
    return script.empty() ? Refused("no completion for the shell: " + second, "--completion bash or zsh")
                          : Answered(script);
  }
  return std::nullopt;
}

}  // namespace

bool Arguments::Has(std::string_view option) const {
  return std::any_of(options_.begin(), options_.end(), [&](const auto& given) { return given.first == option; });
}

std::optional<std::string> Arguments::Value(std::string_view option) const {
  const auto found =
      std::find_if(options_.rbegin(), options_.rend(), [&](const auto& given) { return given.first == option; });
  if (found == options_.rend()) return std::nullopt;
  return found->second;
}

const Command* FindCommand(std::string_view name) {
  const auto commands = Commands();
  const auto found = std::find_if(commands.begin(), commands.end(), [&](const Command& c) { return c.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

std::optional<Arguments> Parse(const Command& command, int argc, char** argv) {
  const GetoptTables tables(OptionsOf(command));
  Arguments arguments;
  optind = 0;  // glibc: start anew
  opterr = 0;
  for (;;) {
    const int value =
        getopt_long(argc, argv, tables.letters.c_str(), tables.longs.data(), nullptr);  // NOLINT(concurrency-mt-unsafe)
    if (value == -1) break;
    if (value == '?' || value == ':') {
      PrintRejection(command, tables, value, Rejected(argv));
      return std::nullopt;
    }
    if (const Option* option = tables.Find(value)) {
      arguments.AddOption(option->name, optarg != nullptr && !option->argument.empty() ? optarg : "");
    }
  }
  for (int i = optind; i < argc; ++i) arguments.AddOperand(argv[i]);
  return arguments;
}

void PrintError(std::string_view what, std::string_view hint) {
  std::string text = "halfsecond: error: " + EscapedForTerminal(what) + "\n";
  if (!hint.empty()) text += "hint: " + EscapedForTerminal(hint) + "\n";
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));  // nobody is left to tell
}

bool PrintAnswer(std::string_view text) {
  if (WriteAll(STDOUT_FILENO, text)) return true;
  PrintError("standard output: " + SystemErrorText(errno), "write the answer where there is room for it");
  return false;
}

int Run(int argc, char** argv) {
  if (argc < 2) {
    const std::string help = HelpText();
    static_cast<void>(std::fwrite(help.data(), 1, help.size(), stderr));  // nobody is left to tell
    return static_cast<int>(ExitCode::kUsage);
  }
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  if (const Command* command = FindCommand(words.front())) return RunNamed(*command, argc - 1, argv + 1);
  if (const auto code = RunOption(words)) return *code;
  return Unknown(words.front());
}

}  // namespace halfsecond::app
