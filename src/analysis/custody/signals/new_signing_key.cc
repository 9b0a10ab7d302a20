// new-signing-key: a release is signed by a key never seen here, and by another person than the last signed one.

#include <set>

#include "analysis/custody/signals/all.h"

namespace halfsecond::custody {

void FindNewSigningKey(const Scene& scene, Events& events) {
  std::set<std::string> keys;
  std::uint32_t last = kNobody;
  std::string last_key;
  for (const TagRecord& tag : scene.repository->tags) {
    const std::uint32_t tagger = scene.TaggerOf(tag);
    if (tag.key.empty() || tagger == kNobody || tag.seconds > scene.as_of) continue;
    const bool is_new = keys.insert(tag.key).second;
    if (is_new && last != kNobody && last != tagger && tag.seconds >= scene.first_seconds + kMatureDays * kDaySeconds) {
      events.Add(tagger, {tag.seconds, CustodyEventKind::kNewSigningKey, scene.number, tag.id,
                          tag.name + " by key " + tag.key + ", before it " + last_key});
    }
    last = tagger;
    last_key = tag.key;
  }
}

}  // namespace halfsecond::custody
