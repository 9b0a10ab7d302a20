#include "analysis/store/record_bytes.h"

namespace halfsecond::store {
namespace {

constexpr unsigned kMaxShift = 63;  // of the tenth and last byte of a 64-bit number
constexpr std::uint64_t kChecksumBytes = 8;

// Finds what a disk or a slip of ours changed; who wants to deceive us and may write our store needs no collision.
std::uint64_t Checksum(Bytes bytes) {
  std::uint64_t sum = 0x9e3779b97f4a7c15ULL + bytes.size();
  const auto take = [&](std::uint64_t word) {
    sum = (sum ^ word) * 0xff51afd7ed558ccdULL;
    sum ^= sum >> 32U;
  };
  std::uint64_t at = 0;
  for (; bytes.size() - at >= 8; at += 8) take(bytes.IntegerUnchecked<std::uint64_t>(at, ByteOrder::kLittle));
  for (; at < bytes.size(); ++at) take(bytes.IntegerUnchecked<std::uint8_t>(at, ByteOrder::kLittle));
  return sum;
}

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

void AppendChecksum(std::string& record) {
  const std::uint64_t sum = Checksum(Bytes::Of(record));
  for (unsigned shift = 0; shift < 64; shift += 8) record.push_back(static_cast<char>(sum >> shift));
}

Result<Bytes> Checked(Bytes record) {
  if (record.size() < kChecksumBytes) return Error{Error::Kind::kMalformed, "record too short"};
  const std::uint64_t length = record.size() - kChecksumBytes;
  HS_TRY(content, record.Slice(0, length));
  if (Checksum(content) != record.IntegerUnchecked<std::uint64_t>(length, ByteOrder::kLittle)) {
    return Error{Error::Kind::kMalformed, "record does not match its checksum"};
  }
  return content;
}

}  // namespace halfsecond::store
