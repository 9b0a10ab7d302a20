#include "analysis/load/owners.h"

#include <utility>

namespace halfsecond::load {

Owners::Owners(system::PackageStore& packages, const std::vector<std::string>& paths) {
  auto owners = packages.OwnersOf(paths);
  damages_ = packages.damage();
  using Kind = Error::Kind;
  if (!owners.ok() && owners.error().kind != Kind::kNotFound && owners.error().kind != Kind::kUnsupported) {
    damages_.push_back({"package database", owners.error().what, owners.error().at_byte});
  }
  if (!owners.ok()) {
    failure_ = owners.error();
    return;
  }
  for (std::size_t i = 0; i < paths.size(); ++i) {
    auto& owner = (*owners)[i];
    by_path_.emplace(paths[i], owner ? std::make_shared<const PackageOwner>(std::move(*owner)) : nullptr);
  }
}

void Owners::AddTo(LoadFacts& facts) const {
  facts.package_damages = damages_;
  if (failure_) return;
  for (LoadedObject& object : facts.objects) object.package = by_path_.at(object.path);
}

}  // namespace halfsecond::load
