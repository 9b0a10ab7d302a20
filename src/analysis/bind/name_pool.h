// NamePool: names as numbers. Each name is kept once, hashed once, and found again by its bytes.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <vector>

namespace halfsecond::bind {

class NamePool {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  // The number of `text`, a new one if need be; kNone for the empty name.
  std::uint32_t Intern(std::string_view text);

  // The number of a name that is here already, else `absent`.
  std::uint32_t Known(std::string_view text, std::uint32_t absent) const;

  // Takes over every name of `other`. Returns their numbers here, by their numbers there.
  std::vector<std::uint32_t> Absorb(const NamePool& other);

  std::string_view operator[](std::uint32_t name) const { return {names_[name].text, names_[name].length}; }
  std::size_t size() const { return names_.size(); }

 private:
  struct Name {
    const char* text;
    std::uint32_t length;
    std::uint32_t hash;
  };

  std::size_t SlotOf(std::string_view text, std::uint32_t hash) const;
  std::uint32_t Put(std::string_view text, std::uint32_t hash);
  const char* Keep(std::string_view text);
  void Grow();

  std::deque<Name> names_;                       // hundreds of thousands: it grows without a copy
  std::vector<std::uint32_t> slots_;             // a power of two, at most 3/4 full: kNone or a number
  std::vector<std::unique_ptr<char[]>> chunks_;  // what names_ points into; they never move
  std::size_t left_ = 0;
  char* next_ = nullptr;
};

}  // namespace halfsecond::bind
