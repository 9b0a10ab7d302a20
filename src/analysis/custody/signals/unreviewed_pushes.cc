// unreviewed-pushes: of a newcomer's last 40 pushes at least 34 are own work, committed by oneself, without a line that
// says that somebody looked at it.

#include "analysis/custody/signals/all.h"

namespace halfsecond::custody {
namespace {

constexpr std::size_t kLastPushes = 40;
constexpr std::size_t kUnreviewed = 34;

}  // namespace

void FindUnreviewedPushes(const Scene& scene, Events& events) {
  std::vector<std::vector<bool>> of(scene.presence.size());
  std::vector<bool> has_fired(scene.presence.size());
  for (const Push& push : scene.pushes) {
    if (push.pusher == kNobody || has_fired[push.pusher]) continue;
    std::vector<bool>& mine = of[push.pusher];
    mine.push_back(push.is_own && !push.is_reviewed);
    if (mine.size() < kLastPushes || !scene.IsNewcomer(push.pusher, push.seconds, kNewToPushDays)) continue;
    std::size_t unreviewed = 0;
    for (std::size_t i = mine.size() - kLastPushes; i < mine.size(); ++i) unreviewed += mine[i] ? 1U : 0U;
    if (unreviewed < kUnreviewed) continue;
    has_fired[push.pusher] = true;
    events.Add(push.pusher,
               EventAt(scene, CustodyEventKind::kUnreviewedPushes, push.commit,
                       std::to_string(unreviewed) + " of the last " + std::to_string(kLastPushes) + " pushes"));
  }
}

}  // namespace halfsecond::custody
