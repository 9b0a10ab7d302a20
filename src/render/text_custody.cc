#include "render/text_custody.h"

#include <algorithm>
#include <set>
#include <vector>

#include "base/text.h"
#include "render/next_step.h"
#include "render/table.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kMostFindings = 5;  // two lines each
constexpr std::size_t kMostGaps = 2;
constexpr std::size_t kMostRepositories = 3;  // that are told in full
constexpr std::size_t kLinesInAll = 23;       // then what was left out, and what to do next
constexpr std::size_t kShortId = 10;
constexpr std::size_t kDetailColumns = 76;

// "900 commits 2010 to 2023", and how many more are of the future; or of later than a day on which there was none.
std::string Commits(const CustodyRepository& repository, const CustodyFacts& facts) {
  std::string text = Count(repository.commits, "commit", "commits");
  if (repository.first_seconds && repository.last_seconds) {
    text += " " + DateText(*repository.first_seconds).substr(0, 4) + " to " +
            DateText(*repository.last_seconds).substr(0, 4);
  }
  if (repository.commits_after == 0 || (repository.commits > 0 && !facts.is_as_of_now)) return text;
  return text + " (" + std::to_string(repository.commits_after) + " dated after " + DateText(facts.as_of) +
         " left out)";
}

// The lines of an answer, which may be too many.
class Page {
 public:
  void Add(std::string line) { lines_.push_back(std::move(line)); }
  // Lines left of `at_most`.
  std::size_t Room(std::size_t at_most) const { return at_most - std::min(at_most, lines_.size()); }
  std::string Text() const {
    std::string text;
    for (const std::string& line : lines_) text += line + "\n";
    return text;
  }

 private:
  std::vector<std::string> lines_;
};

void AddHead(const CustodyRepository& repository, const CustodyFacts& facts, Colours colours, Page& page) {
  const CustodyPreconditions& state = repository.preconditions;
  if (repository.is_witness) {
    page.Add(Strong(EscapedForTerminal(repository.name), colours) + "   " +
             Count(repository.commits, "commit", "commits") + ", as a second witness");
    return;
  }
  page.Add(Strong(EscapedForTerminal(repository.name), colours) + "   " + Commits(repository, facts) + ", " +
           Count(repository.tags, "tag", "tags") +
           (state.last_release ? ", the last of " + DateText(*state.last_release) : ""));
  std::string line = "  ";
  if (state.pushers == 0) {
    line += "nobody is known to have pushed in two years";
  } else {
    line += (state.has_lone_maintainer ? "lone maintainer: "
                                       : std::to_string(state.pushers) + " pushed in two years, most: ") +
            EscapedForTerminal(state.maintainer) + " (" +
            std::to_string(static_cast<int>(state.maintainer_share * 100)) + " %), active in " +
            std::to_string(state.active_months) + " of 24 months" + (state.is_starved ? ", starved" : "");
  }
  if (state.unknown.empty()) page.Add(line);  // why it is not known is the first gap
  for (std::size_t i = 0; i < repository.gaps.size() && i < kMostGaps; ++i)
    page.Add("  unknown: " + EscapedForTerminal(repository.gaps[i].detail));
}

void AddFindings(const std::vector<Finding>& findings, Colours colours, Page& page) {
  std::size_t shown = 0;
  std::size_t more = 0;
  for (const Finding& finding : findings) {
    if (finding.answer != Answer::kYes || finding.severity == Severity::kNote) continue;
    if (shown++ >= kMostFindings) {
      ++more;
      continue;
    }
    page.Add(InSeverity(SeverityName(finding.severity), finding.severity, colours) + " " + std::string(finding.rule) +
             ": " + EscapedForTerminal(finding.because));
    page.Add("    " + EscapedForTerminal(finding.remedy));
  }
  if (more > 0) page.Add("and " + Count(more, "finding", "findings") + " more (--json)");
}

bool IsAboutContents(CustodyEventKind kind) {
  return kind >= CustodyEventKind::kLoadTimeCode;
}

// Facts that everybody has; the first to go where there is little room.
bool IsMinor(CustodyEventKind kind) {
  return kind == CustodyEventKind::kContinuousIntegration || kind == CustodyEventKind::kFuzzingEdited ||
         kind == CustodyEventKind::kIdentityDrift || kind == CustodyEventKind::kGainedPush ||
         kind == CustodyEventKind::kBlobModified || kind == CustodyEventKind::kContactEdited ||
         kind == CustodyEventKind::kBlobAdded;
}

// Is there another event of the same commit or tag that says this and more?
bool IsSaidByAnother(const CustodyIdentity& identity, const CustodyEvent& event) {
  return std::any_of(identity.events.begin(), identity.events.end(), [&](const CustodyEvent& other) {
    if (other.commit != event.commit) return false;
    if (event.kind == CustodyEventKind::kFirstTag) return other.kind == CustodyEventKind::kNewReleaseHand;
    if (event.kind == CustodyEventKind::kBlobAdded) return other.kind == CustodyEventKind::kBlobBeforeRelease;
    return (event.kind == CustodyEventKind::kFirstSigningKey || event.kind == CustodyEventKind::kNewReleaseHand) &&
           other.kind == CustodyEventKind::kNewSigningKey;
  });
}

// The events that a time line tells: of each kind the first, and of what was done to contents also the last; without
// minor ones where there are more than `room`.
std::vector<const CustodyEvent*> ToTell(const CustodyIdentity& identity, std::size_t room) {
  std::vector<const CustodyEvent*> told;
  std::set<std::pair<std::size_t, CustodyEventKind>> seen;
  const auto& events = identity.events;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool is_first = seen.insert({events[i].repository, events[i].kind}).second;
    const bool is_last = std::none_of(events.begin() + static_cast<std::ptrdiff_t>(i) + 1, events.end(),
                                      [&](const CustodyEvent& later) { return later.kind == events[i].kind; });
    if (!is_first && !(is_last && IsAboutContents(events[i].kind))) continue;
    if (!IsSaidByAnother(identity, events[i])) told.push_back(&events[i]);
  }
  if (told.size() > room) std::erase_if(told, [](const CustodyEvent* event) { return IsMinor(event->kind); });
  return told;
}

std::string Who(const CustodyIdentity& identity, const CustodyStyle& style) {
  std::string line = Strong(EscapedForTerminal(identity.name), style.colours) + "   " +
                     Count(identity.commits, "commit", "commits") + ", " + Count(identity.pushes, "push", "pushes");
  if (identity.spellings.size() > 1) line += ", " + Count(identity.spellings.size(), "spelling", "spellings");
  if (style.addresses == Addresses::kShown) line += ": " + EscapedForTerminal(Join(identity.addresses, ", "));
  return line;
}

std::string EventLine(const CustodyFacts& facts, const CustodyEvent& event) {
  const std::string where = facts.repositories.size() > 1 ? facts.repositories[event.repository].name + " " : "";
  return "  " + DateText(event.seconds) + "  " + EscapedForTerminal(where) + event.commit.substr(0, kShortId) + "  " +
         std::string(EventPhrase(event.kind)) + ": " + Shortened(event.detail, kDetailColumns);
}

// Where one identity was first seen in each of several repositories, by date.
std::string Across(const CustodyFacts& facts, const CustodyIdentity& identity) {
  std::string line;
  std::set<std::size_t> seen;
  for (const CustodyEvent& event : identity.events) {
    if (!seen.insert(event.repository).second) continue;
    line += (line.empty() ? "first seen in " : "; ") + EscapedForTerminal(facts.repositories[event.repository].name) +
            " " + DateText(event.seconds);
  }
  return seen.size() > 1 ? "  " + line : std::string();
}

void AddTimelines(const CustodyFacts& facts, const CustodyStyle& style, Page& page) {
  std::size_t told = 0;
  for (const CustodyIdentity& identity : facts.identities) {
    if (page.Room(kLinesInAll) < 3 || told == facts.identities_to_tell) break;
    ++told;
    if (identity.events.empty()) continue;
    page.Add(Who(identity, style));
    if (const std::string across = Across(facts, identity); !across.empty()) page.Add(across);
    for (const CustodyEvent* event : ToTell(identity, page.Room(kLinesInAll))) {
      if (page.Room(kLinesInAll) > 0) page.Add(EventLine(facts, *event));
    }
  }
}

std::string LastLine(const CustodyFacts& facts, const std::vector<Finding>& findings) {
  const auto notes =
      static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.answer == Answer::kYes && finding.severity == Severity::kNote;
      }));
  return "as of " + DateText(facts.as_of) + "; " + Count(notes, "note", "notes") +
         " (--json). History cannot show payloads in archives, stolen credentials or sabotage by an owner";
}

// All of what the first person told of did; else, where much rests on one person, how alone that one is.
std::string Next(const CustodyFacts& facts, const std::vector<Finding>& findings) {
  std::vector<std::string> paths;
  for (const CustodyRepository& repository : facts.repositories) {
    if (!repository.is_witness) paths.push_back(repository.path);
  }
  if (paths.empty() || paths.size() > kMostRepositories) return "";
  const std::string first = facts.identities.empty() ? "" : facts.identities.front().name;
  const bool is_told = std::any_of(findings.begin(), findings.end(), [&first](const Finding& finding) {
    return finding.answer == Answer::kYes && finding.severity != Severity::kNote && finding.subject == first;
  });
  if (is_told && !facts.identities.front().events.empty()) {
    const auto name = TypedWord(first);
    return name ? NextLine("custody --elsewhere=" + *name, paths) : "";
  }
  const bool is_alone = std::any_of(facts.repositories.begin(), facts.repositories.end(), [](const auto& repository) {
    return repository.preconditions.has_lone_maintainer;
  });
  return is_alone ? NextLine("upkeep", paths) : "";
}

}  // namespace

std::string CustodyText(const CustodyFacts& facts, const std::vector<Finding>& findings, const CustodyStyle& style) {
  Page page;
  for (std::size_t i = 0; i < facts.repositories.size() && i < kMostRepositories; ++i)
    AddHead(facts.repositories[i], facts, style.colours, page);
  if (facts.repositories.size() > kMostRepositories) {
    page.Add("and " + Count(facts.repositories.size() - kMostRepositories, "repository", "repositories") +
             " more (--json)");
  }
  AddFindings(findings, style.colours, page);
  AddTimelines(facts, style, page);
  page.Add(LastLine(facts, findings));
  const bool has_room = page.Room(kLinesInAll + 2) > 0;
  return page.Text() + (has_room ? Next(facts, findings) : "");
}

std::string ReplayText(const CustodyFacts& facts, const std::vector<DatedFinding>& findings, Colours colours) {
  std::string text;
  for (const DatedFinding& dated : findings) {
    const Finding& finding = *dated.finding;
    const std::string severity = Padded(SeverityName(finding.severity), 6);
    text += DateText(dated.seconds) + "  " + InSeverity(severity, finding.severity, colours) +
            std::string(finding.rule) + ": " + EscapedForTerminal(finding.because) + "\n";
  }
  if (findings.empty()) text = "no finding on any day up to " + DateText(facts.as_of) + "\n";
  return text;
}

std::string ElsewhereText(const CustodyFacts& facts, const std::string& name) {
  std::string text;
  for (const CustodyIdentity& identity : facts.identities) {
    if (std::find(identity.spellings.begin(), identity.spellings.end(), name) == identity.spellings.end()) continue;
    text += EscapedForTerminal(identity.name) + "\n";
    for (std::size_t i = 0; i < facts.repositories.size(); ++i) {
      const auto first = std::find_if(identity.events.begin(), identity.events.end(),
                                      [&](const CustodyEvent& event) { return event.repository == i; });
      if (first == identity.events.end()) continue;
      text += "  " + EscapedForTerminal(facts.repositories[i].name) + "\n";
      for (const CustodyEvent& event : identity.events) {
        if (event.repository == i) text += "  " + EventLine(facts, event) + "\n";
      }
    }
  }
  return text;
}

}  // namespace halfsecond::render
