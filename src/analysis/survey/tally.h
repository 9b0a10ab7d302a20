// Tally: adds up the facts and findings of many programs into those of a system.

#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "facts/survey.h"

namespace halfsecond::survey {

class Tally {
 public:
  // One program with the findings about it.
  void Add(const LoadFacts& facts, const std::vector<Finding>& findings);

  // One file whose closure was not asked for.
  void AddFile() { ++facts_.files; }
  void AddDamage(Damage damage);

  // The sum. The Tally is empty afterwards.
  SurveyFacts Take() &&;

 private:
  void AddLibraries(const LoadFacts& facts);

  SurveyFacts facts_;
  std::map<std::string, LibraryWeight> weights_;                             // by soname
  std::map<std::pair<std::string_view, std::string>, FindingGroup> groups_;  // by rule and subject
  std::map<std::string, Damage> damages_;
};

}  // namespace halfsecond::survey
