// The first time that a newcomer edits a contact file, continuous integration or fuzzing.

#include "analysis/custody/path_class.h"
#include "analysis/custody/signals/all.h"

namespace halfsecond::custody {
namespace {

struct Kept {
  std::uint16_t of;
  CustodyEventKind kind;
};
constexpr Kept kKept[] = {{kOwnerPath, CustodyEventKind::kContactEdited},
                          {kCiPath, CustodyEventKind::kContinuousIntegration},
                          {kFuzzPath, CustodyEventKind::kFuzzingEdited}};

}  // namespace

void FindEditedFiles(const Scene& scene, Events& events) {
  const History& history = scene.history();
  std::vector<std::uint16_t> seen(scene.presence.size());
  for (const std::uint32_t number : scene.order) {
    const Commit& commit = history.commits()[number];
    if (commit.changes == 0) continue;
    const std::uint32_t author = scene.AuthorOf(commit);
    if (!scene.IsNewcomer(author, commit.seconds, kNewToContentDays)) continue;
    for (std::uint32_t i = 0; i < commit.changes; ++i) {
      const Change& change = history.change(commit.first_change + i);
      for (const Kept& kept : kKept) {
        if ((change.classes & kept.of) == 0 || (seen[author] & kept.of) != 0) continue;
        seen[author] |= kept.of;
        events.Add(author, EventAt(scene, kept.kind, number, std::string(history.Path(change))));
      }
    }
  }
}

}  // namespace halfsecond::custody
