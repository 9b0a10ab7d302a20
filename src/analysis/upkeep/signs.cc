#include "analysis/upkeep/signs.h"

#include <algorithm>
#include <tuple>

namespace halfsecond::upkeep {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kLongAgoDays = 730;  // since the last release
constexpr std::size_t kFewestUploads = 2;   // for another: one is anybody's holiday

void AddUploads(const UpkeepProject& project, std::vector<std::string>& signs) {
  if (!project.uploads) return;
  const UploadRecord& record = *project.uploads;
  if (record.non_maintainer < kFewestUploads || 2 * record.non_maintainer < record.entries) return;
  signs.emplace_back("most uploads not by the maintainer of the day");
}

void AddRepository(std::int64_t as_of, const RepositoryUpkeep& repository, std::vector<std::string>& signs) {
  const CustodyPreconditions& state = repository.state;
  if (!repository.failure.empty()) return;
  // Where a web service pushes for people, how many they are is not known.
  const bool is_web = std::any_of(repository.gaps.begin(), repository.gaps.end(),
                                  [](const CustodyGap& gap) { return gap.kind == "web-merges"; });
  if (state.has_lone_maintainer && !is_web) {
    signs.emplace_back("one person pushes");
  } else if (repository.absence_factor == 1 && !is_web) {
    signs.emplace_back("one person makes half of all pushes");
  }
  if (state.pushers == 0) {
    signs.push_back("nobody pushed in two years: the clone ends on " + DateText(repository.last_seconds));
  }
  if (repository.signing_keys == 1) signs.emplace_back("one key signs the releases");
  if (state.last_release && as_of - *state.last_release > kLongAgoDays * kDay) {
    signs.push_back("no release tag since " + DateText(*state.last_release));
  }
}

}  // namespace

void AddSigns(std::int64_t as_of, UpkeepProject& project) {
  project.signs.clear();
  if (project.is_orphaned) project.signs.emplace_back("orphaned: no maintainer in the distribution");
  AddUploads(project, project.signs);
  if (project.repository) AddRepository(as_of, *project.repository, project.signs);
}

void OrderProjects(std::vector<UpkeepProject>& projects) {
  const auto rank = [](const UpkeepProject& project) {
    return std::tuple(project.signs.empty(), ~project.programs, std::string_view(project.name));
  };
  std::stable_sort(projects.begin(), projects.end(),
                   [&](const UpkeepProject& a, const UpkeepProject& b) { return rank(a) < rank(b); });
}

}  // namespace halfsecond::upkeep
