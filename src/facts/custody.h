// Who can change what a repository ships, and when that changed: dated events, each with the commit that shows it.
// Events are grouped by identity and never added up to a verdict on a person.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/damage.h"
#include "facts/finding.h"

namespace halfsecond {

// What happened. The names that output and JSON use are in custody.cc.
enum class CustodyEventKind : std::uint8_t {
  kFirstAuthored,          // the first commit written by this identity
  kFirstPushed,            // the first first-parent commit that it also committed
  kGainedPush,             // a newcomer's tenth push, with few others active
  kFastCustody,            // five pushes within 30 days of the first commit, while nobody else pushed for 90
  kLoneIncumbentJoined,    // a newcomer's twentieth push, where one other had made three quarters of all
  kUnreviewedPushes,       // 34 of the last 40 pushes: own, committed by oneself, without a review line
  kCustodyFlipped,         // half of all pushes of six months are a newcomer's
  kFirstTag,               // the first release tag
  kNewReleaseHand,         // the first release tag, by a newcomer, where others had tagged before
  kFirstSigningKey,        // the first signing key seen with this identity
  kNewSigningKey,          // a key not seen before, and another hand than the last one's
  kContactEdited,          // a newcomer changed a security, owner or contact file
  kContactChanged,         // ... and an address in it
  kHomepageChanged,        // ... and where people are sent
  kContinuousIntegration,  // a newcomer changed what tests and builds every change
  kFuzzingEdited,          // a newcomer changed how the project is fuzzed
  kIdentityDrift,          // a newcomer under three spellings
  kLoadTimeCode,           // a newcomer added an IFUNC, a constructor or an install hook
  kWeakenedCheck,          // a sandbox, sanitizer or fuzzing switched off
  kUnsafeCall,             // a checked call became its unchecked counterpart
  kIgnoredCodeFile,        // a file of code, by its name, is to be ignored
  kBlobAdded,              // unreadable bytes among the tests, without test code
  kBlobModified,           // such bytes replaced
  kBlobBeforeRelease,      // such bytes, then a release by the same hand within 72 hours
  kDeadBuildProbe,         // a build's question to the compiler that it can no longer answer
};

struct CustodyEvent {
  std::int64_t seconds = 0;  // since 1970, by the committer's or tagger's date
  CustodyEventKind kind = CustodyEventKind::kFirstAuthored;
  std::size_t repository = 0;
  std::string commit;  // its id in full, of the commit or tag object
  std::string detail;  // what stands there, shortened; foreign text
};

struct CustodyIdentity {
  std::string name;
  std::vector<std::string> spellings;  // of the name, in the order met
  std::vector<std::string> addresses;
  std::vector<CustodyEvent> events;  // by date
  std::size_t commits = 0;
  std::size_t pushes = 0;
  int weight = 0;        // of its distinct signals; for the order only
  bool is_tool = false;  // a robot or a web service: never a subject of findings
};

// What history cannot tell, and why: "pull requests are squashed: who pushed is not recorded".
struct CustodyGap {
  std::string kind;  // "shallow", "damaged", "web-merges", "imported", "young", "promisor", "partial"
  std::string detail;
};

// The state of a repository on the last day looked at.
struct CustodyPreconditions {
  std::string unknown;  // why nothing of this can be told; "" when it can
  bool has_lone_maintainer = false;
  std::string maintainer;                    // who made most pushes of the last two years; "" when nobody pushed
  double maintainer_share = 0;               // of those pushes
  std::size_t pushers = 0;                   // in those two years
  std::size_t active_months = 0;             // of 24
  std::optional<std::int64_t> last_release;  // seconds since 1970
  bool is_starved = false;                   // lone, and few active months or no release for two years
};

struct CustodyTag {
  std::string name;
  std::string commit;
  std::int64_t seconds = 0;
};

struct CustodyRepository {
  std::string path;
  std::string name;  // the last part of the path that says something
  std::string head;
  bool is_witness = false;  // a clone of OSS-Fuzz, of which one project is asked
  std::size_t commits = 0;
  std::size_t commits_after = 0;              // dated after the day looked at, and left out
  std::optional<std::int64_t> first_seconds;  // of its first and last commit; nothing when none has a date
  std::optional<std::int64_t> last_seconds;
  std::optional<std::int64_t> imported_until;  // an import from another system ends here
  CustodyPreconditions preconditions;
  std::vector<CustodyGap> gaps;
  std::vector<CustodyGap> bent;  // what in the repository would change what git shows; not used here
  std::vector<CustodyTag> tags_off_branch;
  std::size_t tags = 0;
  std::size_t tags_of_no_commit = 0;       // of a file or a tree; not among `tags`
  std::size_t commits_before_parents = 0;  // committer dates that lie over a day before a parent's
  std::size_t broken_dates = 0;
  std::size_t missing_blobs = 0;
};

struct CustodyFacts {
  std::int64_t as_of = 0;
  bool is_as_of_now = false;  // nobody named a day: what is dated later claims to be of the future
  std::vector<CustodyRepository> repositories;
  std::vector<CustodyIdentity> identities;  // the most telling first
  std::size_t identities_to_tell = 1;       // how many of them a short answer tells
  std::vector<Damage> damages;
  bool complete = true;
};

// The word for `kind` in JSON: "first-pushed".
std::string_view EventName(CustodyEventKind kind);

// The same for people: "first pushed by own hand".
std::string_view EventPhrase(CustodyEventKind kind);

// "2023-03-18" and "2023-03-18T12:11:38Z" of seconds since 1970, in UTC.
std::string DateText(std::int64_t seconds);
std::string TimeText(std::int64_t seconds);

// Seconds since 1970 of the end of a day given as "2023-03-18", or of an instant "2023-03-18T12:11:38Z".
std::optional<std::int64_t> ParseDate(std::string_view text);

}  // namespace halfsecond
