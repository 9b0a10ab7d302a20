#include "analysis/custody/contents.h"

#include <unordered_set>
#include <utility>

#include "analysis/custody/path_class.h"

namespace halfsecond::custody {
namespace {

constexpr std::uint16_t kAsked =
    kCodePath | kBuildPath | kCiPath | kContactPath | kIgnorePath | kFuzzPath | kOpaquePath | kInstallPath;

struct Newness {
  bool is_first_year;
  bool has_push;
};

struct Wanted {
  std::uint32_t commit;
  std::uint32_t change;
  std::uint32_t author;
  Newness newness;
};

constexpr std::size_t kHasPush = 10;

// Code is most of what is read: of those in their first year, and later of those who push; not of tests.
bool IsAsked(std::uint16_t classes, const Newness& author) {
  if ((classes & kAsked) == 0) return false;
  if ((classes & kAsked) != kCodePath) return true;
  return (classes & kTestPath) == 0 && (author.is_first_year || author.has_push);
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
    const auto age_days = (commit.seconds - scene.presence[author].first_seconds) / kDaySeconds;
    const Newness newness{age_days <= kYearDays, pushes[author] >= kHasPush};
    for (std::uint32_t i = 0; i < commit.changes; ++i) {
      const Change& change = history.change(commit.first_change + i);
      if (!IsAsked(change.classes, newness) || change.status == 'D' || change.status == 'T') continue;
      const git::ObjectIdHash hash;
      if (!seen.insert(hash(change.old_blob) * 31 + hash(change.new_blob)).second) continue;
      wanted.push_back({number, commit.first_change + i, author, newness});
    }
  }
  return wanted;
}

Verdict AskAll(const ContentChange& change) {
  Verdict verdict;
  const std::uint16_t classes = change.change.classes;
  if ((classes & kOpaquePath) != 0) {
    FindLoad(change, verdict);
    return verdict;
  }
  if ((classes & kCodePath) != 0) FindUnsafeCall(change, verdict);
  if ((classes & (kCodePath | kBuildPath | kInstallPath)) != 0) FindLoadTimeCode(change, verdict);
  if ((classes & (kBuildPath | kCiPath | kFuzzPath)) != 0) FindWeakenedCheck(change, verdict);
  if ((classes & kIgnorePath) != 0) FindIgnoredCodeFile(change, verdict);
  if ((classes & kContactPath) != 0) FindContactChanged(change, verdict);
  if ((classes & kBuildPath) != 0) FindDeadBuildProbe(change, verdict);
  return verdict;
}

// Under what the verdict on each change stands, asked in their order: the first of those that a compiler can judge are
// its own, until they used up the compilations.
class Keys {
 public:
  Keys(const Scene& scene, const ContentMeans& means) : scene_(scene), means_(means) {}

  bool IsCompiled(const Wanted& one) const {
    return means_.compiler != nullptr && (scene_.history().change(one.change).classes & kBuildPath) != 0;
  }
  VerdictKey With(const Wanted& one) const { return Key(one, means_.compiler->identity()); }
  VerdictKey Without(const Wanted& one) const { return Key(one, 0); }

  VerdictKey Of(const Wanted& one) const {
    return IsCompiled(one) && used_ < means_.most_compilations ? With(one) : Without(one);
  }
  // Goes on to the next.
  void Pass(const Verdict* verdict) { used_ += verdict == nullptr ? 0 : verdict->compilations; }

 private:
  VerdictKey Key(const Wanted& one, std::uint64_t compiler) const {
    const Commit& commit = scene_.history().commits()[one.commit];
    return {commit.id, one.change - commit.first_change, one.newness.is_first_year, one.newness.has_push, compiler};
  }

  const Scene& scene_;
  const ContentMeans& means_;
  std::size_t used_ = 0;
};

// Reads contents and puts what they say into a book.
class Judge {
 public:
  Judge(const Scene& scene, const std::vector<Wanted>& wanted, const ContentMeans& means, VerdictBook& book)
      : scene_(scene), wanted_(wanted), means_(means), book_(book), keys_(scene, means) {}

  // Returns how many blobs were missing.
  Result<std::size_t> Read() {
    AskForUnknown();
    HS_CHECK(
        means_.objects.Fetch(ids_, [this](std::size_t at, const shadow::FetchedObject& object) { Take(at, object); }));
    return missing_;
  }

 private:
  // How often the changes before one asked the compiler is known only within bounds while some of them are unknown:
  // what either bound may lead to is asked for.
  void AskForUnknown() {
    std::size_t least = 0;
    std::size_t most = 0;
    for (std::uint32_t i = 0; i < wanted_.size(); ++i) {
      const bool may_be_with = keys_.IsCompiled(wanted_[i]) && least < means_.most_compilations;
      const bool may_be_without = !keys_.IsCompiled(wanted_[i]) || most >= means_.most_compilations;
      const Verdict* with = may_be_with ? book_.Find(keys_.With(wanted_[i])) : nullptr;
      if ((may_be_with && with == nullptr) || (may_be_without && book_.Find(keys_.Without(wanted_[i])) == nullptr)) {
        AskFor(i);
      }
      if (!may_be_with) continue;
      least += with == nullptr ? 0 : with->compilations;
      most += with == nullptr ? limits::kMaxCompilationsOfChange : with->compilations;
    }
  }

  void AskFor(std::uint32_t index) {
    const Change& change = scene_.history().change(wanted_[index].change);
    if (!change.old_blob.is_null() && (change.classes & kOpaquePath) == 0) {
      ids_.push_back(change.old_blob.Hex());
      asked_for_.emplace_back(index, true);
    }
    ids_.push_back(change.new_blob.Hex());
    asked_for_.emplace_back(index, false);
  }

  void Take(std::size_t at, const shadow::FetchedObject& object) {
    const auto [index, is_before] = asked_for_[at];
    const bool is_here = object.state == shadow::FetchedObject::State::kHere && object.type == "blob";
    if (object.state == shadow::FetchedObject::State::kMissing) ++missing_;
    if (is_before) {
      before_.assign(object.bytes);
      before_is_here_ = is_here;
      return;
    }
    if (is_here && before_is_here_) Decide(index, object.bytes);
    before_.clear();
    before_is_here_ = true;
  }

  void Decide(std::uint32_t index, std::string_view after) {
    for (; passed_ < index; ++passed_) keys_.Pass(book_.Find(keys_.Of(wanted_[passed_])));
    const Wanted& one = wanted_[index];
    const VerdictKey key = keys_.Of(one);
    if (book_.Find(key) != nullptr) return;
    const Change& change = scene_.history().change(one.change);
    const bool is_opaque = (change.classes & kOpaquePath) != 0;
    const LineChange lines = is_opaque ? LineChange() : ChangeOf(before_, after);
    sandbox::ProbeCompiler* compiler = key.compiler == 0 ? nullptr : means_.compiler;
    const ContentChange asked{scene_, one.commit, change,  one.newness.is_first_year, one.newness.has_push, before_,
                              after,  lines,      compiler};
    book_.Add(key, AskAll(asked));
  }

  const Scene& scene_;
  const std::vector<Wanted>& wanted_;
  const ContentMeans& means_;
  VerdictBook& book_;
  Keys keys_;
  std::uint32_t passed_ = 0;  // of wanted_, by keys_
  std::vector<std::string> ids_;
  std::vector<std::pair<std::uint32_t, bool>> asked_for_;  // index of wanted_, and whether it is the version before
  std::size_t missing_ = 0;
  bool before_is_here_ = true;
  std::string before_;
};

}  // namespace

Result<std::size_t> FindContentSignals(const Scene& scene, const ContentMeans& means, VerdictBook& book,
                                       Events& events) {
  const std::vector<Wanted> wanted = WantedOf(scene);
  if (means.compiler != nullptr) book.KeepOnly(means.compiler->identity());
  HS_TRY(missing, Judge(scene, wanted, means, book).Read());
  BlobWatch blobs(scene);
  Keys keys(scene, means);
  for (const Wanted& one : wanted) {
    const Verdict* verdict = book.Find(keys.Of(one));
    keys.Pass(verdict);
    if (verdict == nullptr) continue;
    for (const auto& [kind, detail] : verdict->told) events.Add(one.author, EventAt(scene, kind, one.commit, detail));
    if (verdict->is_load) blobs.Take(one.commit, one.author, scene.history().change(one.change));
  }
  blobs.Finish(events);
  return missing;
}

}  // namespace halfsecond::custody
