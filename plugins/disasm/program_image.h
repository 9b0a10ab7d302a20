// The parts of one object that a walk through its code needs, read from the job's stream.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "kits/plugin/worker.h"
#include "plugins/disasm/protocol.h"

namespace halfsecond::disasm {

class ProgramImage {
 public:
  // Nothing when the stream is not what walk.h says.
  static std::optional<ProgramImage> Read(plugin::Job& job);

  const std::vector<std::uint64_t>& entries() const { return entries_; }

  // The code from `address` to the end of its region; empty when that is no code.
  std::span<const std::uint8_t> CodeAt(std::uint64_t address) const;

  // What kind of data `address` lies in; nothing for anything else.
  std::optional<Region> DataAt(std::uint64_t address) const;

  // Where the word at `address` will point: an address, 0 for another object. Nothing for a word that is no slot.
  std::optional<std::uint64_t> SlotAt(std::uint64_t address) const;

 private:
  struct Part {
    std::uint64_t address = 0;
    std::uint64_t bytes = 0;
    Region region = Region::kCode;
    std::vector<std::uint8_t> code;
  };
  bool ReadTables(plugin::Job& job);
  bool ReadCode(plugin::Job& job);

  std::vector<Part> parts_;
  std::unordered_map<std::uint64_t, std::uint64_t> slots_;
  std::vector<std::uint64_t> entries_;
};

}  // namespace halfsecond::disasm
