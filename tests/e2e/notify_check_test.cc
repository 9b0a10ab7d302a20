// `halfsecond notify-check` on daemons written here: the right ones have no mistake, each wrong one is named.

#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/kits/notify/programs.h"

using halfsecond::notify_tests::Compile;
using halfsecond::notify_tests::Folder;
using halfsecond::notify_tests::Ran;
using halfsecond::notify_tests::Shell;

namespace {

struct Daemon {
  std::string source;             // in tests/kits/notify/daemons
  std::set<std::string> expects;  // the rules of its mistakes and advice
  std::string flags{};            // for the compiler
};

const std::string kShim = "$(PKG_CONFIG_PATH=" HS_SD_DAEMON " pkg-config --cflags --libs libsystemd)";

std::vector<Daemon> Daemons() {
  return {
      {"right_core.c", {}},
      {"right_whole.c", {}},
      {"right_wrapper.cpp", {}, "-std=c++20 -fno-exceptions -fno-rtti"},
      {"right_shim.c", {}, kShim},
      {"wrong_length.c", {"notify-abstract-length"}},
      {"wrong_file.c", {"notify-abstract-as-file"}},
      {"wrong_cloexec.c", {"notify-socket-inherited"}},
      {"wrong_listen_pid.c", {"notify-listen-pid-ignored", "notify-listener-inherited"}},
      {"wrong_leak.c", {"notify-socket-leak", "notify-socket-inherited"}},
      {"wrong_protocol.c", {"notify-order", "notify-wrong-descriptors", "notify-malformed", "notify-unknown-key"}},
      {"wrong_helper.c", {"notify-helper-gone", "notify-needs-manager", "notify-sender-not-main"}},
      {"wrong_nonblocking.c", {"notify-gives-up", "notify-watchdog-late", "notify-watchdog-pid-ignored"}},
  };
}

// All of them at once: a check is ten seconds of waiting and a few milliseconds of work.
std::map<std::string, nlohmann::json> CheckAll(const Folder& folder) {
  std::string script;
  for (const Daemon& daemon : Daemons()) {
    const bool cpp = daemon.source.find(".cpp") != std::string::npos;
    const std::string program = folder.path() + "/" + daemon.source + ".out";
    const Ran built = Shell(
        Compile(cpp ? HS_CLIENT_CXX : HS_CLIENT_CC " -std=gnu99", "daemons/" + daemon.source, program, daemon.flags));
    INFO(built.output);
    REQUIRE(built.status == 0);
    script += "(" HS_BINARY " notify-check --json --timeout 5 --reload-signal HUP -- " + program + " >" + program +
              ".json 2>&1; echo $? >" + program + ".exit) &\n";
  }
  REQUIRE(Shell("(" + script + "wait)").status == 0);
  std::map<std::string, nlohmann::json> answers;
  for (const Daemon& daemon : Daemons()) {
    const std::string program = folder.path() + "/" + daemon.source + ".out";
    auto& answer = answers[daemon.source];
    answer = nlohmann::json::parse(Shell("cat " + program + ".json").output, nullptr, false);
    REQUIRE(answer.is_object());
    answer["exit"] = Shell("cat " + program + ".exit").output;
  }
  return answers;
}

std::set<std::string> RulesOf(const nlohmann::json& answer) {
  std::set<std::string> rules;
  for (const auto& finding : answer.at("findings")) rules.insert(finding.at("rule").get<std::string>());
  return rules;
}

std::string Joined(const std::set<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined.append(name).append(" ");
  return joined;
}

}  // namespace

TEST_CASE("notify-check finds nothing in our headers and the shim, and names what each wrong daemon does") {
  const Folder folder;
  auto answers = CheckAll(folder);
  for (const Daemon& daemon : Daemons()) {
    const nlohmann::json& answer = answers[daemon.source];
    INFO(daemon.source);
    CHECK(answer.at("schema") == "halfsecond/notify-check/1");
    CHECK(answer.at("complete") == true);
    CHECK(answer.at("runs").size() == 9);
    CHECK(Joined(RulesOf(answer)) == Joined(daemon.expects));
    CHECK(answer.at("exit") == (daemon.expects.empty() ? "0\n" : "1\n"));
  }
  const auto& whole = answers["right_whole.c"];
  std::map<std::string, std::string> said;
  for (const auto& run : whole.at("runs")) said[run.at("name")] = run.at("answer");
  CHECK(said["listen"] == "accepts on the socket it was passed");
  CHECK(said["others"] == "leaves another's socket alone");
  CHECK(said["fdstore"] == "1 x FDSTORE=1");
  CHECK(said["busy"] == "waits for the manager and a barrier");
  CHECK(said["reload"] == "1 x RELOADING=1");
}

TEST_CASE("notify-check says what is wrong with the call, and ends with the exit code for it") {
  const Ran nothing = Shell(HS_BINARY " notify-check");
  CHECK(nothing.status == 2);
  CHECK(nothing.output.find("hint: halfsecond notify-check -- ") != std::string::npos);
  CHECK(Shell(HS_BINARY " notify-check -- /nowhere/at/all").status == 2);
  CHECK(Shell(HS_BINARY " notify-check --timeout 0 -- true").status == 2);
  CHECK(Shell(HS_BINARY " notify-check --listen udp -- true").status == 2);
  CHECK(Shell(HS_BINARY " notify-check --reload-signal KILL -- true").status == 2);
  CHECK(Shell(HS_BINARY " notify-check -- /etc/passwd").status == 3);
  const Ran wrong_option = Shell(HS_BINARY " notify-check -- sh -c 'echo unknown option >&2; exit 64'");
  CHECK(wrong_option.status == 3);
  CHECK(wrong_option.output ==
        "halfsecond: error: sh ends at once with status 64: unknown option\n"
        "hint: it must start and stay in the foreground: try it in a shell first\n");
}

TEST_CASE("a program that knows nothing of service managers is told that it is never ready") {
  const Ran ran = Shell(HS_BINARY " notify-check --timeout 1 -- sleep 30");
  CHECK(ran.status == 1);
  CHECK(ran.output.find(
            "sleep   1 mistake in 1 run\namber notify-never-ready: no READY=1 in 1.0 s: Type=notify would give up\n") ==
        0);
}
