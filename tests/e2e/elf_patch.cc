#include "tests/e2e/elf_patch.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

namespace halfsecond::e2e {
namespace {

constexpr std::uint64_t kProgramHeaderAt = 32;  // e_phoff
constexpr std::uint64_t kSectionHeaderAt = 40;  // e_shoff
constexpr std::uint64_t kProgramHeaders = 56;   // e_phnum
constexpr std::uint64_t kSectionHeaders = 60;   // e_shnum, and after it e_shstrndx
constexpr std::uint64_t kProgramHeaderSize = 56;
constexpr std::uint64_t kSegmentOffset = 8;   // p_offset
constexpr std::uint64_t kSegmentLength = 32;  // p_filesz
constexpr std::uint64_t kPtDynamic = 2;
constexpr std::uint64_t kEntrySize = 16;

}  // namespace

ElfPatch::ElfPatch(std::string path) : path_(std::move(path)) {
  std::ifstream file(path_, std::ios::binary);
  bytes_.assign(std::istreambuf_iterator<char>(file), {});
  REQUIRE(bytes_.size() > 64);
}

std::uint64_t ElfPatch::Get(std::uint64_t offset, unsigned width) const {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < width; ++i) value |= std::uint64_t{bytes_.at(offset + i)} << (8 * i);
  return value;
}

void ElfPatch::Put(std::uint64_t offset, unsigned width, std::uint64_t value) {
  for (unsigned i = 0; i < width; ++i) bytes_.at(offset + i) = static_cast<std::uint8_t>(value >> (8 * i));
}

std::uint64_t ElfPatch::Entry(std::uint64_t tag) const {
  for (std::uint64_t i = 0; i < Get(kProgramHeaders, 2); ++i) {
    const std::uint64_t header = Get(kProgramHeaderAt, 8) + i * kProgramHeaderSize;
    if (Get(header, 4) != kPtDynamic) continue;
    const std::uint64_t start = Get(header + kSegmentOffset, 8);
    for (std::uint64_t at = start; at < start + Get(header + kSegmentLength, 8); at += kEntrySize) {
      if (Get(at, 8) == tag) return at;
    }
  }
  FAIL("no dynamic entry " << tag << " in " << path_);
  return 0;
}

ElfPatch& ElfPatch::Retag(std::uint64_t from, std::uint64_t to) {
  Put(Entry(from), 8, to);
  return *this;
}

ElfPatch& ElfPatch::SetValue(std::uint64_t tag, std::uint64_t value) {
  Put(Entry(tag) + 8, 8, value);
  return *this;
}

ElfPatch& ElfPatch::SetBits(std::uint64_t tag, std::uint64_t bits) {
  const std::uint64_t at = Entry(tag) + 8;
  Put(at, 8, Get(at, 8) | bits);
  return *this;
}

ElfPatch& ElfPatch::SetByte(std::uint64_t offset, std::uint8_t value) {
  bytes_.at(offset) = value;
  return *this;
}

ElfPatch& ElfPatch::DropSections() {
  Put(kSectionHeaderAt, 8, 0);
  Put(kSectionHeaders, 4, 0);
  return *this;
}

ElfPatch& ElfPatch::Truncate(std::uint64_t length) {
  bytes_.resize(length);
  return *this;
}

void ElfPatch::Save() const {
  std::fstream file(path_, std::ios::binary | std::ios::out | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes_.data()), static_cast<std::streamsize>(bytes_.size()));
  REQUIRE(file.good());
}

}  // namespace halfsecond::e2e
