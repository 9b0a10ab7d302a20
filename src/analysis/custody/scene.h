// What a signal looks at: one repository's history with people instead of spellings, pushes, releases, and who was new
// when. A signal reads it in the order of time and tells events; it never looks ahead, so that a history seen on an
// earlier day tells what it would have told then.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/custody/people.h"
#include "analysis/custody/repository.h"
#include "facts/custody.h"

namespace halfsecond::custody {

// A commit on the line of first parents, with whoever committed it.
struct Push {
  std::uint32_t commit = 0;
  std::uint32_t pusher = kNobody;  // kNobody: a web service committed, which does not say for whom
  std::uint32_t author = 0;
  std::int64_t seconds = 0;  // never before an earlier push
  bool is_own = false;       // written by the pusher, no merge
  bool is_reviewed = false;
};

// What a repository knows of one identity.
struct Presence {
  std::int64_t first_seconds = 0;  // of the first commit written or committed; 0: never here
  std::uint32_t first_commit = History::kNone;
  std::uint32_t first_push = History::kNone;
  std::size_t commits = 0;
  std::size_t pushes = 0;
};

struct Scene {
  std::size_t number = 0;  // of the repository
  const Repository* repository = nullptr;
  const People* people = nullptr;
  std::vector<std::uint32_t> order;  // commits up to the day looked at, parents first
  std::vector<Push> pushes;          // up to that day, oldest first
  std::vector<Presence> presence;    // by identity
  bool is_dated = false;             // has any commit a date? Then of the first and the last:
  std::int64_t first_seconds = 0;
  std::int64_t last_seconds = 0;
  std::int64_t imported_until = 0;  // 0: not imported
  std::int64_t as_of = 0;

  const History& history() const { return repository->history; }
  std::uint32_t AuthorOf(const Commit& commit) const { return people->Of(number, commit.author); }
  std::uint32_t CommitterOf(const Commit& commit) const { return people->Of(number, commit.committer); }
  std::uint32_t TaggerOf(const TagRecord& tag) const {
    return tag.tagger == History::kNone ? kNobody : people->Of(number, tag.tagger);
  }

  // Is `identity`, at that time, at most `days` old here, in a project that is past its third year (and three years
  // past an import, which makes everybody new)?
  bool IsNewcomer(std::uint32_t identity, std::int64_t seconds, int days) const;
};

// One repository as of a day. REQUIRES: both outlive it.
Scene SceneOf(std::size_t number, const Repository& repository, const People& people, std::int64_t as_of);

// Where signals put what they saw, by identity.
class Events {
 public:
  explicit Events(std::size_t identities) : of_(identities) {}
  void Add(std::uint32_t identity, CustodyEvent event) { of_[identity].push_back(std::move(event)); }
  std::vector<CustodyEvent>& Of(std::uint32_t identity) { return of_[identity]; }

 private:
  std::vector<std::vector<CustodyEvent>> of_;
};

// The event `kind` shown by a commit.
CustodyEvent EventAt(const Scene& scene, CustodyEventKind kind, std::uint32_t commit, std::string detail);

inline constexpr std::int64_t kDaySeconds = 86'400;
inline constexpr int kYearDays = 365;
inline constexpr int kNewToPushDays = 2 * kYearDays;     // "newcomer" where it is about pushes and releases
inline constexpr int kNewToContentDays = 3 * kYearDays;  // ... and where it is about contents
inline constexpr int kMatureDays = 3 * kYearDays;

}  // namespace halfsecond::custody
