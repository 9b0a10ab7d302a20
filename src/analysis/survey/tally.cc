#include "analysis/survey/tally.h"

#include <algorithm>
#include <set>

#include "facts/uninvited.h"

namespace halfsecond::survey {

void Tally::AddDamage(Damage damage) {
  facts_.is_complete = false;
  std::string key = damage.source + '\0' + damage.what;
  damages_.emplace(std::move(key), std::move(damage));
}

void Tally::AddLibraries(const LoadFacts& facts) {
  const bool is_privileged = IsPrivileged(facts);
  std::set<std::string> counted;  // a soname may stand twice: in an audit library's namespace, or under two paths
  for (std::size_t i = 1; i < facts.objects.size(); ++i) {
    const LoadedObject& object = facts.objects[i];
    if (!counted.insert(object.soname).second) continue;
    LibraryWeight& weight = weights_[object.soname];
    if (weight.programs == 0) {
      weight.soname = object.soname;
      weight.path = object.path;
      weight.is_runtime = object.is_runtime;
    }
    ++weight.programs;
    if (IsNamedByProgram(facts, i)) ++weight.direct;
    if (is_privileged) ++weight.privileged;
  }
  bool is_two_hops_away = false;
  const auto uninvited = UninvitedLibraries(facts);
  for (const UninvitedLibrary& library : uninvited) {
    LibraryWeight& weight = weights_[facts.objects[library.object].soname];
    ++weight.uninvited;
    if (weight.how.empty()) weight.how = DescribeUninvited(facts, library);
    is_two_hops_away |= !library.is_named_by_program;
  }
  if (!uninvited.empty()) ++facts_.with_uninvited;
  if (is_two_hops_away) ++facts_.two_hops_away;
}

void Tally::Add(const LoadFacts& facts, const std::vector<Finding>& findings) {
  ++facts_.elf_files;
  switch (facts.linkage) {
    case Linkage::kDynamic:
      ++facts_.programs;
      break;
    case Linkage::kStatic:
    case Linkage::kStaticPie:
      ++facts_.static_programs;
      break;
    case Linkage::kLibrary:
      ++facts_.libraries;
      return;
  }
  const bool is_privileged = IsPrivileged(facts);
  if (is_privileged) ++facts_.privileged;
  AddLibraries(facts);
  for (const Damage& damage : facts.damages) AddDamage(damage);
  for (const Finding& finding : findings) {
    if (finding.answer != Answer::kYes) continue;
    FindingGroup& group = groups_[{finding.rule, finding.subject}];
    if (group.programs.empty() || finding.severity > group.finding.severity) group.finding = finding;
    if (!group.programs.empty() && group.programs.back() == facts.program) continue;
    group.programs.push_back(facts.program);
    if (is_privileged) ++group.privileged;
  }
}

SurveyFacts Tally::Take() && {
  for (auto& [soname, weight] : weights_) facts_.weights.push_back(std::move(weight));
  std::stable_sort(facts_.weights.begin(), facts_.weights.end(),
                   [](const LibraryWeight& a, const LibraryWeight& b) { return a.programs > b.programs; });
  for (auto& [key, group] : groups_) {
    std::sort(group.programs.begin(), group.programs.end());
    facts_.groups.push_back(std::move(group));
  }
  std::stable_sort(facts_.groups.begin(), facts_.groups.end(), [](const FindingGroup& a, const FindingGroup& b) {
    return std::pair(a.finding.severity, a.programs.size()) > std::pair(b.finding.severity, b.programs.size());
  });
  for (auto& [key, damage] : damages_) facts_.damages.push_back(std::move(damage));
  return std::move(facts_);
}

}  // namespace halfsecond::survey
