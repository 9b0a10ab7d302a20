// fast-custody: five own pushes within 30 days of the first commit ever, while nobody else pushed for 90 days.

#include <algorithm>

#include "analysis/custody/signals/all.h"
#include "base/text.h"

namespace halfsecond::custody {
namespace {

constexpr std::size_t kFifth = 5;
constexpr int kMonthDays = 30;
constexpr std::int64_t kQuiet = 90 * kDaySeconds;

}  // namespace

void FindFastCustody(const Scene& scene, Events& events) {
  std::vector<std::size_t> pushes(scene.presence.size());
  std::int64_t last_seconds = 0;  // of the push before the present run of one pusher
  std::uint32_t runner = kNobody;
  std::int64_t before_run = 0;
  for (const Push& push : scene.pushes) {
    if (push.pusher != runner || push.pusher == kNobody) {
      before_run = last_seconds;
      runner = push.pusher;
    }
    last_seconds = push.seconds;
    if (push.pusher == kNobody || ++pushes[push.pusher] != kFifth) continue;
    if (!scene.IsNewcomer(push.pusher, push.seconds, kMonthDays) || push.seconds - before_run < kQuiet) continue;
    const std::int64_t days = (push.seconds - scene.presence[push.pusher].first_seconds) / kDaySeconds;
    events.Add(push.pusher,
               EventAt(scene, CustodyEventKind::kFastCustody, push.commit,
                       Count(static_cast<std::size_t>(std::max<std::int64_t>(days, 0)), "day", "days") +
                           " after the first commit; the last push by others was " + DateText(before_run)));
  }
}

}  // namespace halfsecond::custody
