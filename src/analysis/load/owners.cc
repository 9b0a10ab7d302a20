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
  const auto owners = packages.OwnersOf(paths);
  std::vector<Damage> damages = packages.damage();
  using Kind = Error::Kind;
  if (!owners.ok() && owners.error().kind != Kind::kNotFound && owners.error().kind != Kind::kUnsupported) {
    damages.push_back({"package database", owners.error().what, owners.error().at_byte});
  }
  for (LoadFacts& facts : programs) facts.package_damages = damages;
  if (!owners.ok()) return owners.error();
  for (LoadFacts& facts : programs) {
    for (LoadedObject& object : facts.objects) object.package = (*owners)[index_of.at(object.path)];
  }
  return {};
}

}  // namespace halfsecond::load
