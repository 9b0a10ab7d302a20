// PageKey: what a page of a store stands under, within its subject. What the two numbers mean is the owner's.

#pragma once

#include <compare>
#include <cstdint>

namespace halfsecond::store {

struct PageKey {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  auto operator<=>(const PageKey&) const = default;
};

}  // namespace halfsecond::store
