// other-tag
//
// Does another tag than the one that was asked for, or that the archive's name speaks of, hold more of it?
//
// Why: an archive that was made from another commit than its name says is compared with the wrong review.
// Quiet about: versions that no tag is of.
// Known blind spot: a commit that no tag names.

#include "facts/finding.h"
#include "facts/release.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "other-tag";

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  const Finding no{kId, Answer::kNo, "no other tag holds more", {}, Severity::kNote, facts.archive, {}};
  if (facts.asked_tag.empty() && facts.of_version) {
    const TagMatch& named = *facts.of_version;
    return {{kId,
             Answer::kYes,
             "tag " + facts.tag.name + " has " + std::to_string(facts.tag.matching) + " of the archive's files, and " +
                 named.name + ", of the version in its name, only " + std::to_string(named.matching),
             {{facts.repository, 0, "", named.name}},
             Severity::kAmber,
             facts.archive,
             "--tag " + named.name}};
  }
  if (facts.asked_tag.empty() || !facts.runner_up) return {no};
  const TagMatch& better = *facts.runner_up;
  if (better.matching <= facts.tag.matching) return {no};
  return {{kId,
           Answer::kYes,
           "tag " + better.name + " has " + std::to_string(better.matching) + " of the archive's files, " +
               facts.tag.name + " only " + std::to_string(facts.tag.matching),
           {{facts.repository, 0, "", better.name}},
           Severity::kAmber,
           facts.archive,
           "--tag " + better.name}};
}

}  // namespace

extern const Rule<ReleaseFacts> kOtherTag;
constinit const Rule<ReleaseFacts> kOtherTag{
    kId, "Does another tag than the one that was asked for, or that the archive's name speaks of, hold more of it?",
    "an archive made from another commit than its name says is compared with the wrong review", &Ask};

}  // namespace halfsecond::rules
