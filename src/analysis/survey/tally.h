// Tally: adds up the facts and findings of many programs into those of a system. The sum does not depend on the order
// in which programs come, nor on how they were shared between tallies: where one must stand for many it is the first by
// path.

#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "facts/survey.h"
#include "readers/elf/object.h"

namespace halfsecond::survey {

class Tally {
 public:
  // One program with the findings about it. Of a library, only its kind and its findings count.
  void Add(const LoadFacts& facts, const std::vector<Finding>& findings);

  // More findings about a program that was added, of rules that were not asked before.
  void AddFindings(const LoadFacts& facts, const std::vector<Finding>& findings);

  // One file alone, without its closure: its kind, and for a program the names it asks for.
  void AddObject(const elf::Object& object);

  // What the files themselves run at start-up. REQUIRES: read at elf::Depth::kFacts.
  void AddStartCode(const elf::Object& object);

  void AddFiles(std::size_t files, std::size_t elf_files);
  void AddDamage(Damage damage);

  // Everything that `other` holds, as if it had been added here.
  void Merge(Tally&& other);

  // The sum. The Tally is empty afterwards.
  SurveyFacts Take() &&;

 private:
  struct Weight {
    LibraryWeight sum;
    std::string program;            // whose object gave the path
    std::string uninvited_program;  // whose object gave `how`
  };
  using GroupKey = std::pair<std::string_view, std::string>;  // rule and subject

  void AddLibraries(const LoadFacts& facts);
  void AddFinding(const LoadFacts& facts, const Finding& finding);
  static void MergeWeight(Weight& into, Weight&& from);
  static void MergeGroup(FindingGroup& into, FindingGroup&& from);

  SurveyFacts facts_;
  std::unordered_map<std::string, Weight> weights_;  // by soname
  std::map<GroupKey, FindingGroup> groups_;
  std::map<std::string, Damage> damages_;
};

}  // namespace halfsecond::survey
