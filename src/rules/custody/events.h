// From dated events to findings: what every custody rule shares.

#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "facts/custody.h"
#include "facts/finding.h"
#include "rules/custody/policy.h"

namespace halfsecond::rules {

inline constexpr std::string_view kSeconds = "second";  // Evidence.at is the event's time, in seconds since 1970
inline constexpr std::size_t kMostEvidence = 8;

// "git -C PATH show COMMIT".
inline std::string ShowCommand(const CustodyFacts& facts, const CustodyEvent& event) {
  const std::string& path = facts.repositories[event.repository].path;
  return "git -C " + ShellWord(path) + " show " + event.commit.substr(0, 12);
}

inline Evidence EvidenceOf(const CustodyFacts& facts, const CustodyEvent& event) {
  return {facts.repositories[event.repository].name + " " + event.commit,
          static_cast<std::uint64_t>(std::max<std::int64_t>(event.seconds, 0)), kSeconds,
          DateText(event.seconds) + " " + std::string(EventPhrase(event.kind)) + ": " + event.detail};
}

// The day on which a finding could first have been made: that of its first evidence, which is the deciding one. 0:
// none.
inline std::int64_t FirstSeconds(const Finding& finding) {
  return finding.evidence.empty() ? 0 : static_cast<std::int64_t>(finding.evidence.front().at);
}

// The finding on one identity from its events of `kind`: the first says because, all are evidence. None without any.
inline std::optional<Finding> FindingOn(const CustodyFacts& facts, const CustodyIdentity& identity,
                                        std::string_view rule, CustodyEventKind kind, Severity severity) {
  Finding finding{rule, Answer::kYes, {}, {}, severity, identity.name, {}};
  const CustodyEvent* last = nullptr;
  std::size_t events = 0;
  for (const CustodyEvent& event : identity.events) {
    if (event.kind != kind) continue;
    ++events;
    last = &event;
    if (finding.evidence.size() >= kMostEvidence) continue;
    if (finding.evidence.empty()) {
      finding.because = identity.name + ", " + DateText(event.seconds) + ": " + event.detail;
      finding.remedy = ShowCommand(facts, event) + "; it may also be " + std::string(AlsoExplainedBy(kind));
    }
    finding.evidence.push_back(EvidenceOf(facts, event));
  }
  if (events == 0) return std::nullopt;
  if (events > 1) {
    finding.because +=
        "; " + std::to_string(events - 1) + " more, the last " + DateText(last->seconds) + ": " + last->detail;
  }
  if (events > kMostEvidence) finding.evidence.back() = EvidenceOf(facts, *last);
  return finding;
}

// A no; or an unknown, where history cannot tell.
inline Finding NothingFound(const CustodyFacts& facts, std::string_view rule) {
  for (const CustodyRepository& repository : facts.repositories) {
    if (repository.gaps.empty()) continue;
    return {rule, Answer::kUnknown, repository.gaps.front().detail, {}, Severity::kNote, repository.name, {}};
  }
  return {rule, Answer::kNo,     "nothing of the kind",
          {},   Severity::kNote, facts.repositories.empty() ? "" : facts.repositories.front().name,
          {}};
}

// One finding an identity that has events of `kind`; where none has, one that says so.
inline std::vector<Finding> FindingsOfKind(const CustodyFacts& facts, std::string_view rule, CustodyEventKind kind,
                                           Severity severity) {
  std::vector<Finding> findings;
  for (const CustodyIdentity& identity : facts.identities) {
    if (auto finding = FindingOn(facts, identity, rule, kind, severity)) findings.push_back(std::move(*finding));
  }
  if (findings.empty()) findings.push_back(NothingFound(facts, rule));
  return findings;
}

}  // namespace halfsecond::rules
