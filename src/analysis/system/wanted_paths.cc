#include "analysis/system/wanted_paths.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace halfsecond::system {

bool Mention::Counts(std::string_view mentioned_by) const {
  switch (of) {
    case Of::kAnyPackage:
      return true;
    case Of::kOnlyPackage:
      return mentioned_by == package;
    case Of::kAnyPackageBut:
      return mentioned_by != package;
  }
  return false;
}

std::size_t WantedPaths::SketchBit(std::string_view path) {
  std::uint64_t tail = 0;
  const std::size_t length = std::min(sizeof tail, path.size());
  std::memcpy(&tail, path.data() + path.size() - length, length);
  constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;  // 2^64 / phi: spreads any bit into the high ones
  return ((tail ^ (path.size() * kGolden)) * kGolden) >> 47U;
}

void WantedPaths::Add(std::string path, Wish wish) {
  sketch_.set(SketchBit(path));
  wishes_[std::move(path)].push_back(std::move(wish));
}

const std::vector<WantedPaths::Wish>* WantedPaths::Find(std::string_view path) const {
  if (!sketch_.test(SketchBit(path))) return nullptr;
  const auto found = wishes_.find(path);
  return found == wishes_.end() ? nullptr : &found->second;
}

}  // namespace halfsecond::system
