#include "render/text_custody.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kMostFindings = 6;
constexpr std::size_t kMostLines = 25;
constexpr std::size_t kShortId = 10;

std::string Years(std::int64_t seconds) {
  return DateText(seconds).substr(0, 4);
}

std::string Head(const CustodyRepository& repository, Colours colours) {
  const CustodyPreconditions& state = repository.preconditions;
  std::string text = Strong(EscapedForTerminal(repository.name), colours) + "   " +
                     Count(repository.commits, "commit", "commits") + " " + Years(repository.first_seconds) + " to " +
                     Years(repository.last_seconds) + ", " + Count(repository.tags, "tag", "tags");
  text += "\n  ";
  if (state.pushers == 0) {
    text += "nobody pushed by own hand in the last two years";
  } else {
    text += state.has_lone_maintainer ? "lone maintainer: " : std::to_string(state.pushers) + " push; most: ";
    text += EscapedForTerminal(state.maintainer) + " (" +
            std::to_string(static_cast<int>(state.maintainer_share * 100)) + " % of two years), active in " +
            std::to_string(state.active_months) + " of 24 months";
    if (state.is_starved) text += ", starved";
  }
  if (state.last_release) text += ", last tag " + DateText(*state.last_release);
  return text + "\n";
}

}  // namespace

std::string CustodyText(const CustodyFacts& facts, const std::vector<Finding>& findings, const CustodyStyle& style) {
  std::string text;
  for (const CustodyRepository& repository : facts.repositories) text += Head(repository, style.colours);
  static_cast<void>(findings);
  std::size_t lines = 0;
  for (const CustodyIdentity& identity : facts.identities) {
    if (identity.events.size() < 3 || identity.pushes < 5) continue;
    text += EscapedForTerminal(identity.name) + "\n";
    for (const CustodyEvent& event : identity.events) {
      text += "  " + DateText(event.seconds) + "  " + event.commit.substr(0, kShortId) + "  " +
              std::string(EventPhrase(event.kind)) + ": " + EscapedForTerminal(event.detail) + "\n";
      ++lines;
    }
  }
  static_cast<void>(kMostFindings + kMostLines);
  return text;
}

}  // namespace halfsecond::render
