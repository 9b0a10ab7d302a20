// From repositories to facts: people joined, signals asked, the state on the day, the most telling identities first.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/custody/repository.h"
#include "facts/custody.h"

namespace halfsecond::custody {

struct FactsOptions {
  std::int64_t as_of = 0;
  std::string project;  // of OSS-Fuzz, whose clone is then the last of the repositories; "": there is none
};

// The last part of a git directory's path that says something: "xz" of "/src/xz/.git".
std::string RepositoryName(const std::string& directory);

// REQUIRES: `opened` has the repositories' objects, in the order of `repositories`; nullptr: contents are not looked
// at. What contents said is added to the verdicts of `repositories`.
CustodyFacts FactsOf(std::vector<Repository>& repositories, Opened* opened, const FactsOptions& options);

}  // namespace halfsecond::custody
