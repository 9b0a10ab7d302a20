#include "analysis/survey/tally.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory_resource>
#include <tuple>
#include <unordered_set>

#include "facts/uninvited.h"
#include "readers/elf/constants.h"

namespace halfsecond::survey {
namespace {

using How = elf::StartFunction::How;

// Of two findings that stand for one group: the worse, then the first by program, then by text.
bool StandsFirst(const Finding& a, const std::string& program_a, const Finding& b, const std::string& program_b) {
  return std::tuple(-static_cast<int>(a.severity), std::string_view(program_a), std::string_view(a.because)) <
         std::tuple(-static_cast<int>(b.severity), std::string_view(program_b), std::string_view(b.because));
}

std::size_t CountResolvers(const LoadFacts& facts, const UninvitedLibrary& library) {
  return static_cast<std::size_t>(std::count_if(library.entries.begin(), library.entries.end(), [&](std::size_t entry) {
    return facts.start[entry].how == StartHow::kIfunc;
  }));
}

}  // namespace

void Tally::AddFiles(std::size_t files, std::size_t elf_files) {
  facts_.files += files;
  facts_.elf_files += elf_files;
}

void Tally::AddDamage(Damage damage) {
  facts_.is_complete = false;
  std::string key = damage.source + '\0' + damage.what;
  damages_.emplace(std::move(key), std::move(damage));
}

void Tally::AddObject(const elf::Object& object) {
  if (object.type != elf::kTypeExec && object.type != elf::kTypeDyn) {
    ++facts_.other_elf_files;
    return;
  }
  const bool is_program = !object.interpreter.empty();
  const bool is_static = !is_program && (object.type == elf::kTypeExec || (object.flags_1 & elf::kFlag1Pie) != 0);
  if (is_static) {
    ++facts_.static_programs;
  } else if (!is_program) {
    ++facts_.libraries;
  } else {
    ++facts_.programs;
    for (const elf::ObjectNeed& need : object.needed) {
      if (need.kind != elf::Needed::Kind::kNeeded) continue;
      Weight& weight = weights_[need.name];
      weight.sum.soname = need.name;
      ++weight.sum.direct;
    }
  }
}

void Tally::AddStartCode(const elf::Object& object) {
  bool has_resolvers = false;
  bool has_code = false;
  for (const elf::ObjectStartFunction& function : object.start) {
    if (function.nature == elf::StartFunction::Nature::kRuntime) continue;
    const bool is_resolver = function.how == How::kIfuncSymbol || function.how == How::kIrelative;
    has_resolvers |= is_resolver;
    has_code |= !is_resolver;
  }
  if (has_code) ++facts_.files_with_start;
  if (has_resolvers) ++facts_.files_with_resolvers;
}

void Tally::AddLibraries(const LoadFacts& facts) {
  const bool is_privileged = IsPrivileged(facts);
  std::array<std::byte, 16'384> stack;  // NOLINT(cppcoreguidelines-pro-type-member-init): room, for most programs
  std::pmr::monotonic_buffer_resource room(stack.data(), stack.size());
  std::pmr::unordered_set<std::string_view> counted(
      &room);  // a soname may stand twice: in an audit library's namespace, or under two paths
  for (std::size_t i = 1; i < facts.objects.size(); ++i) {
    const LoadedObject& object = facts.objects[i];
    if (!counted.insert(object.soname).second) continue;
    Weight& weight = weights_[object.soname];
    if (weight.sum.programs == 0 || facts.program < weight.program) {
      weight.sum.soname = object.soname;
      weight.sum.path = object.path;
      weight.sum.is_runtime = object.is_runtime;
      weight.program = facts.program;
    }
    ++weight.sum.programs;
    if (IsNamedByProgram(facts, i)) ++weight.sum.direct;
    if (is_privileged) ++weight.sum.privileged;
  }
  bool is_two_hops_away = false;
  const auto uninvited = UninvitedLibraries(facts);
  for (const UninvitedLibrary& library : uninvited) {
    Weight& weight = weights_[facts.objects[library.object].soname];
    if (weight.sum.uninvited == 0 || facts.program < weight.uninvited_program) {
      weight.sum.how = DescribeUninvited(facts, library);
      weight.uninvited_program = facts.program;
    }
    ++weight.sum.uninvited;
    weight.sum.resolvers = std::max(weight.sum.resolvers, CountResolvers(facts, library));
    weight.sum.uninvited_in.push_back(facts.program);
    is_two_hops_away |= !library.is_named_by_program;
  }
  if (!uninvited.empty()) ++facts_.with_uninvited;
  if (is_two_hops_away) ++facts_.two_hops_away;
}

void Tally::AddFinding(const LoadFacts& facts, const Finding& finding) {
  if (finding.answer != halfsecond::Answer::kYes) return;
  const bool is_privileged = IsPrivileged(facts);
  FindingGroup& group = groups_[{finding.rule, finding.subject}];
  if (group.programs.empty()) {
    group.finding = finding;
  } else if (StandsFirst(finding, facts.program, group.finding, group.programs.front())) {
    // The program that the finding speaks of stands first until the end, when all are sorted.
    group.finding = finding;
    if (group.programs.front() == facts.program) return;
    if (group.programs.back() != facts.program) {
      group.programs.push_back(facts.program);
      if (is_privileged) ++group.privileged;
    }
    std::swap(group.programs.front(), group.programs.back());
    return;
  } else if (group.programs.back() == facts.program || group.programs.front() == facts.program) {
    return;
  }
  group.programs.push_back(facts.program);
  if (is_privileged) ++group.privileged;
}

void Tally::Add(const LoadFacts& facts, const std::vector<Finding>& findings) {
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
      break;
  }
  if (facts.linkage != Linkage::kLibrary) {
    if (IsPrivileged(facts)) ++facts_.privileged;
    AddLibraries(facts);
    for (const Damage& damage : facts.damages) AddDamage(damage);
  }
  AddFindings(facts, findings);
}

void Tally::AddFindings(const LoadFacts& facts, const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) AddFinding(facts, finding);
}

void Tally::MergeWeight(Weight& into, Weight&& from) {
  if (into.sum.programs == 0 || (from.sum.programs > 0 && from.program < into.program)) {
    into.sum.soname = std::move(from.sum.soname);
    into.sum.path = std::move(from.sum.path);
    into.sum.is_runtime = from.sum.is_runtime;
    into.program = std::move(from.program);
  }
  if (into.sum.uninvited == 0 || (from.sum.uninvited > 0 && from.uninvited_program < into.uninvited_program)) {
    into.sum.how = std::move(from.sum.how);
    into.uninvited_program = std::move(from.uninvited_program);
  }
  into.sum.programs += from.sum.programs;
  into.sum.direct += from.sum.direct;
  into.sum.privileged += from.sum.privileged;
  into.sum.uninvited += from.sum.uninvited;
  into.sum.resolvers = std::max(into.sum.resolvers, from.sum.resolvers);
  std::move(from.sum.uninvited_in.begin(), from.sum.uninvited_in.end(), std::back_inserter(into.sum.uninvited_in));
}

void Tally::MergeGroup(FindingGroup& into, FindingGroup&& from) {
  if (into.programs.empty()) {
    into = std::move(from);
    return;
  }
  const bool other_first = StandsFirst(from.finding, from.programs.front(), into.finding, into.programs.front());
  if (other_first) into.finding = std::move(from.finding);
  const std::size_t first = into.programs.size();
  into.programs.insert(into.programs.end(), std::make_move_iterator(from.programs.begin()),
                       std::make_move_iterator(from.programs.end()));
  if (other_first) std::swap(into.programs.front(), into.programs[first]);
  into.privileged += from.privileged;
}

void Tally::Merge(Tally&& other) {
  facts_.files += other.facts_.files;
  facts_.elf_files += other.facts_.elf_files;
  facts_.programs += other.facts_.programs;
  facts_.static_programs += other.facts_.static_programs;
  facts_.libraries += other.facts_.libraries;
  facts_.other_elf_files += other.facts_.other_elf_files;
  facts_.privileged += other.facts_.privileged;
  facts_.with_uninvited += other.facts_.with_uninvited;
  facts_.two_hops_away += other.facts_.two_hops_away;
  facts_.files_with_start += other.facts_.files_with_start;
  facts_.files_with_resolvers += other.facts_.files_with_resolvers;
  facts_.is_complete &= other.facts_.is_complete;
  for (auto& [soname, weight] : other.weights_) MergeWeight(weights_[soname], std::move(weight));
  for (auto& [key, group] : other.groups_) MergeGroup(groups_[key], std::move(group));
  damages_.merge(other.damages_);
}

SurveyFacts Tally::Take() && {
  for (auto& [soname, weight] : weights_) {
    auto& programs = weight.sum.uninvited_in;
    std::sort(programs.begin(), programs.end());
    programs.erase(std::unique(programs.begin(), programs.end()), programs.end());
    facts_.weights.push_back(std::move(weight.sum));
  }
  std::sort(facts_.weights.begin(), facts_.weights.end(), [](const LibraryWeight& a, const LibraryWeight& b) {
    return std::tuple(b.programs, b.direct, std::string_view(a.soname)) <
           std::tuple(a.programs, a.direct, std::string_view(b.soname));
  });
  for (auto& [key, group] : groups_) {
    group.example = group.programs.front();
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
