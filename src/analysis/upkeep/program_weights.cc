#include "analysis/upkeep/program_weights.h"

#include <algorithm>
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

Result<void> ProgramWeights::Weigh(system::PackageStore& packages, InstalledProjects& projects) const {
  HS_TRY(owners, packages.OwnersOf(paths_));
  std::vector<UpkeepProject*> project_of;
  std::map<UpkeepProject*, std::vector<std::pair<std::size_t, std::string>>> sonames;
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    UpkeepProject* const project = owners[i] ? projects.Find(owners[i]->source) : nullptr;
    project_of.push_back(project);
    if (project != nullptr) sonames[project].emplace_back(libraries_[i].programs, libraries_[i].soname);
  }
  for (const Program& program : programs_) {
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
  for (auto& [project, named] : sonames) {
    std::sort(named.begin(), named.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    for (auto& [programs, soname] : named) {
      if (std::find(project->libraries.begin(), project->libraries.end(), soname) == project->libraries.end()) {
        project->libraries.push_back(soname);
      }
    }
  }
  return {};
}

}  // namespace halfsecond::upkeep
