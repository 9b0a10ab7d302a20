#include "render/upgrade.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/text.h"
#include "render/json_document.h"
#include "render/next_step.h"
#include "render/table.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostChanges = 15;  // with the head, the source, the last lines and what comes next: 25 at most
constexpr std::size_t kKindColumn = 18;
constexpr std::size_t kChangeColumns = 90;
constexpr std::size_t kShownOfSource = 3;
constexpr std::size_t kManyOfOneKind = 6;  // beyond it one line says how many

struct ChangeGroup {
  const UpgradeChange* first = nullptr;
  std::size_t files = 0;
  std::size_t details = 1;
};

// Changes of one cause; then, where a kind still has many, all of it.
std::vector<ChangeGroup> Grouped(const std::vector<UpgradeChange>& changes) {
  std::vector<ChangeGroup> groups;
  for (const UpgradeChange& change : changes) {
    const bool same =
        !groups.empty() && groups.back().first->kind == change.kind && groups.back().first->detail == change.detail;
    if (!same) groups.push_back({&change, 0, 1});
    ++groups.back().files;
  }
  std::vector<ChangeGroup> folded;
  for (const ChangeGroup& group : groups) {
    const auto is_kind = [&](const ChangeGroup& other) {
      return other.first->kind == group.first->kind && other.first->severity == group.first->severity;
    };
    const auto many = static_cast<std::size_t>(std::count_if(groups.begin(), groups.end(), is_kind));
    if (many > kManyOfOneKind && !folded.empty() && is_kind(folded.back())) {
      folded.back().files += group.files;
      ++folded.back().details;
    } else {
      folded.push_back(group);
    }
  }
  return folded;
}

std::string Line(const ChangeGroup& group, Colours colours) {
  const UpgradeChange& change = *group.first;
  std::string line =
      InSeverity(Padded(change.kind, kKindColumn), change.severity, colours) + Shortened(change.detail, kChangeColumns);
  if (group.details > 1) line += " and " + std::to_string(group.details - 1) + " others";
  return line + ": " + Shortened(change.path, kNameColumns) +
         (group.files > 1 ? " and " + std::to_string(group.files - 1) + " more" : "") + "\n";
}

// What the release behind the package differs in from what was reviewed.
std::string SourceText(const UpgradeSource& source) {
  std::string text = "its source        " + EscapedForTerminal(source.archive) + " against tag " +
                     EscapedForTerminal(source.tag) + ": " + std::to_string(source.contradicts) + " contradict, " +
                     std::to_string(source.unexplained) + " unexplained" +
                     (source.is_complete ? "" : ", not all read") + "\n";
  for (const std::string& file : source.worst) {
    text += "  " + Shortened(file, kChangeColumns) + "\n";
    if (&file == &source.worst.front() + kShownOfSource - 1) break;
  }
  return text;
}

// What shows the evidence, of what is worst: a maintainer script whole, as dpkg would run it; else why it matters.
std::string Next(const UpgradeFacts& facts) {
  const UpgradeChange& worst = facts.changes.front();
  const auto package = TypedWord(facts.new_package);
  constexpr std::array kScripts{"preinst", "postinst", "prerm", "postrm", "config", "triggers"};
  const bool is_script = std::find(kScripts.begin(), kScripts.end(), worst.path) != kScripts.end();
  if (is_script && package && facts.new_package.ends_with(".deb") && !package->starts_with('-')) {
    return "next: dpkg-deb --info " + *package + " " + worst.path + " | cat -v\n";
  }
  return NextLine("explain", {"package-gains-power"});
}

Json SourceObject(const UpgradeSource& source) {
  Json json{{"archive", ValidUtf8(source.archive)}, {"tag", ValidUtf8(source.tag)},
            {"complete", source.is_complete},       {"contradicts", source.contradicts},
            {"unexplained", source.unexplained},    {"worst", Json::array()}};
  for (const std::string& file : source.worst) json["worst"].push_back(ValidUtf8(file));
  return json;
}

}  // namespace

std::string UpgradeText(const UpgradeFacts& facts, Colours colours) {
  const auto told = std::count_if(facts.changes.begin(), facts.changes.end(),
                                  [](const UpgradeChange& change) { return change.severity != Severity::kNote; });
  std::string text = Strong(EscapedForTerminal(facts.new_package), colours) + "   " + std::to_string(facts.changed) +
                     " of " + Count(facts.files, "file", "files") + " changed, " +
                     Count(static_cast<std::size_t>(told), "fact that matters", "facts that matter") + "\n";
  if (facts.are_unrelated) {
    text += "no path and no SONAME in common with " + EscapedForTerminal(facts.old_package) +
            ": another package, or a new one that takes its place\n";
  }
  const auto groups = Grouped(facts.changes);
  for (std::size_t i = 0; i < std::min(groups.size(), kMostChanges); ++i) text += Line(groups[i], colours);
  if (facts.source) text += SourceText(*facts.source);
  if (groups.size() > kMostChanges)
    text += std::to_string(groups.size() - kMostChanges) + " more causes: --json lists all\n";
  if (!facts.scripts_compared) {
    text += "not compared: dependencies and maintainer scripts, which folders and plain archives do not have\n";
  }
  for (const Damage& damage : facts.damages) {
    text += "not read: " + EscapedForTerminal(damage.source) + ": " + EscapedForTerminal(damage.what) + "\n";
    break;
  }
  return told > 0 ? text + Next(facts) : text;
}

std::string UpgradeJson(const UpgradeFacts& facts) {
  Json document;
  document["schema"] = "halfsecond/upgrade-check/1";
  document["complete"] = facts.damages.empty();
  document["findings"] = FindingsArray(facts.findings);
  document["old"] = ValidUtf8(facts.old_package);
  document["new"] = ValidUtf8(facts.new_package);
  document["files"] = facts.files;
  document["changed"] = facts.changed;
  document["changes"] = Json::array();
  for (const UpgradeChange& change : facts.changes) {
    Json json{{"kind", change.kind},
              {"path", ValidUtf8(change.path)},
              {"detail", ValidUtf8(change.detail)},
              {"severity", SeverityName(change.severity)}};
    for (const std::string& line : change.lines) json["lines"].push_back(ValidUtf8(line));
    document["changes"].push_back(std::move(json));
  }
  document["source"] = facts.source ? SourceObject(*facts.source) : Json(nullptr);
  document["scripts_compared"] = facts.scripts_compared;
  document["unrelated"] = facts.are_unrelated;
  document["damages"] = DamagesArray(facts.damages);
  return Text(document);
}

}  // namespace halfsecond::render
