#include "app/output.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "app/version.h"
#include "base/text.h"
#include "render/sarif.h"
#include "rules/bind/all.h"
#include "rules/custody/all.h"
#include "rules/load/all.h"
#include "rules/release/all.h"
#include "rules/upgrade/all.h"

namespace halfsecond::app {

namespace {

// Those of `arguments` that `command` needs to find the same things again, as words of a shell with a blank before
// each.
std::string NeededOptions(const Arguments& arguments, const Command& command, std::string_view words) {
  std::string text;
  for (const auto& options : {command.options, CommonOptions()}) {
    for (const Option& option : options) {
      const std::string name = " --" + std::string(option.name);
      if (option.next_step == NextStep::kWithout || !arguments.Has(option.name)) continue;
      if (words.find(name) != std::string_view::npos) continue;
      const std::string word = name.substr(1) + (option.argument.empty() ? "" : "=" + *arguments.Value(option.name));
      text += " " + EscapedForTerminal(ShellWord(word));
    }
  }
  return text;
}

}  // namespace

render::Colours ColoursOfStdout() {
  const char* no_color =
      std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): nothing here changes the environment
  const bool wanted = ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
  return wanted ? render::Colours::kOn : render::Colours::kOff;
}

std::string Continued(const Arguments& arguments, std::string text) {
  constexpr std::string_view kNext = "next: halfsecond ";
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const std::string_view line = std::string_view(text).substr(at, text.find('\n', at) - at);
    if (line.starts_with(kNext)) {
      const std::string_view words = line.substr(kNext.size());
      const std::size_t end = kNext.size() + std::min(words.find(' '), words.size());
      const Command* command = FindCommand(line.substr(kNext.size(), end - kNext.size()));
      text.insert(at + end, command == nullptr ? "" : NeededOptions(arguments, *command, words));
    }
    if (text.find('\n', at) == std::string::npos) break;
  }
  return text;
}

void Tell(const std::string& line) {
  const std::string text = "halfsecond: " + EscapedForTerminal(line) + "\n";
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));  // nobody is left to be told
}

void AnswerStream::Put(std::string_view text) {
  constexpr std::size_t kWriteBytes = 64U << 10U;
  held_ += text;
  if (held_.size() < kWriteBytes) return;
  static_cast<void>(Finish());
}

bool AnswerStream::Finish() {
  if (!is_broken_ && !held_.empty()) is_broken_ = !PrintAnswer(held_);
  held_.clear();
  return !is_broken_;
}

std::optional<Severity> FailLevel(const Arguments& arguments, bool& ok) {
  const auto level = arguments.Value("fail-on");
  if (!level) return std::nullopt;
  for (const Severity severity : {Severity::kRed, Severity::kAmber, Severity::kNote}) {
    if (*level == SeverityName(severity)) return severity;
  }
  PrintError("unknown level: " + *level, "--fail-on red, amber or note");
  ok = false;
  return std::nullopt;
}

ExitCode Judged(const Arguments& arguments, const Verdict& verdict, ExitCode otherwise) {
  bool ok = true;
  const auto level = FailLevel(arguments, ok);
  if (!ok) return ExitCode::kUsage;
  const auto is_hit = [&](const Finding& f) { return level && f.answer == Answer::kYes && f.severity >= *level; };
  const auto is_unknown = [](const Finding& f) { return f.answer == Answer::kUnknown; };
  const auto& findings = verdict.findings;
  if (std::any_of(findings.begin(), findings.end(), is_hit)) return Worse(ExitCode::kFound, otherwise);
  const bool unknown = verdict.holes == Holes::kSome || std::any_of(findings.begin(), findings.end(), is_unknown);
  return arguments.Has("strict") && unknown ? ExitCode::kCannotAnswer : otherwise;
}

std::vector<render::RuleDescription> AllRules() {
  std::vector<render::RuleDescription> all;
  const auto add = [&all](std::string_view asked_by, const auto& rules) {
    for (const auto* rule : rules) all.push_back({rule->id, rule->question, rule->why, asked_by});
  };
  add("load, survey", rules::LoadRules());
  add("replaceable, survey", rules::BindRules());
  add("custody", rules::CustodyRules());
  add("custody --ledger", rules::LedgerRules());
  add("release-check", rules::ReleaseRules());
  add("upgrade-check", rules::UpgradeRules());
  return all;
}

std::string SarifAnswer(const std::vector<Finding>& findings) {
  return render::Sarif(AllRules(), findings, Version());
}

}  // namespace halfsecond::app
