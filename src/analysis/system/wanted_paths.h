// The paths somebody asked about, while the lists of a whole system stream past: a list is read once, kept never.

#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace halfsecond::system {

// Which packages' mention of a path counts: a diversion takes a path from all but one of them.
struct Mention {
  enum class Of : std::uint8_t { kAnyPackage, kOnlyPackage, kAnyPackageBut };
  Of of = Of::kAnyPackage;
  std::string package;

  bool Counts(std::string_view mentioned_by) const;
};

class WantedPaths {
 public:
  struct Wish {
    std::size_t question = 0;  // whose answer a mention of the path would be
    int rank = 0;              // of two answers the one with the lower rank counts
    Mention mention;
  };

  void Add(std::string path, Wish wish);

  // The wishes for `path`; null when nobody asked for it, which is nearly always and costs a few nanoseconds.
  const std::vector<Wish>* Find(std::string_view path) const;

 private:
  struct PathHash {
    using is_transparent = void;  // so that a std::string_view finds a std::string
    std::size_t operator()(std::string_view path) const { return std::hash<std::string_view>{}(path); }
  };

  // Whether a path could be wanted, by its length and last eight bytes: 16 KiB that stay in the first-level cache
  // spare a hash of 60 bytes and a miss in memory for each of half a million paths.
  static constexpr std::size_t kSketchBits = std::size_t{1} << 17U;
  static std::size_t SketchBit(std::string_view path);

  std::bitset<kSketchBits> sketch_;
  std::unordered_map<std::string, std::vector<Wish>, PathHash, std::equal_to<>> wishes_;
};

}  // namespace halfsecond::system
