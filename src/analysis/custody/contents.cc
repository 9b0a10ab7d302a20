#include "analysis/custody/contents.h"

#include <unordered_set>
#include <utility>

#include "analysis/custody/path_class.h"

namespace halfsecond::custody {
namespace {

constexpr std::uint16_t kAsked =
    kCodePath | kBuildPath | kCiPath | kContactPath | kIgnorePath | kFuzzPath | kOpaquePath | kInstallPath;

struct Wanted {
  std::uint32_t commit;
  std::uint32_t change;
  std::uint32_t author;
  int age_days;
  std::size_t pushes;
};

constexpr std::size_t kHasPush = 10;

// Code is most of what is read: of those in their first year, and later of those who push; not of tests.
bool IsAsked(std::uint16_t classes, int age_days, std::size_t pushes) {
  if ((classes & kAsked) == 0) return false;
  if ((classes & kAsked) != kCodePath) return true;
  return (classes & kTestPath) == 0 && (age_days <= kYearDays || pushes >= kHasPush);
}

// Every newcomer's changes on sensitive paths, in the order of time.
std::vector<Wanted> WantedOf(const Scene& scene) {
  const History& history = scene.history();
  std::vector<std::size_t> pushes(scene.presence.size());
  std::vector<bool> is_pushed(history.commits().size());
  for (const Push& push : scene.pushes) is_pushed[push.commit] = true;
  std::vector<Wanted> wanted;
  std::unordered_set<std::size_t> seen;  // the same change on another branch is no other change
  for (const std::uint32_t number : scene.order) {
    const Commit& commit = history.commits()[number];
    const std::uint32_t author = scene.AuthorOf(commit);
    if (is_pushed[number]) ++pushes[scene.CommitterOf(commit)];
    if (commit.changes == 0 || (commit.flags & Commit::kMerge) != 0) continue;
    if (!scene.IsNewcomer(author, commit.seconds, kNewToContentDays)) continue;
    const auto age = static_cast<int>((commit.seconds - scene.presence[author].first_seconds) / kDaySeconds);
    for (std::uint32_t i = 0; i < commit.changes; ++i) {
      const Change& change = history.change(commit.first_change + i);
      if (!IsAsked(change.classes, age, pushes[author]) || change.status == 'D' || change.status == 'T') continue;
      const git::ObjectIdHash hash;
      if (!seen.insert(hash(change.old_blob) * 31 + hash(change.new_blob)).second) continue;
      wanted.push_back({number, commit.first_change + i, author, age, pushes[author]});
    }
  }
  return wanted;
}

void AskAll(const ContentChange& change, BlobWatch& blobs, Events& events) {
  const std::uint16_t classes = change.change.classes;
  if ((classes & kOpaquePath) != 0) {
    blobs.Look(change);
    return;
  }
  if ((classes & kCodePath) != 0) FindUnsafeCall(change, events);
  if ((classes & (kCodePath | kBuildPath | kInstallPath)) != 0) FindLoadTimeCode(change, events);
  if ((classes & (kBuildPath | kCiPath | kFuzzPath)) != 0) FindWeakenedCheck(change, events);
  if ((classes & kIgnorePath) != 0) FindIgnoredCodeFile(change, events);
  if ((classes & kContactPath) != 0) FindContactChanged(change, events);
  if ((classes & kBuildPath) != 0) FindDeadBuildProbe(change, events);
}

}  // namespace

void ContentChange::Tell(Events& events, CustodyEventKind kind, std::string detail) const {
  events.Add(author, EventAt(scene, kind, commit, std::move(detail)));
}

Result<std::size_t> FindContentSignals(const Scene& scene, shadow::ObjectPipe& objects,
                                       sandbox::ProbeCompiler* compiler, Events& events) {
  const std::vector<Wanted> wanted = WantedOf(scene);
  BlobWatch blobs(scene);
  std::vector<std::string> ids;
  std::vector<std::pair<std::uint32_t, bool>> asked_for;  // index in wanted, and whether it is the version before
  for (std::uint32_t i = 0; i < wanted.size(); ++i) {
    const Change& change = scene.history().change(wanted[i].change);
    const bool is_opaque = (change.classes & kOpaquePath) != 0;
    if (!change.old_blob.is_null() && !is_opaque) {
      ids.push_back(change.old_blob.Hex());
      asked_for.emplace_back(i, true);
    }
    ids.push_back(change.new_blob.Hex());
    asked_for.emplace_back(i, false);
  }
  std::size_t missing = 0;
  bool before_is_here = true;
  std::string before;
  HS_CHECK(objects.Fetch(ids, [&](std::size_t at, const shadow::FetchedObject& object) {
    const auto [index, is_before] = asked_for[at];
    const bool is_here = object.state == shadow::FetchedObject::State::kHere && object.type == "blob";
    if (object.state == shadow::FetchedObject::State::kMissing) ++missing;
    if (is_before) {
      before.assign(object.bytes);
      before_is_here = is_here;
      return;
    }
    const Wanted& one = wanted[index];
    const Change& change = scene.history().change(one.change);
    if (is_here && before_is_here) {
      const bool is_opaque = (change.classes & kOpaquePath) != 0;
      const LineChange lines = is_opaque ? LineChange() : ChangeOf(before, object.bytes);
      AskAll({scene, one.commit, change, one.author, one.age_days, one.pushes, before, object.bytes, lines, compiler},
             blobs, events);
    }
    before.clear();
    before_is_here = true;
  }));
  blobs.Finish(events);
  return missing;
}

}  // namespace halfsecond::custody
