#include "readers/archive/bzip2_blocks.h"

#include <algorithm>
#include <bit>
#include <string_view>

#include "base/limits.h"
#include "readers/archive/bzip2_marks.h"

namespace halfsecond::archive {
namespace {

constexpr std::uint64_t kHeaderBits = 32;  // "BZh" and a level
constexpr std::uint64_t kMarkAndCrcBits = Bzip2Mark::kBits + Bzip2Mark::kCrcBits;
constexpr std::uint64_t kWordBits = 32;
constexpr std::uint64_t kFreeBlocks = 64;        // before they are counted
constexpr std::uint64_t kLeastMeanBytes = 4096;  // of blocks: more and smaller ones cost more to cut than to decode

// Numbers of any count of bits, one after the other.
class BitWriter {
 public:
  explicit BitWriter(std::string& text) : text_(text) {}
  // REQUIRES: `count` <= 56; `value` has no more bits.
  void Put(std::uint64_t value, unsigned count) {
    held_ = held_ << count | value;
    for (count_ += count; count_ >= 8; count_ -= 8) text_ += static_cast<char>(held_ >> (count_ - 8) & 0xffU);
  }
  void Fill() {
    if (count_ > 0) Put(0, 8 - count_);
  }

 private:
  std::string& text_;
  std::uint64_t held_ = 0;
  unsigned count_ = 0;  // of bits held, fewer than 8 between calls
};

char Byte(std::uint64_t word, unsigned shift) {
  return static_cast<char>(word >> shift & 0xffU);
}

}  // namespace

void Bzip2Splitter::Add(Bytes piece) {
  const std::uint64_t passed = at_bit_ / 8;
  held_.erase(0, passed);
  passed_bytes_ += passed;
  at_bit_ -= passed * 8;
  searched_bit_ -= std::min(searched_bit_, passed * 8);
  held_ += piece.text();
}

Bzip2Splitter::Step Bzip2Splitter::Next() {
  Step step;
  std::optional<Kind> kind;
  while (!kind) kind = Take(step);
  if (*kind == Kind::kOdd) state_ = State::kOdd;
  step.kind = *kind;
  return step;
}

std::optional<Bzip2Splitter::Kind> Bzip2Splitter::Take(Step& step) {
  switch (state_) {
    case State::kHeader:
      return TakeHeader();
    case State::kMark:
      return TakeMark();
    case State::kBlock:
      return TakeBlock(step);
    case State::kOdd:
      break;
  }
  return Kind::kOdd;
}

std::optional<Bzip2Splitter::Kind> Bzip2Splitter::TakeHeader() {
  if (has_ended_ && streams_ > 0 && !HasBits(1)) return Kind::kWhole;
  if (!HasBits(kHeaderBits)) return Short();
  const std::string_view header = std::string_view(held_).substr(at_bit_ / 8, kHeaderBits / 8);
  level_ = header.back();
  if (!header.starts_with("BZh") || level_ < '1' || level_ > '9') return Kind::kOdd;
  stream_crc_ = 0;
  at_bit_ += kHeaderBits;
  state_ = State::kMark;
  return std::nullopt;
}

std::optional<Bzip2Splitter::Kind> Bzip2Splitter::TakeMark() {
  if (!HasBits(kMarkAndCrcBits)) return Short();
  const Bytes bytes = Bytes::Of(held_);
  const std::uint64_t mark = BitsAt(bytes, at_bit_, Bzip2Mark::kBits);
  const auto crc = static_cast<std::uint32_t>(BitsAt(bytes, at_bit_ + Bzip2Mark::kBits, Bzip2Mark::kCrcBits));
  if (mark == Bzip2Mark::kBlock) {
    block_crc_ = crc;
    stream_crc_ = std::rotl(stream_crc_, 1) ^ crc;
    searched_bit_ = at_bit_ + 1;
    state_ = State::kBlock;
    return std::nullopt;
  }
  if (mark != Bzip2Mark::kEndOfStream || crc != stream_crc_) return Kind::kOdd;
  at_bit_ = (at_bit_ + kMarkAndCrcBits + 7) / 8 * 8;
  ++streams_;
  state_ = State::kHeader;
  return std::nullopt;
}

Bzip2Splitter::Kind Bzip2Splitter::TakeBlock(Step& step) {
  const auto end = NextBzip2Mark(Bytes::Of(held_), searched_bit_);
  if (!end) {
    if (HasBits(limits::kMaxBzip2BlockBytes * 8)) return Kind::kOdd;
    searched_bit_ = std::max(searched_bit_, std::uint64_t{held_.size()} * 8 - (Bzip2Mark::kBits - 1));
    return Short();
  }
  if (end->at_bit - at_bit_ < kMarkAndCrcBits) return Kind::kOdd;
  step.stream = StreamOf(end->at_bit);
  if (step.stream.empty()) return Kind::kOdd;
  at_bit_ = end->at_bit;
  step.end_byte = passed_bytes_ + (at_bit_ + 7) / 8;
  ++blocks_;
  if (blocks_ > kFreeBlocks && step.end_byte / blocks_ < kLeastMeanBytes) return Kind::kOdd;
  state_ = State::kMark;
  return Kind::kBlock;
}

// The block from at_bit_ to `end_bit` behind a header, its last mark and its CRC behind it. Empty where that makes
// another mark out of the block's last bits.
std::string Bzip2Splitter::StreamOf(std::uint64_t end_bit) const {
  const Bytes bytes = Bytes::Of(held_);
  const std::uint64_t bits = end_bit - at_bit_;
  std::string stream(kHeaderBits / 8 + bits / kWordBits * sizeof(std::uint32_t), level_);
  stream.replace(0, 3, "BZh");
  std::uint64_t from = at_bit_;
  for (std::size_t to = kHeaderBits / 8; to < stream.size(); to += sizeof(std::uint32_t), from += kWordBits) {
    const std::uint64_t word = BitsAt(bytes, from, kWordBits);
    stream[to] = Byte(word, 24);
    stream[to + 1] = Byte(word, 16);
    stream[to + 2] = Byte(word, 8);
    stream[to + 3] = Byte(word, 0);
  }
  BitWriter rest(stream);
  const auto left = static_cast<unsigned>(end_bit - from);
  if (left > 0) rest.Put(BitsAt(bytes, from, left), left);
  rest.Put(Bzip2Mark::kEndOfStream, Bzip2Mark::kBits);
  rest.Put(block_crc_, Bzip2Mark::kCrcBits);
  rest.Fill();
  const std::uint64_t end = kHeaderBits + bits;
  const auto first = NextBzip2Mark(Bytes::Of(stream), end - (Bzip2Mark::kBits - 1));
  const bool is_alone = first && first->at_bit == end && !NextBzip2Mark(Bytes::Of(stream), end + 1);
  return is_alone ? stream : std::string();
}

}  // namespace halfsecond::archive
