#include "analysis/survey/record_bytes.h"

namespace halfsecond::survey {
namespace {

constexpr unsigned kMaxShift = 63;  // of the tenth and last byte of a 64-bit number

}  // namespace

void RecordWriter::Number(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out_.push_back(static_cast<char>(value | 0x80U));
  out_.push_back(static_cast<char>(value));
}

void RecordWriter::Text(std::string_view text) {
  Number(text.size());
  out_.append(text);
}

std::uint8_t RecordReader::Byte() {
  if (failed_ || at_ == data_.size()) {
    failed_ = true;
    return 0;
  }
  return data_.IntegerUnchecked<std::uint8_t>(at_++, ByteOrder::kLittle);
}

std::uint8_t RecordReader::ByteUpTo(std::uint8_t most) {
  const std::uint8_t value = Byte();
  if (value <= most) return value;
  failed_ = true;
  return 0;
}

std::uint64_t RecordReader::Number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift <= kMaxShift; shift += 7) {
    const std::uint64_t byte = Byte();
    if (failed_ || (shift == kMaxShift && byte > 1)) break;
    value |= (byte & 0x7fU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  failed_ = true;
  return 0;
}

std::uint64_t RecordReader::Count() {
  const std::uint64_t count = Number();
  if (!failed_ && count <= data_.size() - at_) return count;
  failed_ = true;
  return 0;
}

Bytes RecordReader::Skip(std::uint64_t length) {
  const auto part = data_.Slice(at_, length);
  if (failed_ || !part.ok()) {
    failed_ = true;
    return Bytes();
  }
  at_ += length;
  return *part;
}

std::string_view RecordReader::Text() {
  const std::uint64_t length = Count();
  return Skip(length).text();
}

}  // namespace halfsecond::survey
