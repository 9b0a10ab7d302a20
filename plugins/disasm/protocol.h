// What the disasm plug-in is asked, and what it says. Host and plug-in share this file and nothing else. Little endian,
// words of eight bytes.
//
//   asked    regions, slots, entries (how many of each); then, one after the other,
//            region  first address, bytes, Region
//            slot    address of a word that the loader fills in for a symbol; where it points, 0: into another object
//            entry   address of a function
//            and the bytes of the regions of code, in their order
//   answer   for each entry, in order, kAnswerWords words as Word numbers them
//
// Addresses are as linked. Machine code of x86-64 is all it reads.

#pragma once

#include <cstddef>
#include <cstdint>

namespace halfsecond::disasm {

inline constexpr std::uint32_t kWalk = 1;  // the operation

enum class Region : std::uint64_t {
  kCode = 1,
  kProtected = 2,  // the loader closes it once it has relocated: tables of addresses
  kOwnData = 3,
};

enum Word : std::size_t {
  kFlags,
  kInstructions,     // reached, each counted once
  kOwnInstructions,  // of those, in the function itself
  kFunctions,        // reached by calls, the function itself among them
  kCodeBytes,
  kCallsOut,  // to another object
  kFirstCallOut,
  kFirstCallSlot,  // through which word
  kProtectedWrites,
  kFirstProtectedWrite,
  kForeignWrites,  // into another object
  kFirstForeignWrite,
  kSystemCalls,
  kFirstSystemCall,
  kIndirectCalls,  // to where we cannot tell
  kFirstIndirectCall,
  kIndirectJumps,
  kOwnWrites,      // into own data
  kPointerWrites,  // to where we cannot tell
  kAnswerWords,
};

inline constexpr std::uint64_t kFlagLimit = 1;    // more than kMostInstructions: the counts say "at least"
inline constexpr std::uint64_t kFlagNotCode = 2;  // it leads to what is no code, or to what we cannot read

inline constexpr std::uint64_t kMostInstructions = 20'000;     // of one entry; met: 798, of the loader 3,497
inline constexpr std::uint64_t kMostCodeBytes = 256ULL << 20;  // of one object; libLLVM: 103 MiB
inline constexpr std::uint64_t kMostEntries = 65'536;          // met: 162
inline constexpr std::uint64_t kMostSlots = 1ULL << 20;        // libLLVM: 19,761
inline constexpr std::uint64_t kMostRegions = 4096;

}  // namespace halfsecond::disasm
