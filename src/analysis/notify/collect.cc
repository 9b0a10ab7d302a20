#include "analysis/notify/collect.h"

#include <algorithm>
#include <cassert>
#include <cstdio>

#include "analysis/notify/mistake_kinds.h"

namespace halfsecond::notify_check {
namespace {

constexpr std::size_t kMaxCauses = 16;   // of one rule: who errs in a thousand ways hears of sixteen
constexpr std::size_t kMaxEvidence = 8;  // of one finding: the same thing in every run need not be said forty times

std::size_t Rank(std::string_view rule) {
  const auto* found = std::find_if(kMistakeKinds.begin(), kMistakeKinds.end(),
                                   [&](const MistakeKind& kind) { return kind.rule == rule; });
  return static_cast<std::size_t>(found - kMistakeKinds.begin());
}

std::string Source(const supervise::RunRecord& run) {
  return "run " + std::string(run.plan.name);
}

}  // namespace

void Collector::Add(std::string_view rule, std::string because, Evidence evidence) {
  assert(Rank(rule) < kMistakeKinds.size());
  std::size_t causes = 0;
  for (Finding& finding : findings_) {
    if (finding.rule != rule) continue;
    ++causes;
    if (finding.because != because) continue;
    if (finding.evidence.size() < kMaxEvidence) finding.evidence.push_back(std::move(evidence));
    return;
  }
  if (causes == kMaxCauses) return;
  const MistakeKind& kind = kMistakeKinds[Rank(rule)];
  Finding finding;
  finding.rule = kind.rule;
  finding.answer = Answer::kYes;
  finding.because = std::move(because);
  finding.evidence.push_back(std::move(evidence));
  finding.severity = kind.severity;
  finding.subject = program_;
  finding.remedy = kind.remedy;
  findings_.push_back(std::move(finding));
}

std::vector<Finding> Collector::Sorted() && {
  std::stable_sort(findings_.begin(), findings_.end(),
                   [](const Finding& a, const Finding& b) { return Rank(a.rule) < Rank(b.rule); });
  return std::move(findings_);
}

const supervise::RunRecord* Runs::Find(std::string_view name) const {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const supervise::RunRecord& run) { return run.plan.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Evidence MessageEvidence(const supervise::RunRecord& run, const supervise::Datagram& datagram) {
  const auto index = static_cast<std::uint64_t>(&datagram - run.datagrams.data());
  return {Source(run), index + 1, "message", datagram.text};
}

Evidence RunEvidence(const supervise::RunRecord& run) {
  const std::string last = LastLine(run.output);
  return {Source(run), 0, "", EndingWords(run) + (last.empty() ? "" : "; it printed: " + last)};
}

Evidence DescriptorEvidence(const supervise::RunRecord& run, const supervise::HeldDescriptor& held) {
  return {Source(run), static_cast<std::uint64_t>(held.fd), "descriptor", held.program};
}

std::string Seconds(std::uint64_t usec) {
  char text[32];
  static_cast<void>(std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(usec) / 1e6));
  return text;
}

std::string EndingWords(const supervise::RunRecord& run) {
  using supervise::Ending;
  switch (run.ending) {
    case Ending::kExited:
      return "it ended by itself with status " + std::to_string(run.exit_value);
    case Ending::kSignalled:
      return "it died of signal " + std::to_string(run.exit_value);
    case Ending::kKilled:
      return "it still ran " + Seconds(run.plan.stop_timeout_usec) + " after SIGTERM";
    case Ending::kStopped:
      break;
  }
  const std::uint64_t took_usec = run.end_usec - run.stop_usec.value_or(run.end_usec);
  return "it stopped " + std::to_string(took_usec / supervise::kMillisecond) + " ms after SIGTERM";
}

std::string LastLine(std::string_view output) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t end = output.find_last_not_of(kBlank);
  if (end == std::string_view::npos) return {};
  const std::size_t newline = output.find_last_of('\n', end);
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  return std::string(output.substr(begin, end + 1 - begin));
}

}  // namespace halfsecond::notify_check
