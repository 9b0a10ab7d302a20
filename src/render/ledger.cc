#include "render/ledger.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "facts/custody.h"
#include "render/json_document.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostOfLedger = 10;  // two lines each

template <class Is>
std::size_t CountEvents(const LedgerFacts& facts, Is is) {
  return static_cast<std::size_t>(std::count_if(facts.events.begin(), facts.events.end(), is));
}

}  // namespace

std::string LedgerText(const LedgerFacts& facts, const std::vector<Finding>& findings, Colours colours) {
  const std::size_t contacts = CountEvents(facts, [](const LedgerEvent& event) { return !event.new_contact.empty(); });
  const std::size_t own = CountEvents(facts, [](const LedgerEvent& event) { return event.is_self_appointed; });
  const std::size_t moved = CountEvents(facts, [](const LedgerEvent& event) { return !event.new_repository.empty(); });
  const std::size_t pages = CountEvents(facts, [](const LedgerEvent& event) { return !event.new_homepage.empty(); });
  const std::size_t weak = CountEvents(facts, [](const LedgerEvent& event) { return !event.weakened.empty(); });
  std::string text = Strong(EscapedForTerminal(facts.path), colours) + "   " +
                     Count(facts.commits, "commit", "commits") + ", " + Count(facts.projects, "project", "projects") +
                     " with events\n  " + Count(contacts, "contact", "contacts") + " swapped, " + std::to_string(own) +
                     " by the new contact; " + Count(moved, "repository", "repositories") + " and " +
                     Count(pages, "homepage", "homepages") + " moved; " + Count(weak, "build script", "build scripts") +
                     " weakened\n";
  std::size_t shown = 0;
  std::size_t notes = 0;
  for (const Finding& finding : findings) {
    if (finding.answer != Answer::kYes) continue;
    if (finding.severity == Severity::kNote || shown >= kMostOfLedger) {
      ++notes;
      continue;
    }
    ++shown;
    text += InSeverity(SeverityName(finding.severity), finding.severity, colours) + " " + std::string(finding.rule) +
            ": " + EscapedForTerminal(finding.because) + "\n    " + EscapedForTerminal(finding.remedy) + "\n";
  }
  return notes == 0 ? text : text + "and " + std::to_string(notes) + " more (--json)\n";
}

std::string LedgerJson(const LedgerFacts& facts, const std::vector<Finding>& findings, Addresses addresses) {
  const auto address = [&](const std::string& text) {
    return addresses == Addresses::kShown ? ValidUtf8(text) : std::string(text.empty() ? "" : "hidden");
  };
  Json document;
  document["schema"] = "halfsecond/ledger/1";
  document["complete"] = facts.complete;
  document["findings"] = FindingsArray(findings);
  document["path"] = ValidUtf8(facts.path);
  document["commits"] = facts.commits;
  document["events"] = Json::array();
  for (const LedgerEvent& event : facts.events) {
    document["events"].push_back({{"date", TimeText(event.seconds)},
                                  {"project", ValidUtf8(event.project)},
                                  {"commit", event.commit},
                                  {"author", ValidUtf8(event.author)},
                                  {"old_contact", address(event.old_contact)},
                                  {"new_contact", address(event.new_contact)},
                                  {"self_appointed", event.is_self_appointed},
                                  {"same_person", event.is_same_person},
                                  {"old_repository", ValidUtf8(event.old_repository)},
                                  {"new_repository", ValidUtf8(event.new_repository)},
                                  {"old_homepage", ValidUtf8(event.old_homepage)},
                                  {"new_homepage", ValidUtf8(event.new_homepage)},
                                  {"weakened", ValidUtf8(event.weakened)}});
  }
  document["unread"] = DamagesArray(facts.damages);
  return Text(document);
}

}  // namespace halfsecond::render
