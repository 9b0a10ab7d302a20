#include "render/text_upkeep.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "render/fold.h"
#include "render/next_step.h"
#include "render/table.h"

namespace halfsecond::render {
namespace {

const UploadRecord::Uploader* MostForOthers(const UploadRecord& record) {
  const auto most = std::max_element(record.uploaders.begin(), record.uploaders.end(),
                                     [](const auto& a, const auto& b) { return a.non_maintainer < b.non_maintainer; });
  return most == record.uploaders.end() || most->non_maintainer == 0 ? nullptr : &*most;
}

constexpr std::size_t kMostProjectLines = 17;  // about projects: what is said of all of them takes up to seven more
constexpr std::size_t kReasonIndent = 4;
constexpr std::size_t kMostPackages = 20;

// Where to offer help: money first where that is asked for, then the project's own home.
std::string Where(const UpkeepProject& project) {
  for (const std::string_view kind : {"FUNDING.yml", "homepage", "maintainer"}) {
    for (const HelpPlace& place : project.help) {
      if (place.kind == kind && !place.where.empty()) return EscapedForTerminal(place.where);
    }
  }
  return "";
}

// What says that few people carry it; of a repository with names and numbers, which say more than the sign.
std::string HowAlone(const UpkeepProject& project) {
  std::vector<std::string> parts;
  for (const std::string& sign : project.signs) {
    if (project.uploads && sign.starts_with("most uploads")) {
      parts.push_back(UploadsPhrase(project));
    } else {
      parts.push_back(sign);
    }
  }
  return Join(parts, "; ");
}

std::string Orphaned(const UpkeepFacts& facts) {
  std::vector<std::string> names;
  for (const UpkeepProject& project : facts.projects) {
    if (project.is_orphaned) names.push_back(EscapedForTerminal(project.name));
  }
  if (names.empty()) return "";
  std::sort(names.begin(), names.end());
  const std::size_t all = names.size();
  if (all > kMostPackages) names.resize(kMostPackages);
  return "without a maintainer in the distribution: " + Join(names, ", ") +
         (all > kMostPackages ? " and " + std::to_string(all - kMostPackages) + " more (--csv)" : "") + "\n";
}

std::string NotLookedAt(const UpkeepFacts& facts) {
  const auto without = static_cast<std::size_t>(
      std::count_if(facts.projects.begin(), facts.projects.end(), [](const auto& each) { return !each.repository; }));
  const auto unread =
      static_cast<std::size_t>(std::count_if(facts.projects.begin(), facts.projects.end(),
                                             [](const auto& each) { return !each.uploads && !each.repository; }));
  std::string text;
  if (without > 0 && facts.is_system) {
    text += "not looked at: repositories of " + Count(without, "project", "projects") +
            ": halfsecond upkeep --system --repos DIR\n";
  }
  if (facts.clones_left_out > 0) text += Count(facts.clones_left_out, "clone", "clones") + " were left out: too many\n";
  if (unread > 0) text += "nothing known of the uploads of " + Count(unread, "project", "projects") + " (--json)\n";
  return text;
}

std::string Incomplete(const UpkeepFacts& facts) {
  if (facts.damages.empty()) return "";
  return "not complete: " + EscapedForTerminal(facts.damages.front().source) + ": " +
         EscapedForTerminal(facts.damages.front().what) + "\n";
}

// The projects, each with its reason below it, as many as there is room for; and how many are left out.
std::string Listed(const std::vector<const UpkeepProject*>& alone, const UpkeepFacts& facts) {
  std::vector<std::vector<std::string>> heads;
  std::vector<std::string> reasons;
  std::size_t lines = 0;
  for (const UpkeepProject* project : alone) {
    std::string reason = std::string(kReasonIndent, ' ');
    reason += Folded(HowAlone(*project), {kReasonIndent, kReasonIndent}) + "\n";
    lines += 1 + static_cast<std::size_t>(std::count(reason.begin(), reason.end(), '\n'));
    if (lines > kMostProjectLines) break;
    std::vector<std::string> head{EscapedForTerminal(project->name)};
    if (facts.is_system) head.push_back("under " + Count(project->programs, "program", "programs"));
    if (std::string where = Where(*project); !where.empty()) head.push_back(std::move(where));
    heads.push_back(std::move(head));
    reasons.push_back(std::move(reason));
  }
  const std::string table = Table(heads);
  std::string text;
  std::size_t at = 0;
  for (const std::string& reason : reasons) {
    const std::size_t end = table.find('\n', at) + 1;
    text.append(table, at, end - at).append(reason);
    at = end;
  }
  const std::size_t left = alone.size() - reasons.size();
  return text + (left > 0 ? "and " + std::to_string(left) + " more (--csv)\n" : "");
}

}  // namespace

std::string UploadsPhrase(const UpkeepProject& project) {
  if (!project.uploads) return "changelog not read: " + EscapedForTerminal(project.uploads_unknown);
  const UploadRecord& record = *project.uploads;
  const std::string since = record.last_date.empty() ? "" : ", last " + record.last_date;
  const UploadRecord::Uploader* most = MostForOthers(record);
  if (most == nullptr) {
    return Count(record.entries, "upload", "uploads") + " by " + Count(record.uploaders.size(), "person", "people") +
           since;
  }
  const bool is_named = most->name == project.maintainer.substr(0, project.maintainer.find(" <"));
  return std::to_string(record.non_maintainer) + " of " + Count(record.entries, "upload", "uploads") +
         " not by the maintainer of the day, " + std::to_string(most->non_maintainer) + " by " +
         EscapedForTerminal(most->name) + (is_named ? " (maintainer since)" : "") + since;
}

std::string StatePhrase(const CustodyPreconditions& state) {
  if (!state.unknown.empty()) return "unknown: " + EscapedForTerminal(state.unknown);
  std::string text;
  if (state.pushers == 0) {
    text = "nobody is known to have pushed in two years";
  } else if (state.has_lone_maintainer) {
    text = EscapedForTerminal(state.maintainer) + " alone pushed in two years, active in " +
           std::to_string(state.active_months) + " of 24 months";
  } else {
    text = std::to_string(state.pushers) +
           " people pushed in two years, most: " + EscapedForTerminal(state.maintainer) + " (" +
           std::to_string(static_cast<int>(state.maintainer_share * 100)) + " %)";
  }
  return text + (state.last_release ? ", last release " + DateText(*state.last_release) : ", no release tag");
}

std::string UpkeepText(const UpkeepFacts& facts, Colours colours) {
  std::vector<const UpkeepProject*> alone;
  for (const UpkeepProject& project : facts.projects) {
    if (!project.signs.empty() && (project.programs > 0 || !facts.is_system)) alone.push_back(&project);
  }
  const bool is_known = std::any_of(facts.projects.begin(), facts.projects.end(), [](const UpkeepProject& project) {
    return !project.repository || project.repository->failure.empty();
  });
  if (!is_known && !facts.projects.empty()) return Incomplete(facts);
  std::string text = Strong(Count(alone.size(), "project", "projects"), colours) + " that few people carry" +
                     (facts.is_system ? " and that programs of this system (" + std::to_string(facts.programs) +
                                            ") rest on: whom one could help\n"
                                      : ": whom one could help\n");
  text += Listed(alone, facts);
  text += Orphaned(facts) + NotLookedAt(facts);
  text += Incomplete(facts);
  if (facts.is_system && !alone.empty() && !alone.front()->libraries.empty()) {
    text += NextLine("about", {alone.front()->libraries.front()});
  }
  return text;
}

}  // namespace halfsecond::render
