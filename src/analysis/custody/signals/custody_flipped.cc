// custody-flipped: a newcomer made at least half of all pushes of the last six months.

#include "analysis/custody/signals/all.h"

namespace halfsecond::custody {
namespace {

constexpr std::int64_t kHalfYear = 182 * kDaySeconds;
constexpr std::size_t kFewest = 20;  // pushes of the newcomer in the window

}  // namespace

void FindCustodyFlipped(const Scene& scene, Events& events) {
  std::vector<std::size_t> in_window(scene.presence.size());
  std::vector<bool> has_fired(scene.presence.size());
  std::size_t start = 0;
  for (std::size_t i = 0; i < scene.pushes.size(); ++i) {
    const Push& push = scene.pushes[i];
    for (; push.seconds - scene.pushes[start].seconds > kHalfYear; ++start) {
      if (scene.pushes[start].pusher != kNobody) --in_window[scene.pushes[start].pusher];
    }
    if (push.pusher == kNobody) continue;
    const std::size_t mine = ++in_window[push.pusher];
    const std::size_t all = i - start + 1;
    if (has_fired[push.pusher] || mine < kFewest || mine * 2 < all) continue;
    if (!scene.IsNewcomer(push.pusher, push.seconds, kNewToPushDays)) continue;
    has_fired[push.pusher] = true;
    events.Add(push.pusher, EventAt(scene, CustodyEventKind::kCustodyFlipped, push.commit,
                                    std::to_string(mine) + " of " + std::to_string(all) + " pushes in six months"));
  }
}

}  // namespace halfsecond::custody
