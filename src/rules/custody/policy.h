// shape: table
// The policy of custody in one place: what each signal weighs, how often it met benign people, and which signals
// together deserve a look. No signal alone is red, and nothing here is a verdict on a person.
//
// "Benign" are the identities it fired on in 26 public repositories with real handovers (457 repository-years after
// each project's third), from which the thresholds were taken. What we measured since is in
// docs/false-alarms-custody.md.

#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "facts/custody.h"

namespace halfsecond::rules {

using Kind = CustodyEventKind;

struct SignalPolicy {
  Kind kind;
  int weight;             // for the order of identities only
  int benign;             // identities in 457 repository-years; -1: not measured there
  std::string_view also;  // what else explains it
};

// clang-format off
inline constexpr std::array kSignals{
    SignalPolicy{Kind::kGainedPush,            1, 47, "a project that grows gives push to those who do the work"},
    SignalPolicy{Kind::kCustodyFlipped,        2, 31, "a maintainer who has less time and says so"},
    SignalPolicy{Kind::kLoneIncumbentJoined,   2, 25, "help for one who was alone, which is what such projects need"},
    SignalPolicy{Kind::kUnreviewedPushes,      1, 36, "small projects review by reading the log, or where git does not see it"},
    SignalPolicy{Kind::kNewReleaseHand,        2, 10, "a planned handover of releases"},
    SignalPolicy{Kind::kNewSigningKey,         2, 14, "a new release manager, or a key that was due"},
    SignalPolicy{Kind::kContactEdited,         1, 11, "a list of authors that was brought up to date"},
    SignalPolicy{Kind::kContactChanged,        1,  7, "an address that no longer worked"},
    SignalPolicy{Kind::kHomepageChanged,       1,  9, "a site that moved"},
    SignalPolicy{Kind::kIdentityDrift,         1,  8, "a new machine, a new mail address, a name in another script"},
    SignalPolicy{Kind::kWeakenedCheck,         1,  1, "a check that the sanitizer or the machine cannot run"},
    SignalPolicy{Kind::kLoadTimeCode,          1,  4, "a faster function chosen by the processor's features"},
    SignalPolicy{Kind::kBlobBeforeRelease,     3,  0, "test files for what the release brings"},
    SignalPolicy{Kind::kBlobModified,          1,  0, "test files made anew by a better generator"},
    SignalPolicy{Kind::kBlobAdded,             1,  1, "test files that an existing test picks up by a pattern"},
    SignalPolicy{Kind::kIgnoredCodeFile,       2,  7, "a file that the build makes"},
    SignalPolicy{Kind::kDeadBuildProbe,        2,  1, "a slip of the hand, or of a merge"},
    SignalPolicy{Kind::kUnsafeCall,            2,  2, "text that is known to be printable, a size that is known"},
    SignalPolicy{Kind::kFastCustody,           2,  5, "an owner who handed over and left"},
};
// clang-format on

using KindSet = std::uint64_t;
constexpr KindSet Set(Kind kind) {
  return KindSet{1} << static_cast<unsigned>(kind);
}
template <class... Kinds>
constexpr KindSet AnyOf(Kinds... kinds) {
  return (Set(kinds) | ...);
}

inline constexpr KindSet kContentSignals =
    AnyOf(Kind::kBlobBeforeRelease, Kind::kBlobModified, Kind::kBlobAdded, Kind::kIgnoredCodeFile,
          Kind::kDeadBuildProbe, Kind::kUnsafeCall, Kind::kWeakenedCheck, Kind::kLoadTimeCode);

// All groups must be met by one identity in one repository; a group is met by any of its kinds.
struct Conjunction {
  Severity severity;
  std::array<KindSet, 3> groups;  // 0: no further group
  int benign;                     // identities in 457 repository-years
  std::string_view words;
};

inline constexpr std::array kConjunctions{
    Conjunction{Severity::kRed,
                {Set(Kind::kLoneIncumbentJoined), Set(Kind::kUnreviewedPushes),
                 AnyOf(Kind::kNewReleaseHand, Kind::kNewSigningKey)},
                0,
                "joined a lone maintainer, pushes own work unreviewed, and now makes the releases"},
    Conjunction{Severity::kAmber,
                {Set(Kind::kNewReleaseHand), Set(Kind::kNewSigningKey), 0},
                4,
                "makes releases that others made, with a key not seen before"},
    Conjunction{Severity::kAmber,
                {Set(Kind::kLoneIncumbentJoined), kContentSignals, 0},
                2,
                "joined a lone maintainer, and changed what reviewers cannot or do not read"},
};

// What else explains a signal.
constexpr std::string_view AlsoExplainedBy(Kind kind) {
  for (const SignalPolicy& signal : kSignals) {
    if (signal.kind == kind) return signal.also;
  }
  return {};
}

constexpr int WeightOf(Kind kind) {
  for (const SignalPolicy& signal : kSignals) {
    if (signal.kind == kind) return signal.weight;
  }
  return 0;
}

}  // namespace halfsecond::rules
