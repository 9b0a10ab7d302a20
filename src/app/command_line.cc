#include "app/command_line.h"

#include <getopt.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "app/version.h"
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

// The tables getopt_long wants, made from ours.
struct GetoptTables {
  explicit GetoptTables(std::vector<const Option*> all) : options(std::move(all)) {
    letters = ":";
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
  std::string letters;
};

std::vector<const Option*> OptionsOf(const Command& command) {
  std::vector<const Option*> all;
  for (const Option& option : command.options) all.push_back(&option);
  for (const Option& option : CommonOptions()) all.push_back(&option);
  return all;
}

// "did you mean --json?", or where to read on.
std::string HintForOption(const Command& command, std::string_view typed) {
  std::vector<std::string> names;
  for (const Option* option : OptionsOf(command)) names.emplace_back(option->name);
  while (typed.starts_with('-')) typed.remove_prefix(1);
  const std::string closest = ClosestName(typed.substr(0, typed.find('=')), names);
  if (!closest.empty()) return "did you mean --" + closest + "?";
  return "halfsecond " + std::string(command.name) + " --help lists the options";
}

int RunNamed(const Command& command, int argc, char** argv) {
  const auto arguments = Parse(command, argc, argv);
  if (!arguments) return static_cast<int>(ExitCode::kUsage);
  if (arguments->Has("help")) return PrintAnswer(CommandHelpText(command)) ? 0 : 3;
  return static_cast<int>(command.run(*arguments));
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
    const int at = optind == 0 ? 1 : optind;
    const int value =
        getopt_long(argc, argv, tables.letters.c_str(), tables.longs.data(), nullptr);  // NOLINT(concurrency-mt-unsafe)
    if (value == -1) break;
    if (value == '?' || value == ':') {
      const std::string typed = argv[std::min(at, argc - 1)];
      const std::string_view what = value == ':' ? "option needs an argument: " : "unknown option: ";
      PrintError(std::string(what) + typed, HintForOption(command, typed));
      return std::nullopt;
    }
    if (const Option* option = tables.Find(value)) {
      arguments.AddOption(option->name, optarg != nullptr && !option->argument.empty() ? optarg : "");
    }
  }
  for (int i = optind; i < argc; ++i) arguments.AddOperand(argv[i]);
  return arguments;
}

std::string HelpText() {
  std::string text = "usage: halfsecond COMMAND [OPTION...] [ARGUMENT...]\n\n";
  for (const Command& command : Commands()) {
    text += "  " + Padded(command.name, kHelpColumn - 2) + std::string(command.summary) + "\n";
  }
  text += "\n";
  for (const Option& option : CommonOptions()) text += OptionLine(option);
  text += "      --version [--bom]   version, and with --bom every library inside\n";
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

void PrintError(std::string_view what, std::string_view hint) {
  std::string text = "halfsecond: error: " + EscapedForTerminal(what) + "\n";
  if (!hint.empty()) text += "hint: " + EscapedForTerminal(hint) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

bool PrintAnswer(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(STDOUT_FILENO, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      PrintError("the answer could not be written to standard output", "");
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

int Run(int argc, char** argv) {
  if (argc < 2) {
    PrintAnswer(HelpText());
    return static_cast<int>(ExitCode::kUsage);
  }
  const std::string_view first = argv[1];
  if (first == "--help" || first == "-h" || first == "help") return PrintAnswer(HelpText()) ? 0 : 3;
  if (first == "--version") {
    const bool bom = argc > 2 && std::string_view(argv[2]) == "--bom";
    return PrintAnswer(bom ? BillOfMaterials() : VersionLine()) ? 0 : 3;
  }
  if (const Command* command = FindCommand(first)) return RunNamed(*command, argc - 1, argv + 1);
  std::vector<std::string> names;
  for (const Command& command : Commands()) names.emplace_back(command.name);
  const std::string closest = ClosestName(first, names);
  PrintError("unknown command: " + std::string(first),
             closest.empty() ? "halfsecond --help lists the commands" : "did you mean halfsecond " + closest + "?");
  return static_cast<int>(ExitCode::kUsage);
}

}  // namespace halfsecond::app
