#include "analysis/custody/scene.h"

#include <algorithm>
#include <unordered_map>

namespace halfsecond::custody {
namespace {

constexpr std::int64_t kFewestImported = 50;           // commits with a mark of import
constexpr std::size_t kBulk = 300;                     // commits of one committer within a day ...
constexpr std::int64_t kBulkSpan = 365 * kDaySeconds;  // ... written over more than a year

// When an import from another system ends: by the marks that git-svn and its kin leave, or by addresses without a
// domain, or by one committer's hundreds of commits of one day that were written over years.
std::int64_t ImportEnd(const Scene& scene) {
  const History& history = scene.history();
  std::int64_t marked_until = 0;
  std::int64_t marked = 0;
  std::int64_t bulk_until = 0;
  std::size_t run_start = 0;
  std::int64_t oldest = 0;
  for (std::size_t i = 0; i < scene.order.size(); ++i) {
    const Commit& commit = history.commits()[scene.order[i]];
    const std::string& address = history.spellings()[commit.author].address;
    const bool has_domain =
        address.find('@') != std::string::npos && address.find('.', address.find('@')) != std::string::npos;
    if ((commit.flags & Commit::kImported) != 0 || !has_domain) {
      ++marked;
      marked_until = std::max(marked_until, commit.seconds);
    }
    const Commit& start = history.commits()[scene.order[run_start]];
    if (i == 0 || commit.committer != start.committer || std::abs(commit.seconds - start.seconds) > kDaySeconds) {
      run_start = i;
      oldest = commit.author_seconds;
    }
    oldest = std::min(oldest, commit.author_seconds);
    if (i - run_start >= kBulk && commit.seconds - oldest > kBulkSpan) bulk_until = commit.seconds;
  }
  const bool is_marked = marked >= kFewestImported && marked * 20 > static_cast<std::int64_t>(scene.order.size());
  return std::max(is_marked ? marked_until : 0, bulk_until);
}

// Puts commits of one second, from `start` on, into the order in which each built on the one before.
void OrderOneSecond(const History& history, std::vector<std::uint32_t>::iterator start,
                    std::vector<std::uint32_t>::iterator end) {
  std::unordered_map<std::uint32_t, std::size_t> depths;  // of first parents of that second; 0: not known yet
  for (auto at = start; at != end; ++at) depths[*at] = 0;
  std::vector<std::uint32_t> line;
  for (auto at = start; at != end; ++at) {
    auto here = depths.find(*at);
    for (; here != depths.end() && here->second == 0; here = depths.find(history.commits()[here->first].first_parent)) {
      line.push_back(here->first);
    }
    std::size_t depth = here == depths.end() ? 0 : here->second;
    for (; !line.empty(); line.pop_back()) depths[line.back()] = ++depth;
  }
  std::stable_sort(start, end, [&](std::uint32_t a, std::uint32_t b) { return depths[a] < depths[b]; });
}

void OrderSeconds(const History& history, std::vector<std::uint32_t>& order) {
  for (auto start = order.begin(); start != order.end();) {
    const std::int64_t second = history.commits()[*start].seconds;
    const auto end = std::find_if(start, order.end(),
                                  [&](std::uint32_t number) { return history.commits()[number].seconds != second; });
    if (end - start > 1) OrderOneSecond(history, start, end);
    start = end;
  }
}

void MeetPeople(Scene& scene) {
  const History& history = scene.history();
  for (const std::uint32_t number : scene.order) {
    const Commit& commit = history.commits()[number];
    if ((commit.flags & Commit::kBrokenDate) != 0) continue;
    for (const std::uint32_t who : {scene.AuthorOf(commit), scene.CommitterOf(commit)}) {
      Presence& presence = scene.presence[who];
      if (presence.first_seconds == 0 || commit.seconds < presence.first_seconds) {
        presence.first_seconds = std::max<std::int64_t>(commit.seconds, 1);
        presence.first_commit = number;
      }
    }
    ++scene.presence[scene.AuthorOf(commit)].commits;
    if (!scene.is_dated || commit.seconds < scene.first_seconds) scene.first_seconds = commit.seconds;
    scene.is_dated = true;
    scene.last_seconds = std::max(scene.last_seconds, commit.seconds);
  }
}

void LinePushes(Scene& scene) {
  const History& history = scene.history();
  git::ObjectId head;
  if (!git::ParseObjectId(scene.repository->directory.head, head)) return;
  std::int64_t clock = 0;
  for (const std::uint32_t number : history.PushedTo(head)) {
    const Commit& commit = history.commits()[number];
    if (commit.seconds > scene.as_of) continue;
    clock = std::max(clock, commit.seconds);
    Push push;
    push.commit = number;
    push.author = scene.AuthorOf(commit);
    push.pusher = scene.CommitterOf(commit);
    if (scene.people->IsTool(push.pusher)) push.pusher = kNobody;
    push.seconds = clock;
    push.is_own = push.pusher == push.author && (commit.flags & Commit::kMerge) == 0;
    push.is_reviewed = (commit.flags & Commit::kReviewed) != 0;
    scene.pushes.push_back(push);
    if (push.pusher == kNobody) continue;
    Presence& presence = scene.presence[push.pusher];
    if (presence.first_push == History::kNone) presence.first_push = number;
    ++presence.pushes;
  }
}

}  // namespace

bool Scene::IsNewcomer(std::uint32_t identity, std::int64_t seconds, int days) const {
  if (identity == kNobody || people->IsTool(identity)) return false;
  const std::int64_t since = presence[identity].first_seconds;
  if (since == 0 || seconds - since > days * kDaySeconds) return false;
  if (seconds < first_seconds + kMatureDays * kDaySeconds) return false;
  return imported_until == 0 || seconds > imported_until + kMatureDays * kDaySeconds;
}

Scene SceneOf(std::size_t number, const Repository& repository, const People& people, std::int64_t as_of) {
  Scene scene;
  scene.number = number;
  scene.repository = &repository;
  scene.people = &people;
  scene.as_of = as_of;
  scene.presence.resize(people.size());
  const auto& commits = repository.history.commits();
  for (std::size_t i = commits.size(); i > 0; --i) {
    if (commits[i - 1].seconds <= as_of) scene.order.push_back(static_cast<std::uint32_t>(i - 1));
  }
  OrderSeconds(repository.history, scene.order);
  MeetPeople(scene);
  scene.imported_until = ImportEnd(scene);
  LinePushes(scene);
  return scene;
}

CustodyEvent EventAt(const Scene& scene, CustodyEventKind kind, std::uint32_t commit, std::string detail) {
  const Commit& at = scene.history().commits()[commit];
  return {at.seconds, kind, scene.number, at.id.Hex(), std::move(detail)};
}

}  // namespace halfsecond::custody
