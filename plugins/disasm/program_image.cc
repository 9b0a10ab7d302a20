#include "plugins/disasm/program_image.h"

#include <algorithm>

namespace halfsecond::disasm {

namespace {

// Fills `room` from the stream. False: it ends before.
bool Take(plugin::Job& job, std::span<std::uint8_t> room) {
  while (!room.empty()) {
    const auto window = job.Input();
    if (window.empty()) return false;
    const std::size_t count = std::min(window.size(), room.size());
    std::transform(window.begin(), window.begin() + static_cast<std::ptrdiff_t>(count), room.begin(),
                   [](std::byte byte) { return static_cast<std::uint8_t>(byte); });
    job.Consume(count);
    room = room.subspan(count);
  }
  return true;
}

std::optional<std::uint64_t> TakeWord(plugin::Job& job) {
  std::array<std::uint8_t, 8> bytes{};
  if (!Take(job, bytes)) return std::nullopt;
  std::uint64_t word = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) word = word << 8 | bytes[i];
  return word;
}

template <std::size_t N>
bool TakeWords(plugin::Job& job, std::array<std::uint64_t, N>& words) {
  for (std::uint64_t& word : words) {
    const auto next = TakeWord(job);
    if (!next) return false;
    word = *next;
  }
  return true;
}

}  // namespace

std::optional<ProgramImage> ProgramImage::Read(plugin::Job& job) {
  ProgramImage image;
  if (!image.ReadTables(job) || !image.ReadCode(job)) return std::nullopt;
  return image;
}

bool ProgramImage::ReadTables(plugin::Job& job) {
  std::array<std::uint64_t, 3> counts{};
  if (!TakeWords(job, counts)) return false;
  const auto [regions, slots, entries] = counts;
  if (regions > kMostRegions || slots > kMostSlots || entries > kMostEntries) return false;
  for (std::uint64_t i = 0; i < regions; ++i) {
    std::array<std::uint64_t, 3> region{};
    if (!TakeWords(job, region) || region[2] < 1 || region[2] > 3) return false;
    parts_.push_back({region[0], region[1], static_cast<Region>(region[2]), {}});
  }
  for (std::uint64_t i = 0; i < slots; ++i) {
    std::array<std::uint64_t, 2> slot{};
    if (!TakeWords(job, slot)) return false;
    slots_.emplace(slot[0], slot[1]);
  }
  for (std::uint64_t i = 0; i < entries; ++i) {
    const auto entry = TakeWord(job);
    if (!entry) return false;
    entries_.push_back(*entry);
  }
  return true;
}

bool ProgramImage::ReadCode(plugin::Job& job) {
  constexpr std::uint64_t kStep = 1 << 20;  // no more is asked of memory than has nearly come
  std::uint64_t all = 0;
  for (Part& part : parts_) {
    if (part.region != Region::kCode) continue;
    if (part.bytes > kMostCodeBytes - all) return false;
    all += part.bytes;
    while (part.code.size() < part.bytes) {
      const std::size_t had = part.code.size();
      part.code.resize(had + static_cast<std::size_t>(std::min(kStep, part.bytes - had)));
      if (!Take(job, std::span(part.code).subspan(had))) return false;
    }
  }
  return true;
}

std::span<const std::uint8_t> ProgramImage::CodeAt(std::uint64_t address) const {
  for (const Part& part : parts_) {
    if (part.region != Region::kCode || address < part.address || address - part.address >= part.bytes) continue;
    return std::span(part.code).subspan(address - part.address);
  }
  return {};
}

std::optional<Region> ProgramImage::DataAt(std::uint64_t address) const {
  if (slots_.count(address) != 0) return Region::kProtected;  // closed or not: a word that the loader filled in
  std::optional<Region> found;
  for (const Part& part : parts_) {
    if (part.region == Region::kCode || address < part.address || address - part.address >= part.bytes) continue;
    if (!found || part.region == Region::kProtected) found = part.region;
  }
  return found;
}

std::optional<std::uint64_t> ProgramImage::SlotAt(std::uint64_t address) const {
  const auto slot = slots_.find(address);
  if (slot == slots_.end()) return std::nullopt;
  return slot->second;
}

}  // namespace halfsecond::disasm
