#include "readers/elf/image.h"

#include <algorithm>

#include "base/limits.h"
#include "readers/elf/constants.h"

namespace halfsecond::elf {
namespace {

constexpr std::string_view kMagic = "\177ELF";

Segment ReadSegment(Bytes table, std::uint64_t at, const Layout& layout, ByteOrder order) {
  Segment segment;
  segment.type = table.IntegerUnchecked<std::uint32_t>(at, order);
  segment.flags = table.IntegerUnchecked<std::uint32_t>(at + layout.segment_flags_at, order);
  segment.offset = WordUnchecked(table, at + layout.segment_offset_at, layout, order);
  segment.address = WordUnchecked(table, at + layout.segment_vaddr_at, layout, order);
  segment.file_bytes = WordUnchecked(table, at + layout.segment_filesz_at, layout, order);
  segment.memory_bytes = WordUnchecked(table, at + layout.segment_memsz_at, layout, order);
  return segment;
}

}  // namespace

bool HasElfMagic(Source& source) {
  const auto magic = source.At(0, kMagic.size());
  return magic.ok() && magic->text() == kMagic;
}

Result<Image> Image::Read(Source& source) {
  if (source.size() < kIdentBytes || !HasElfMagic(source)) {
    return Error{Error::Kind::kMalformed, "is not an ELF file"};
  }
  HS_TRY(ident, source.At(0, kIdentBytes));
  const auto elf_class = ident.IntegerUnchecked<std::uint8_t>(4, ByteOrder::kLittle);
  const auto data = ident.IntegerUnchecked<std::uint8_t>(5, ByteOrder::kLittle);
  if (elf_class != 1 && elf_class != 2)
    return Error{Error::Kind::kUnsupported, "ELF class is neither 32 nor 64 bit", 4};
  if (data != 1 && data != 2) return Error{Error::Kind::kUnsupported, "ELF byte order is neither little nor big", 5};

  Image image;
  image.source_ = &source;
  image.layout_ = elf_class == 1 ? &kLayout32 : &kLayout64;
  image.order_ = data == 1 ? ByteOrder::kLittle : ByteOrder::kBig;
  image.os_abi_ = ident.IntegerUnchecked<std::uint8_t>(7, ByteOrder::kLittle);
  image.abi_version_ = ident.IntegerUnchecked<std::uint8_t>(8, ByteOrder::kLittle);
  const Layout& layout = *image.layout_;
  const ByteOrder order = image.order_;

  HS_TRY(header, source.At(0, layout.header));
  image.type_ = header.IntegerUnchecked<std::uint16_t>(16, order);
  image.machine_ = header.IntegerUnchecked<std::uint16_t>(18, order);
  image.flags_ = header.IntegerUnchecked<std::uint32_t>(layout.flags_at, order);
  const std::uint64_t table_at = WordUnchecked(header, layout.phoff_at, layout, order);
  const auto entry_bytes = header.IntegerUnchecked<std::uint16_t>(layout.phentsize_at, order);
  const auto count = header.IntegerUnchecked<std::uint16_t>(layout.phnum_at, order);
  if (count == 0) return image;  // relocatable objects and split debug files may have none
  if (entry_bytes != layout.segment) {
    return Error{Error::Kind::kMalformed, "program header entries have a size of their own", layout.phentsize_at};
  }
  if (count > limits::kMaxSegments) return Error{Error::Kind::kLimit, "too many program headers", layout.phnum_at};
  auto table = source.At(table_at, std::uint64_t{count} * layout.segment);
  if (!table.ok()) return Error{table.error().kind, "program header table past the end", table_at};
  image.segments_.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    image.segments_.push_back(ReadSegment(*table, i * layout.segment, layout, order));
  }
  return image;
}

const Segment* Image::Find(std::uint32_t type) const {
  const auto found = std::find_if(segments_.begin(), segments_.end(), [&](const Segment& s) { return s.type == type; });
  return found == segments_.end() ? nullptr : &*found;
}

Result<std::uint64_t> Image::OffsetOf(std::uint64_t address, std::uint64_t* room_bytes) const {
  // Backwards: where segments overlap, the loader maps the later one over the earlier.
  for (auto it = segments_.rbegin(); it != segments_.rend(); ++it) {
    const Segment& segment = *it;
    if (segment.type != kSegmentLoad || address < segment.address) continue;
    const std::uint64_t into = address - segment.address;
    if (into >= segment.file_bytes) continue;
    if (segment.offset > source_->size() || into > source_->size() - segment.offset) {
      return Error{Error::Kind::kTruncated, "segment past the end", segment.offset};
    }
    if (room_bytes != nullptr) {
      *room_bytes = std::min(segment.file_bytes - into, source_->size() - segment.offset - into);
    }
    return segment.offset + into;
  }
  return Error{Error::Kind::kMalformed, "address outside every loaded segment", address};
}

Result<Bytes> Image::AtAddress(std::uint64_t address, std::uint64_t length) const {
  HS_TRY(offset, OffsetOf(address));
  return source_->At(offset, length);
}

Result<Bytes> Image::UpToAtAddress(std::uint64_t address, std::uint64_t length) const {
  std::uint64_t room = 0;
  HS_TRY(offset, OffsetOf(address, &room));
  return source_->At(offset, std::min(length, room));
}

}  // namespace halfsecond::elf
