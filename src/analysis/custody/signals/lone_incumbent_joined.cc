// lone-incumbent, as an event: a newcomer's twentieth own push in a project where one other person had written at least
// three quarters of all that was pushed in three years.

#include <algorithm>

#include "analysis/custody/signals/all.h"

namespace halfsecond::custody {
namespace {

constexpr std::size_t kTwentieth = 20;
constexpr std::int64_t kBefore = std::int64_t{3} * kYearDays * kDaySeconds;
constexpr std::size_t kFewestCommits = 20;
constexpr std::size_t kShareOfHundred = 75;

}  // namespace

void FindLoneIncumbentJoined(const Scene& scene, Events& events) {
  std::vector<std::size_t> pushes(scene.presence.size());
  for (std::size_t i = 0; i < scene.pushes.size(); ++i) {
    const Push& push = scene.pushes[i];
    if (push.pusher == kNobody || ++pushes[push.pusher] != kTwentieth) continue;
    if (!scene.IsNewcomer(push.pusher, push.seconds, kNewToPushDays)) continue;
    std::vector<std::size_t> written(scene.presence.size());
    std::size_t all = 0;
    for (std::size_t j = i; j > 0 && push.seconds - scene.pushes[j - 1].seconds < kBefore; --j) {
      const Push& earlier = scene.pushes[j - 1];
      if ((scene.history().commits()[earlier.commit].flags & Commit::kMerge) != 0) continue;
      ++written[earlier.author];
      ++all;
    }
    const auto top = std::max_element(written.begin(), written.end());
    const auto incumbent = static_cast<std::uint32_t>(top - written.begin());
    if (all < kFewestCommits || *top * 100 < all * kShareOfHundred || incumbent == push.pusher) continue;
    if (scene.people->IsTool(incumbent)) continue;
    events.Add(push.pusher, EventAt(scene, CustodyEventKind::kLoneIncumbentJoined, push.commit,
                                    scene.people->SpellingsOf(incumbent).front().name + " wrote " +
                                        std::to_string(*top * 100 / all) + " % of the three years before"));
  }
}

}  // namespace halfsecond::custody
