#include "readers/elf/versions.h"

#include "base/limits.h"

namespace halfsecond::elf {
namespace {

// Elf_Verneed and Elf_Vernaux, Elf_Verdef and Elf_Verdaux: the same for 32 and 64 bit.
constexpr std::uint64_t kNeed = 16, kNeedFileAt = 4, kNeedAuxAt = 8, kNeedNextAt = 12, kNeedCountAt = 2;
constexpr std::uint64_t kNeedAux = 16, kAuxFlagsAt = 4, kAuxIndexAt = 6, kAuxNameAt = 8, kAuxNextAt = 12;
constexpr std::uint64_t kDef = 20, kDefFlagsAt = 2, kDefIndexAt = 4, kDefAuxAt = 12, kDefNextAt = 16;
constexpr std::uint16_t kFlagBase = 1;
constexpr std::uint16_t kFlagWeak = 2;

}  // namespace

Result<std::vector<VersionNeed>> ReadVersionNeeds(const Image& image, const Dynamic& dynamic) {
  std::vector<VersionNeed> needs;
  if (dynamic.verneed == 0) return needs;
  const ByteOrder order = image.order();
  HS_TRY(offset, image.OffsetOf(dynamic.verneed));
  for (std::uint64_t file = 0; file < limits::kMaxVersions; ++file) {
    HS_TRY(entry, image.source().At(offset, kNeed));
    const auto count = entry.IntegerUnchecked<std::uint16_t>(kNeedCountAt, order);
    HS_TRY(name, ReadString(image, dynamic, entry.IntegerUnchecked<std::uint32_t>(kNeedFileAt, order)));
    std::uint64_t aux_at = offset + entry.IntegerUnchecked<std::uint32_t>(kNeedAuxAt, order);
    for (std::uint16_t i = 0; i < count; ++i) {
      if (needs.size() == limits::kMaxVersions) return Error{Error::Kind::kLimit, "too many version needs", offset};
      HS_TRY(aux, image.source().At(aux_at, kNeedAux));
      HS_TRY(version, ReadString(image, dynamic, aux.IntegerUnchecked<std::uint32_t>(kAuxNameAt, order)));
      const auto flags = aux.IntegerUnchecked<std::uint16_t>(kAuxFlagsAt, order);
      const auto other = aux.IntegerUnchecked<std::uint16_t>(kAuxIndexAt, order);
      using Strength = VersionNeed::Strength;
      needs.push_back({name, version, static_cast<std::uint16_t>(other & 0x7fffU),
                       (flags & kFlagWeak) != 0 ? Strength::kWeak : Strength::kRequired, aux_at,
                       (other & 0x8000U) != 0});
      const auto next = aux.IntegerUnchecked<std::uint32_t>(kAuxNextAt, order);
      if (next == 0) break;
      aux_at += next;
    }
    const auto next = entry.IntegerUnchecked<std::uint32_t>(kNeedNextAt, order);
    if (next == 0) return needs;
    offset += next;
  }
  return Error{Error::Kind::kLimit, "too many version needs", offset};
}

Result<std::vector<VersionDefinition>> ReadVersionDefinitions(const Image& image, const Dynamic& dynamic) {
  std::vector<VersionDefinition> definitions;
  if (dynamic.verdef == 0) return definitions;
  const ByteOrder order = image.order();
  HS_TRY(offset, image.OffsetOf(dynamic.verdef));
  while (definitions.size() < limits::kMaxVersions) {
    HS_TRY(entry, image.source().At(offset, kDef));
    HS_TRY(aux, image.source().At(offset + entry.IntegerUnchecked<std::uint32_t>(kDefAuxAt, order), 8));
    HS_TRY(version, ReadString(image, dynamic, aux.IntegerUnchecked<std::uint32_t>(0, order)));
    const auto flags = entry.IntegerUnchecked<std::uint16_t>(kDefFlagsAt, order);
    const auto index = static_cast<std::uint16_t>(entry.IntegerUnchecked<std::uint16_t>(kDefIndexAt, order) & 0x7fffU);
    using Kind = VersionDefinition::Kind;
    definitions.push_back({version, index, (flags & kFlagBase) != 0 ? Kind::kBase : Kind::kNamed});
    const auto next = entry.IntegerUnchecked<std::uint32_t>(kDefNextAt, order);
    if (next == 0) return definitions;
    offset += next;
  }
  return Error{Error::Kind::kLimit, "too many version definitions", offset};
}

}  // namespace halfsecond::elf
