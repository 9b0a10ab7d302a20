#include "analysis/load/owners.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace halfsecond::load {

Result<void> AddOwners(std::span<LoadFacts> programs, system::PackageStore& packages) {
  std::vector<std::string> paths;
  std::unordered_map<std::string_view, std::size_t>
      index_of;  // views the paths of the objects, which stay where they are
  for (const LoadFacts& facts : programs) {
    for (const LoadedObject& object : facts.objects) {
      if (index_of.try_emplace(object.path, paths.size()).second) paths.push_back(object.path);
    }
  }
  HS_TRY(owners, packages.OwnersOf(paths));
  for (LoadFacts& facts : programs) {
    for (LoadedObject& object : facts.objects) object.package = owners[index_of.at(object.path)];
  }
  return {};
}

}  // namespace halfsecond::load
