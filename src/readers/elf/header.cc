#include "readers/elf/header.h"

#include <algorithm>
#include <string_view>

#include "readers/elf/constants.h"
#include "readers/elf/image.h"

namespace halfsecond::elf {
namespace {

constexpr std::uint64_t kClassAt = 4, kDataAt = 5, kIdentVersionAt = 6, kOsAbiAt = 7, kAbiVersionAt = 8, kPaddingAt = 9;
constexpr std::uint64_t kTypeAt = 16, kMachineAt = 18, kVersionAt = 20, kFieldsEnd = 24;
constexpr std::uint8_t kDataBig = 2;

}  // namespace

Result<Header> ReadHeader(Source& source) {
  if (!HasElfMagic(source)) return Error{Error::Kind::kMalformed, "is not an ELF file"};
  HS_TRY(fields, source.At(0, kFieldsEnd));
  const auto byte = [&](std::uint64_t at) { return fields.IntegerUnchecked<std::uint8_t>(at, ByteOrder::kLittle); };
  Header header;
  header.class_byte = byte(kClassAt);
  header.data_byte = byte(kDataAt);
  header.ident_version = byte(kIdentVersionAt);
  header.os_abi = byte(kOsAbiAt);
  header.abi_version = byte(kAbiVersionAt);
  const std::string_view padding = fields.text().substr(kPaddingAt, kIdentBytes - kPaddingAt);
  header.has_padding = std::any_of(padding.begin(), padding.end(), [](char c) { return c != '\0'; });
  const ByteOrder order = header.data_byte == kDataBig ? ByteOrder::kBig : ByteOrder::kLittle;
  header.type = fields.IntegerUnchecked<std::uint16_t>(kTypeAt, order);
  header.machine = fields.IntegerUnchecked<std::uint16_t>(kMachineAt, order);
  header.version = fields.IntegerUnchecked<std::uint32_t>(kVersionAt, order);
  return header;
}

}  // namespace halfsecond::elf
