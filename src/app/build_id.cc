#include "app/build_id.h"

#include <elf.h>
#include <link.h>

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace halfsecond::app {
namespace {

constexpr std::uint64_t kNoteHead = 12;  // lengths of name and description, type
constexpr std::string_view kOwner("GNU\0", 4);

std::uint64_t AlignedTo4(std::uint64_t length) {
  return (length + 3) / 4 * 4;
}

// The build id among these notes, or nothing.
Result<Bytes> BuildIdIn(Bytes notes) {
  constexpr ByteOrder kOwn = std::endian::native == std::endian::big ? ByteOrder::kBig : ByteOrder::kLittle;
  for (std::uint64_t at = 0;;) {
    HS_TRY(name_bytes, notes.Integer<std::uint32_t>(at, kOwn));
    HS_TRY(bytes, notes.Integer<std::uint32_t>(at + 4, kOwn));
    HS_TRY(type, notes.Integer<std::uint32_t>(at + 8, kOwn));
    HS_TRY(name, notes.Slice(at + kNoteHead, name_bytes));
    at += kNoteHead + AlignedTo4(name_bytes);
    HS_TRY(description, notes.Slice(at, bytes));
    if (type == NT_GNU_BUILD_ID && name.text() == kOwner) return description;
    at += AlignedTo4(bytes);
  }
}

// Of the program alone, which the loader tells of first.
int TakeFirst(dl_phdr_info* object, std::size_t, void* into) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const auto* start = reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr);  // NOLINT(*-int-to-ptr)
    const auto id = BuildIdIn(Bytes::Of({start, segment.p_memsz}));
    if (!id.ok()) continue;
    for (const char c : id->text()) {
      const auto byte = static_cast<unsigned char>(c);
      *static_cast<std::string*>(into) += {kDigits[byte >> 4U], kDigits[byte & 0xfU]};
    }
    break;
  }
  return 1;
}

}  // namespace

std::string BuildId() {
  std::string id;
  ::dl_iterate_phdr(&TakeFirst, &id);
  return id;
}

}  // namespace halfsecond::app
