#include "app/command_line.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "app/help.h"
#include "app/output.h"
#include "tests/e2e/load_answer.h"
#include "tests/e2e/process.h"

using namespace halfsecond::app;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
namespace e2e = halfsecond::e2e;

namespace {

// What Parse makes of `load` and these words.
std::optional<Arguments> Parsed(std::vector<std::string> words) {
  words.insert(words.begin(), "load");
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  return Parse(*FindCommand("load"), static_cast<int>(words.size()), argv.data());
}

e2e::Ended Halfsecond(std::vector<std::string> words) {
  words.insert(words.begin(), e2e::Binary());
  return e2e::Run({.argv = words});
}

// What wrong usage is answered with: two lines on stderr, nothing on stdout, exit code 2.
std::string Refusal(const std::vector<std::string>& words) {
  const e2e::Ended ended = Halfsecond(words);
  CHECK(ended.status == 2);
  CHECK(ended.out.empty());
  return ended.err;
}

std::string Error(const std::string& what, const std::string& hint) {
  return "halfsecond: error: " + what + "\nhint: " + hint + "\n";
}

// The words of a list in the table.
std::vector<std::string> Words(std::string_view list) {
  std::vector<std::string> words;
  for (std::istringstream in{std::string(list)}; in;) {
    std::string word;
    if (in >> word) words.push_back(word);
  }
  return words;
}

}  // namespace

TEST_CASE("options stand anywhere behind the command, and operands keep their order") {
  const auto arguments = Parsed({"a", "--json", "b", "-v", "--root", "/mnt", "c"});
  REQUIRE(arguments);
  CHECK(arguments->operands() == std::vector<std::string>{"a", "b", "c"});
  CHECK(arguments->Has("json"));
  CHECK(arguments->Has("verbose"));
  CHECK_FALSE(arguments->Has("sarif"));
  CHECK(arguments->Value("root") == "/mnt");
  CHECK_FALSE(arguments->Value("cpu").has_value());
}

TEST_CASE("of an option that is given twice the last one counts, with = or without") {
  CHECK(Parsed({"--root=/a", "--root", "/b"})->Value("root") == "/b");
  CHECK(Parsed({"--root", "/b", "--root="})->Value("root") == "");
}

TEST_CASE("behind -- everything is an operand, and so is a dash") {
  CHECK(Parsed({"--", "--json", "-"})->operands() == std::vector<std::string>{"--json", "-"});
  CHECK(Parsed({"-"})->operands() == std::vector<std::string>{"-"});
}

TEST_CASE("every command and option has a name of its own, a help text, and an example that names the command") {
  std::set<std::string_view> commands;
  for (const Command& command : Commands()) {
    CHECK(commands.insert(command.name).second);
    CHECK_FALSE(command.summary.empty());
    CHECK_FALSE(command.examples.empty());
    for (const std::string_view example : command.examples) {
      CHECK(example.starts_with("halfsecond " + std::string(command.name)));
    }
    std::set<std::string_view> options;
    for (const Option& option : command.options) CHECK(options.insert(option.name).second);
    for (const Option& option : CommonOptions()) CHECK(options.insert(option.name).second);
    for (const std::string_view option : options) {
      CHECK(CommandHelpText(command).find("--" + std::string(option)) != std::string::npos);
    }
    CHECK(HelpText().find("  " + std::string(command.name) + " ") != std::string::npos);
  }
}

TEST_CASE("a mistyped command or option is met with the closest one, wherever it stands") {
  CHECK(Refusal({"laod", "ls"}) == Error("unknown command: laod", "did you mean halfsecond load?"));
  CHECK(Refusal({"load", "--jsn", "ls"}) == Error("unknown option: --jsn", "did you mean --json?"));
  CHECK(Refusal({"load", "ls", "--jsn"}) == Error("unknown option: --jsn", "did you mean --json?"));
  CHECK(Refusal({"load", "ls", "--rot=/x"}) == Error("unknown option: --rot=/x", "did you mean --root?"));
  CHECK(Refusal({"load", "ls", "-vx"}) == Error("unknown option: -x", "halfsecond load --help lists the options"));
  CHECK(Refusal({"xyzzy"}) == Error("unknown command: xyzzy", "halfsecond --help lists the commands"));
}

TEST_CASE("an option without its argument, or with one it does not take, says so") {
  CHECK(Refusal({"load", "ls", "--root"}) == Error("option needs an argument: --root", "--root DIR"));
  CHECK(Refusal({"load", "--json=3", "ls"}) == Error("option takes no argument: --json=3", "--json"));
}

TEST_CASE("values that are none of the few that there are are refused before anything is read") {
  CHECK(Refusal({"load", "--fail-on", "purple", "ls"}) ==
        Error("unknown level: purple", "--fail-on red, amber or note"));
  CHECK(Refusal({"load", "--cpu", "v9", "ls"}) ==
        Error("unknown processor level: v9", "x86-64-v1, x86-64-v2, x86-64-v3 or x86-64-v4"));
  CHECK(Refusal({"--completion", "fish"}) == Error("no completion for the shell: fish", "--completion bash or zsh"));
}

TEST_CASE("options that exclude or need each other do so by names that their commands have") {
  std::set<std::string_view> all;
  for (const Command& command : Commands()) {
    for (const Option& option : command.options) all.insert(option.name);
  }
  for (const Command& command : Commands()) {
    for (const Option& option : command.options) {
      for (const std::string& name : Words(option.not_with)) CHECK_MESSAGE(all.count(name) == 1, name);
      for (const std::string& name : Words(option.needs)) {
        const auto is_it = [&](const Option& one) { return one.name == name; };
        CHECK_MESSAGE(std::any_of(command.options.begin(), command.options.end(), is_it), name);
      }
    }
  }
}

TEST_CASE("of two options that cannot both be honoured none wins: it is wrong usage, in any order") {
  std::size_t pairs = 0;
  for (const Command& command : Commands()) {
    for (const Option& option : command.options) {
      for (const std::string& other : Words(option.not_with)) {
        const auto is_it = [&](const Option& one) { return one.name == other; };
        const auto found = std::find_if(command.options.begin(), command.options.end(), is_it);
        if (found == command.options.end() || other == option.name) continue;
        ++pairs;
        std::vector<std::string> words{std::string(command.name)};
        for (const Option* each : {&*found, &option}) {
          words.push_back("--" + std::string(each->name));
          if (!each->argument.empty()) words.emplace_back("x");
        }
        CAPTURE(words);
        const std::string error = Refusal(words);
        CHECK(error.find(" cannot both be honoured\nhint: give one of the two\n") != std::string::npos);
      }
    }
  }
  CHECK(pairs >= 60);  // each twice
  CHECK(Refusal({"load", "--order", "--json", "ls"}) ==
        Error("--order and --json cannot both be honoured", "give one of the two"));
}

TEST_CASE("an option that says nothing without another is wrong usage, and the hint is that other one") {
  CHECK(Refusal({"about", "--archive", "a.tar", "ls"}) ==
        Error("--archive says nothing without --repo", "give --repo REPO as well"));
  CHECK(Refusal({"custody", "--project", "p", "."}) ==
        Error("--project says nothing without --oss-fuzz", "give --oss-fuzz DIR as well"));
  CHECK(Refusal({"custody", "--oss-fuzz", "o", "."}) ==
        Error("--oss-fuzz says nothing without --project", "give --project NAME as well"));
}

TEST_CASE("what a value of one option leaves to nothing is refused as well") {
  CHECK(Refusal({"survey", "--depth", "facts", "--fail-on", "red"}) ==
        Error("--depth facts asks no rule, so --fail-on has nothing to go by", "--depth closure, start or bind"));
}

TEST_CASE("the next step has those options of the run that say where to look, as far as its command takes them") {
  const auto arguments = *Parsed({"--root=/mnt/an image", "--cpu", "x86-64-v3", "--json", "--fail-on=red", "x"});
  CHECK(Continued(arguments, "head\nnext: halfsecond why a b\n") ==
        "head\nnext: halfsecond why '--root=/mnt/an image' --cpu=x86-64-v3 a b\n");
  CHECK(Continued(arguments, "next: halfsecond load --root=/here a\n") ==
        "next: halfsecond load --cpu=x86-64-v3 --root=/here a\n");
  CHECK(Continued(arguments, "next: halfsecond explain foreign-ifunc\n") == "next: halfsecond explain foreign-ifunc\n");
  CHECK(Continued(arguments, "next: git show\nend") == "next: git show\nend");
}

TEST_CASE("too few or too many operands are wrong usage in every command") {
  CHECK(Refusal({"load"}) == Error("load needs a program", "halfsecond load /usr/sbin/sshd"));
  CHECK(Refusal({"why", "ls"}) ==
        Error("why needs a program and a library", "halfsecond why /usr/sbin/sshd liblzma.so.5"));
  CHECK(Refusal({"explain"}) == Error("explain needs a rule", "halfsecond rules lists them"));
  CHECK(Refusal({"explain", "foreign-ifun"}) == Error("no rule foreign-ifun", "did you mean foreign-ifunc?"));
  CHECK(Refusal({"rules", "x"}) == Error("rules takes no argument: x", "halfsecond rules"));
  CHECK(Refusal({"--version", "x"}) == Error("unknown option: x", "--version or --version --bom"));
}

TEST_CASE("an option in the place of the command says where options stand") {
  CHECK(Refusal({"--json", "load"}) ==
        Error("unknown option: --json", "options stand behind a command; halfsecond --help lists the commands"));
}

TEST_CASE("without a command the help goes to stderr, with --help to stdout") {
  const e2e::Ended bare = Halfsecond({});
  CHECK(bare.status == 2);
  CHECK(bare.out.empty());
  CHECK(bare.err == HelpText());
  for (const char* word : {"--help", "-h", "help"}) {
    CHECK(Halfsecond({word}).status == 0);
    CHECK(Halfsecond({word}).out == HelpText());
  }
  CHECK(Halfsecond({"help", "why"}).out == CommandHelpText(*FindCommand("why")));
  CHECK(Halfsecond({"why", "--help"}).out == CommandHelpText(*FindCommand("why")));
}

TEST_CASE("the worse of two exit codes is the one that says more") {
  CHECK(Worse(ExitCode::kAnswered, ExitCode::kFound) == ExitCode::kFound);
  CHECK(Worse(ExitCode::kUsage, ExitCode::kFound) == ExitCode::kUsage);
  CHECK(Worse(ExitCode::kUsage, ExitCode::kCannotAnswer) == ExitCode::kCannotAnswer);
}
