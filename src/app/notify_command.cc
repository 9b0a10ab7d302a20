#include <algorithm>
#include <charconv>
#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include "analysis/notify/check.h"
#include "app/commands.h"
#include "app/output.h"
#include "render/json_notify.h"
#include "render/text_notify.h"
#include "sandbox/supervise/child.h"
#include "sandbox/supervise/supervisor.h"

namespace halfsecond::app {
namespace {

constexpr unsigned kMaxTimeoutSeconds = 3600;

std::optional<int> SignalNamed(std::string_view name) {
  if (name.substr(0, 3) == "SIG") name.remove_prefix(3);
  if (name == "HUP") return SIGHUP;
  if (name == "USR1") return SIGUSR1;
  if (name == "USR2") return SIGUSR2;
  return std::nullopt;
}

// What the user asked for; nothing, with the reason on stderr, when it makes no sense.
std::optional<notify_check::CheckOptions> Options(const Arguments& arguments) {
  notify_check::CheckOptions options;
  options.command = arguments.operands();
  if (options.command.empty()) {
    PrintError("notify-check needs a command", "halfsecond notify-check -- /usr/sbin/sshd -D -p 2222");
    return std::nullopt;
  }
  if (const auto text = arguments.Value("timeout")) {
    unsigned seconds = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (error != std::errc() || end != text->data() + text->size() || seconds == 0 || seconds > kMaxTimeoutSeconds) {
      PrintError("--timeout takes seconds, 1 to 3600: " + *text, "--timeout 30");
      return std::nullopt;
    }
    options.ready_timeout_usec = seconds * supervise::kSecond;
  }
  if (const auto kind = arguments.Value("listen")) {
    if (*kind != "tcp" && *kind != "unix") {
      PrintError("--listen takes tcp or unix: " + *kind, "--listen tcp");
      return std::nullopt;
    }
    options.listener = *kind == "tcp" ? supervise::Listener::kTcp : supervise::Listener::kUnix;
  }
  if (const auto name = arguments.Value("reload-signal")) {
    const auto signal = SignalNamed(*name);
    if (!signal) {
      PrintError("--reload-signal takes HUP, USR1 or USR2: " + *name, "--reload-signal HUP");
      return std::nullopt;
    }
    options.reload_signal = *signal;
  }
  return options;
}

}  // namespace

// Runs COMMAND several times as the user, each time under a service manager of another kind, and stops it again. kFound
// with a mistake, kUsage when there is no such program, kCannotAnswer when it does not run at all.
ExitCode RunNotifyCheck(const Arguments& arguments) {
  const auto options = Options(arguments);
  if (!options) return ExitCode::kUsage;
  if (const auto adopted = supervise::AdoptOrphans(); !adopted.ok()) {
    PrintError(adopted.error().what, "");
    return ExitCode::kCannotAnswer;
  }
  const auto facts = notify_check::Check(*options, &supervise::Supervise);
  if (!facts.ok()) {
    const bool absent = facts.error().kind == Error::Kind::kNotFound;
    PrintError(facts.error().what, absent ? "the command comes after --, with its arguments"
                                          : "it must start and stay in the foreground: try it in a shell first");
    return absent ? ExitCode::kUsage : ExitCode::kCannotAnswer;
  }
  const NotifyFacts& answer = facts.value();
  if (!PrintAnswer(arguments.Has("json") ? render::NotifyJson(answer)
                                         : render::NotifyText(answer, ColoursOfStdout()))) {
    return ExitCode::kCannotAnswer;
  }
  const bool mistake = std::any_of(answer.findings.begin(), answer.findings.end(),
                                   [](const Finding& finding) { return finding.severity != Severity::kNote; });
  if (mistake) return ExitCode::kFound;
  return answer.complete ? ExitCode::kAnswered : ExitCode::kCannotAnswer;
}

}  // namespace halfsecond::app
