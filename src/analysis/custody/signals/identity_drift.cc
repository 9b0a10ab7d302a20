// identity-drift: a newcomer appears under a third spelling of the name or the address.

#include <set>

#include "analysis/custody/signals/all.h"

namespace halfsecond::custody {
namespace {

constexpr std::size_t kSpellings = 3;

}  // namespace

void FindIdentityDrift(const Scene& scene, Events& events) {
  std::vector<std::set<std::uint32_t>> of(scene.presence.size());
  for (const std::uint32_t number : scene.order) {
    const Commit& commit = scene.history().commits()[number];
    const std::uint32_t author = scene.AuthorOf(commit);
    if (of[author].size() >= kSpellings || !of[author].insert(commit.author).second) continue;
    if (of[author].size() < kSpellings || !scene.IsNewcomer(author, commit.seconds, kNewToPushDays)) continue;
    events.Add(author, EventAt(scene, CustodyEventKind::kIdentityDrift, number,
                               scene.history().spellings()[commit.author].name));
  }
}

}  // namespace halfsecond::custody
