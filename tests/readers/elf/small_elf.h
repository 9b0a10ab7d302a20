// A small ELF file made by a test: x86-64, one loaded segment in which an address is an offset, a dynamic section.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readers/elf/constants.h"

namespace halfsecond::tests {

// `value` as `bytes` bytes, least significant first.
inline std::string Number(std::uint64_t value, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text.push_back(static_cast<char>(value >> (8 * i) & 0xffU));
  return text;
}

class SmallElf {
 public:
  // Where the next table will stand.
  std::uint64_t next() const { return kTablesAt + tables_.size(); }

  // Adds a table and says where it stands: its address and its offset.
  std::uint64_t Add(std::string_view table) {
    const std::uint64_t at = next();
    tables_.append(table).append((8 - table.size() % 8) % 8, '\0');
    return at;
  }

  void Tag(std::uint64_t tag, std::uint64_t value) { dynamic_ += Number(tag, 8) + Number(value, 8); }

  // Beside the loaded one and the dynamic section, which are there anyway; at most 250.
  void Segment(std::uint32_t type, std::uint64_t offset, std::uint64_t bytes) {
    segments_.push_back(Header(type, offset, bytes, bytes));
  }

  // `loaded_bytes`: of the loaded segment, where it claims more than the file has been given here.
  std::string Build(std::uint64_t loaded_bytes = 0) const {
    const std::string dynamic = dynamic_ + std::string(16, '\0');
    const std::uint64_t size = next() + dynamic.size();
    const std::uint64_t loaded = loaded_bytes == 0 ? size : loaded_bytes;
    std::string headers = Header(elf::kSegmentLoad, 0, loaded, loaded);
    headers += Header(elf::kSegmentDynamic, next(), dynamic.size(), dynamic.size());
    for (const std::string& segment : segments_) headers += segment;
    std::string file = std::string("\177ELF\2\1\1", 7) + std::string(9, '\0');
    file += Number(3, 2) + Number(elf::kMachineX86_64, 2) + Number(1, 4) + Number(0, 8) + Number(kHeader, 8) +
            Number(0, 8) + Number(0, 4) + Number(kHeader, 2) + Number(kSegment, 2) +
            Number(headers.size() / kSegment, 2) + Number(0, 6);
    file += headers;
    file.resize(kTablesAt);
    return file + tables_ + dynamic;
  }

 private:
  static constexpr std::uint64_t kHeader = 64, kSegment = 56, kTablesAt = 16384;

  static std::string Header(std::uint32_t type, std::uint64_t offset, std::uint64_t in_file, std::uint64_t in_memory) {
    return Number(type, 4) + Number(6, 4) + Number(offset, 8) + Number(offset, 8) + Number(offset, 8) +
           Number(in_file, 8) + Number(in_memory, 8) + Number(8, 8);
  }

  std::string tables_;
  std::string dynamic_;
  std::vector<std::string> segments_;
};

}  // namespace halfsecond::tests
