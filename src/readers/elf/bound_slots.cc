#include "readers/elf/bound_slots.h"

#include "base/limits.h"
#include "readers/elf/constants.h"
#include "readers/elf/relocation_table.h"
#include "readers/elf/symbols.h"

namespace halfsecond::elf {
namespace {

// R_X86_64_64, R_X86_64_GLOB_DAT, R_X86_64_JUMP_SLOT (System V ABI, AMD64 supplement, 4.4).
constexpr bool IsSymbol(std::uint32_t type) {
  return type == 1 || type == 6 || type == 7;
}

}  // namespace

Result<std::vector<BoundSlot>> ReadBoundSlots(const Image& image, const Dynamic& dynamic) {
  if (image.machine() != kMachineX86_64 || image.layout().word != 8) {
    return Error{Error::Kind::kUnsupported, "code of this machine is not followed"};
  }
  std::vector<BoundSlot> slots;
  const std::uint64_t entry_bytes = EntryBytes(image.layout(), Addend::kInEntry);
  for (const Table& table : {dynamic.rela, dynamic.jump_relocations}) {
    const std::uint64_t count = table.bytes / entry_bytes;
    HS_CHECK(VisitRelocations(image, table, entry_bytes, {0, count}, [&](Bytes window) {
      for (std::uint64_t at = 0; at < window.size(); at += entry_bytes) {
        const auto info = window.IntegerUnchecked<std::uint64_t>(at + 8, image.order());
        if (!IsSymbol(static_cast<std::uint32_t>(info)) || slots.size() == limits::kMaxBoundSlots) continue;
        const auto symbol = static_cast<std::uint32_t>(info >> 32);
        const auto address = window.IntegerUnchecked<std::uint64_t>(at, image.order());
        slots.push_back({address, symbol, DefinedValue(image, dynamic, symbol).value_or(0)});
      }
    }));
  }
  return slots;
}

}  // namespace halfsecond::elf
