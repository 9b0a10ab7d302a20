#include "analysis/custody/preconditions.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace halfsecond::custody {
namespace {

constexpr std::int64_t kTwoYears = std::int64_t{2} * kYearDays * kDaySeconds;
constexpr std::int64_t kMonth = kTwoYears / 24;
constexpr std::size_t kActive = 14;            // months of 24; fewer is starved (the field note's count for xz)
constexpr std::size_t kMostWebOfHundred = 20;  // pushes by a web service, above which push signals say little

std::size_t WebShare(const Scene& scene) {
  std::size_t web = 0;
  for (const Push& push : scene.pushes) web += push.pusher == kNobody ? 1 : 0;
  return scene.pushes.empty() ? 0 : web * 100 / scene.pushes.size();
}

// Why some of the history is not here; "" when all of it is.
std::string CutPhrase(const Repository& repository) {
  if (repository.cut == Cut::kNone) return "";
  return repository.failure ? repository.failure->what : "only a part of the history is here";
}

}  // namespace

CustodyPreconditions PreconditionsOf(const Scene& scene) {
  CustodyPreconditions state;
  state.unknown = CutPhrase(*scene.repository);
  if (!state.unknown.empty()) return state;
  std::vector<std::size_t> pushes(scene.presence.size());
  std::set<std::int64_t> months;
  std::size_t all = 0;
  for (const Push& push : scene.pushes) {
    const std::int64_t age = scene.as_of - push.seconds;
    if (age > kTwoYears || push.pusher == kNobody) continue;
    ++all;
    if (++pushes[push.pusher] == 1) ++state.pushers;
    months.insert(age / kMonth);
  }
  state.active_months = std::min<std::size_t>(months.size(), 24);
  for (const TagRecord& tag : scene.repository->tags) {
    if (tag.seconds <= scene.as_of && tag.seconds > 0) state.last_release = tag.seconds;
  }
  if (all == 0) return state;
  const auto top = std::max_element(pushes.begin(), pushes.end());
  state.maintainer = scene.people->SpellingsOf(static_cast<std::uint32_t>(top - pushes.begin())).front().name;
  state.maintainer_share = static_cast<double>(*top) / static_cast<double>(all);
  state.has_lone_maintainer = state.pushers == 1;
  const bool has_old_release = state.last_release && scene.as_of - *state.last_release > kTwoYears;
  state.is_starved = state.has_lone_maintainer && (state.active_months <= kActive || has_old_release);
  return state;
}

std::vector<CustodyGap> GapsOf(const Scene& scene) {
  std::vector<CustodyGap> gaps;
  if (const Cut cut = scene.repository->cut; cut != Cut::kNone) {
    gaps.push_back({cut == Cut::kShallow ? "shallow" : "damaged", CutPhrase(*scene.repository)});
  }
  if (const std::size_t share = WebShare(scene); share >= kMostWebOfHundred) {
    gaps.push_back({"web-merges", std::to_string(share) +
                                      " % of pushes were made by a web service, which does not say for "
                                      "whom: who pushed is unknown there"});
  }
  if (scene.imported_until != 0) {
    gaps.push_back({"imported", "imported from another system until " + DateText(scene.imported_until) +
                                    ": who was new then cannot be told, and for three years is not asked"});
  }
  if (scene.repository->cut == Cut::kNone && scene.last_seconds < scene.first_seconds + kMatureDays * kDaySeconds) {
    gaps.push_back({"young", "younger than three years: everybody is new"});
  }
  for (const GitDirectory::Oddity& oddity : scene.repository->directory.oddities) {
    if (oddity.kind == "promisor") gaps.push_back({oddity.kind, oddity.detail});
  }
  return gaps;
}

}  // namespace halfsecond::custody
