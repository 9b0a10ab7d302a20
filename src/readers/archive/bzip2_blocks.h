// A bzip2 file cut into its blocks, each made a bzip2 stream of its own, so that several can be decoded at a time. Only
// what leaves no doubt is cut: streams one after the other to the last byte, each block between two marks, and the CRC
// at the end of a stream that of its blocks. All else is odd, and for whoever reads the file from its beginning.
//
// What a decoder makes of such a stream, if it calls it good, is what it makes of that place in the file: it begins
// where the file's own decoder must, has the same bits up to the next mark in the file, and the only mark behind them
// is the one written here. A mark that stands inside a block by chance or intent leaves a stream that no decoder calls
// good.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace halfsecond::archive {

class Bzip2Splitter {
 public:
  struct Step {
    enum class Kind : std::uint8_t {
      kBlock,      // `stream` stands
      kNeedsMore,  // Add or End, then Next
      kWhole,      // every block was given, and the file ends behind the last stream
      kOdd,        // and nothing more comes
    };
    Kind kind = Kind::kOdd;
    std::string stream;
    std::uint64_t end_byte = 0;  // of the file, where the block ends, rounded up
  };

  // The next piece of the file. REQUIRES: Next said kNeedsMore, or was not called yet.
  void Add(Bytes piece);

  // The file has ended.
  void End() { has_ended_ = true; }

  Step Next();

 private:
  enum class State : std::uint8_t { kHeader, kMark, kBlock, kOdd };
  using Kind = Step::Kind;

  // Each takes what state_ is about; nothing: go on.
  std::optional<Kind> Take(Step& step);
  std::optional<Kind> TakeHeader();
  std::optional<Kind> TakeMark();
  Kind TakeBlock(Step& step);
  Kind Short() const { return has_ended_ ? Kind::kOdd : Kind::kNeedsMore; }
  std::string StreamOf(std::uint64_t end_bit) const;
  bool HasBits(std::uint64_t count) const { return std::uint64_t{held_.size()} * 8 - at_bit_ >= count; }

  State state_ = State::kHeader;
  std::string held_;  // of the file, from passed_bytes_ on
  std::uint64_t passed_bytes_ = 0;
  std::uint64_t at_bit_ = 0;        // in held_: where what state_ is about begins
  std::uint64_t searched_bit_ = 0;  // in held_: the block does not end before
  bool has_ended_ = false;
  char level_ = '0';
  std::uint32_t block_crc_ = 0;
  std::uint32_t stream_crc_ = 0;  // of the blocks so far
  std::uint64_t blocks_ = 0;
  std::uint64_t streams_ = 0;
};

}  // namespace halfsecond::archive
