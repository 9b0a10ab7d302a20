#include "analysis/bind/name_pool.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace halfsecond::bind {
namespace {

constexpr std::size_t kChunkBytes = 1U << 20U;
constexpr std::size_t kFirstSlots = 1U << 10U;

std::uint32_t HashOf(std::string_view text) {
  return static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
}

}  // namespace

// Where `text` stands, or the empty slot where it would. REQUIRES: there are slots.
std::size_t NamePool::SlotOf(std::string_view text, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == kNone) return slot;
    const Name& name = names_[slots_[slot]];
    if (name.hash == hash && std::string_view(name.text, name.length) == text) return slot;
  }
}

void NamePool::Grow() {
  slots_.assign(std::max(kFirstSlots, slots_.size() * 2), kNone);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    std::size_t slot = names_[i].hash & mask;
    while (slots_[slot] != kNone) slot = (slot + 1) & mask;
    slots_[slot] = i;
  }
}

const char* NamePool::Keep(std::string_view text) {
  if (text.size() > left_) {
    left_ = std::max(kChunkBytes, text.size());
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
    next_ = chunks_.back().get();
  }
  char* kept = next_;
  std::memcpy(kept, text.data(), text.size());
  next_ += text.size();
  left_ -= text.size();
  return kept;
}

std::uint32_t NamePool::Put(std::string_view text, std::uint32_t hash) {
  if (names_.size() * 4 >= slots_.size() * 3) Grow();
  const std::size_t slot = SlotOf(text, hash);
  if (slots_[slot] != kNone) return slots_[slot];
  slots_[slot] = static_cast<std::uint32_t>(names_.size());
  names_.push_back({Keep(text), static_cast<std::uint32_t>(text.size()), hash});
  return slots_[slot];
}

std::uint32_t NamePool::Intern(std::string_view text) {
  return text.empty() ? kNone : Put(text, HashOf(text));
}

std::uint32_t NamePool::Known(std::string_view text, std::uint32_t absent) const {
  if (slots_.empty()) return absent;
  const std::uint32_t found = slots_[SlotOf(text, HashOf(text))];
  return found == kNone ? absent : found;
}

std::vector<std::uint32_t> NamePool::Absorb(const NamePool& other) {
  std::vector<std::uint32_t> here;
  here.reserve(other.names_.size());
  for (const Name& name : other.names_) here.push_back(Put({name.text, name.length}, name.hash));
  return here;
}

}  // namespace halfsecond::bind
