// Changes in a built ELF file that no linker makes. 64-bit little-endian files only: the fixtures of these tests.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace halfsecond::e2e {

// Loads the file, changes it in memory, writes it back in place (same inode) on Save. A tag that is not there fails the
// test. A string for a tag the linker does not write comes from one it does: the first DT_NEEDED of a fixture, whose
// tag Retag then changes.
class ElfPatch {
 public:
  explicit ElfPatch(std::string path);

  // The first dynamic entry tagged `from` gets the tag `to`.
  ElfPatch& Retag(std::uint64_t from, std::uint64_t to);
  // The first dynamic entry tagged `tag` gets `value`.
  ElfPatch& SetValue(std::uint64_t tag, std::uint64_t value);
  // Sets the bits in the value of the first dynamic entry tagged `tag`.
  ElfPatch& SetBits(std::uint64_t tag, std::uint64_t bits);
  // Overwrites one byte of the file, for the ELF header.
  ElfPatch& SetByte(std::uint64_t offset, std::uint8_t value);
  // No section header table: what sstrip leaves.
  ElfPatch& DropSections();
  // Keeps the first `length` bytes.
  ElfPatch& Truncate(std::uint64_t length);
  void Save() const;

 private:
  std::uint64_t Get(std::uint64_t offset, unsigned width) const;
  void Put(std::uint64_t offset, unsigned width, std::uint64_t value);
  // Where the first entry tagged `tag` stands in the file.
  std::uint64_t Entry(std::uint64_t tag) const;

  std::string path_;
  std::vector<std::uint8_t> bytes_;
};

// Dynamic tags by their names in elf.h, for the patches of these tests.
inline constexpr std::uint64_t kDtNeeded = 1;
inline constexpr std::uint64_t kDtSoname = 14;
inline constexpr std::uint64_t kDtRpath = 15;
inline constexpr std::uint64_t kDtRunpath = 29;
inline constexpr std::uint64_t kDtFlags1 = 0x6ffffffb;
inline constexpr std::uint64_t kDtAuxiliary = 0x7ffffffd;
inline constexpr std::uint64_t kDtFilter = 0x7fffffff;

// Offsets in the ELF header.
inline constexpr std::uint64_t kEiClass = 4;
inline constexpr std::uint64_t kEiData = 5;
inline constexpr std::uint64_t kEiOsabi = 7;
inline constexpr std::uint64_t kEType = 16;
inline constexpr std::uint64_t kEMachine = 18;

}  // namespace halfsecond::e2e
