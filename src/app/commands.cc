#include "app/commands.h"

#include <array>

#include "app/session.h"

namespace halfsecond::app {
namespace {

constexpr Option kJson{"json", 0, "", "the answer as JSON (docs/schema/)"};

constexpr std::array kCommon{
    Option{"help", 'h', "", "this text"},
    Option{"verbose", 'v', "", "say on stderr which layers confine this process"},
    Option{"no-sandbox", 0, "", "go on where neither Landlock nor seccomp can be had"},
};

constexpr std::array kLoadOptions{
    kJson,
    kRootOption,
    kCpuOption,
    kCleanEnvOption,
};
constexpr std::array<std::string_view, 2> kLoadExamples{
    "halfsecond load /usr/sbin/sshd",
    "halfsecond load --timeline /usr/bin/curl",
};

constexpr std::array kCommands{
    Command{"load", "PROGRAM...", "what the loader would map and run before main()", kLoadOptions, kLoadExamples,
            &RunLoad},
};

}  // namespace

std::span<const Command> Commands() {
  return kCommands;
}
std::span<const Option> CommonOptions() {
  return kCommon;
}

}  // namespace halfsecond::app
