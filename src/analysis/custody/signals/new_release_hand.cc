// new-release-hand: a newcomer makes a release tag for the first time, where somebody else had made them before.

#include <set>

#include "analysis/custody/signals/all.h"

namespace halfsecond::custody {

void FindNewReleaseHand(const Scene& scene, Events& events) {
  std::set<std::uint32_t> hands;
  for (const TagRecord& tag : scene.repository->tags) {
    const std::uint32_t tagger = scene.TaggerOf(tag);
    if (tagger == kNobody || tag.seconds > scene.as_of) continue;
    const bool is_new = hands.insert(tagger).second;
    if (!is_new || hands.size() < 2 || !scene.IsNewcomer(tagger, tag.seconds, kNewToPushDays)) continue;
    events.Add(tagger, {tag.seconds, CustodyEventKind::kNewReleaseHand, scene.number, tag.id, tag.name});
  }
}

}  // namespace halfsecond::custody
