// Image: the outer shape of an ELF file: header, segments, and where an address of the running program stands in the
// file. Section headers are not consulted: the loader does not read them, and an attacker may strip or forge them.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "readers/elf/layout.h"

namespace halfsecond::elf {

struct Segment {
  std::uint32_t type = 0;
  std::uint32_t flags = 0;
  std::uint64_t offset = 0;
  std::uint64_t address = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t memory_bytes = 0;
};

class Image {
 public:
  // The header and program headers of `source`, which must outlive the Image.
  // Errors: kMalformed (no ELF magic, a header that contradicts itself), kTruncated, kUnsupported (no such class or
  // byte order), kLimit.
  static Result<Image> Read(Source& source);

  Source& source() const { return *source_; }
  const Layout& layout() const { return *layout_; }
  ByteOrder order() const { return order_; }
  std::uint16_t type() const { return type_; }
  std::uint16_t machine() const { return machine_; }
  std::uint32_t flags() const { return flags_; }
  std::uint8_t os_abi() const { return os_abi_; }
  std::uint8_t abi_version() const { return abi_version_; }
  const std::vector<Segment>& segments() const { return segments_; }

  // The first segment of this type, or nullptr.
  const Segment* Find(std::uint32_t type) const;

  // The file offset of `address`. kMalformed when no loaded segment holds it in the file. `room_bytes`, where given,
  // becomes how many bytes follow in that segment.
  Result<std::uint64_t> OffsetOf(std::uint64_t address, std::uint64_t* room_bytes = nullptr) const;

  // The `length` bytes that stand at `address` before relocation.
  Result<Bytes> AtAddress(std::uint64_t address, std::uint64_t length) const;

  // Up to `length` bytes from `address`: fewer where the segment or the file ends. For code, whose length is unknown.
  Result<Bytes> UpToAtAddress(std::uint64_t address, std::uint64_t length) const;

 private:
  Source* source_ = nullptr;
  const Layout* layout_ = &kLayout64;
  ByteOrder order_ = ByteOrder::kLittle;
  std::uint16_t type_ = 0;
  std::uint16_t machine_ = 0;
  std::uint32_t flags_ = 0;
  std::uint8_t os_abi_ = 0;
  std::uint8_t abi_version_ = 0;
  std::vector<Segment> segments_;
};

// True when the first four bytes are ELF's magic. False for anything shorter.
bool HasElfMagic(Source& source);

}  // namespace halfsecond::elf
