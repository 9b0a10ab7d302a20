// The custody time line: firsts that are facts for everybody and complaints about nobody.

#include <map>
#include <set>

#include "analysis/custody/signals/all.h"

namespace halfsecond::custody {

void FindTimeline(const Scene& scene, Events& events) {
  const History& history = scene.history();
  std::vector<bool> has_authored(scene.presence.size());
  for (const std::uint32_t number : scene.order) {
    const Commit& commit = history.commits()[number];
    const std::uint32_t author = scene.AuthorOf(commit);
    if (has_authored[author]) continue;
    has_authored[author] = true;
    events.Add(author, EventAt(scene, CustodyEventKind::kFirstAuthored, number, std::string(history.Subject(commit))));
  }
  for (std::uint32_t who = 0; who < scene.presence.size(); ++who) {
    const std::uint32_t first = scene.presence[who].first_push;
    if (first == History::kNone) continue;
    events.Add(who, EventAt(scene, CustodyEventKind::kFirstPushed, first,
                            std::string(history.Subject(history.commits()[first]))));
  }
  std::set<std::uint32_t> has_tagged;
  std::set<std::string> keys;
  for (const TagRecord& tag : scene.repository->tags) {
    const std::uint32_t tagger = scene.TaggerOf(tag);
    if (tagger == kNobody || tag.seconds > scene.as_of) continue;
    if (has_tagged.insert(tagger).second) {
      events.Add(tagger, {tag.seconds, CustodyEventKind::kFirstTag, scene.number, tag.id, tag.name});
    }
    if (!tag.key.empty() && keys.insert(tag.key).second) {
      events.Add(tagger, {tag.seconds, CustodyEventKind::kFirstSigningKey, scene.number, tag.id,
                          tag.name + " by key " + tag.key});
    }
  }
}

}  // namespace halfsecond::custody
