#include "analysis/upkeep/program_weights.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "facts/uninvited.h"

namespace halfsecond::upkeep {

void ProgramWeights::Add(const LoadFacts& facts) {
  if (facts.linkage != Linkage::kDynamic) return;
  Program program{facts.program, IsPrivileged(facts), {}};
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 1; i < facts.objects.size(); ++i) {
    const auto [place, is_new] = index_.try_emplace(facts.objects[i].path, paths_.size());
    if (is_new) {
      paths_.push_back(facts.objects[i].path);
      libraries_.push_back({facts.objects[i].soname, 0});
    }
    ++libraries_[place->second].programs;
    program.mapped.push_back({place->second, IsNamedByProgram(facts, i)});
  }
  programs_.push_back(std::move(program));
}

void ProgramWeights::AddProgram(const Program& program, const std::vector<UpkeepProject*>& project_of) {
  std::map<UpkeepProject*, bool> met;  // and whether one of its libraries is named by the program
  for (const Mapped& mapped : program.mapped) {
    if (project_of[mapped.library] != nullptr) met[project_of[mapped.library]] |= mapped.is_direct;
  }
  for (const auto& [project, is_direct] : met) {
    ++project->programs;
    project->direct += is_direct ? 1U : 0U;
    project->privileged += program.is_privileged ? 1U : 0U;
  }
}

void ProgramWeights::NameLibraries(const std::vector<UpkeepProject*>& project_of) const {
  std::vector<std::size_t> order(libraries_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const Library& first = libraries_[a];
    const Library& second = libraries_[b];
    return first.programs != second.programs ? first.programs > second.programs : first.soname < second.soname;
  });
  for (const std::size_t library : order) {
    if (project_of[library] == nullptr) continue;
    std::vector<std::string>& names = project_of[library]->libraries;
    const std::string& soname = libraries_[library].soname;
    if (std::find(names.begin(), names.end(), soname) == names.end()) names.push_back(soname);
  }
}

Result<void> ProgramWeights::Weigh(system::PackageStore& packages, InstalledProjects& projects) const {
  HS_TRY(owners, packages.OwnersOf(paths_));
  std::vector<UpkeepProject*> project_of;
  project_of.reserve(owners.size());
  for (const std::optional<PackageOwner>& owner : owners) {
    project_of.push_back(owner ? projects.Find(owner->source) : nullptr);
  }
  for (const Program& program : programs_) AddProgram(program, project_of);
  NameLibraries(project_of);
  return {};
}

}  // namespace halfsecond::upkeep
