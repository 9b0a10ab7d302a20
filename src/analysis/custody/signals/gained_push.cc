// gained-push: a newcomer's tenth own push, while at most three others push.

#include "analysis/custody/signals/all.h"
#include "base/text.h"

namespace halfsecond::custody {
namespace {

constexpr std::size_t kTenth = 10;
constexpr std::size_t kFewOthers = 3;

}  // namespace

void FindGainedPush(const Scene& scene, Events& events) {
  std::vector<std::size_t> pushes(scene.presence.size());
  std::vector<std::int64_t> last(scene.presence.size());
  for (const Push& push : scene.pushes) {
    if (push.pusher == kNobody) continue;
    last[push.pusher] = push.seconds;
    if (++pushes[push.pusher] != kTenth || !scene.IsNewcomer(push.pusher, push.seconds, kNewToPushDays)) continue;
    std::size_t others = 0;
    for (std::uint32_t who = 0; who < last.size(); ++who) {
      if (who != push.pusher && last[who] != 0 && push.seconds - last[who] < kYearDays * kDaySeconds) ++others;
    }
    if (others > kFewOthers) continue;
    events.Add(push.pusher, EventAt(scene, CustodyEventKind::kGainedPush, push.commit,
                                    "beside " + Count(others, "other", "others") + " in the year before"));
  }
}

}  // namespace halfsecond::custody
