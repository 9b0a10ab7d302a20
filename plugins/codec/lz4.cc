#include <lz4frame.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "plugins/codec/coder.h"

namespace halfsecond::codec {

namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;  // a block of the frames we write

class Decoder final : public Coder {
 public:
  Decoder() { (void)LZ4F_createDecompressionContext(&context_, LZ4F_VERSION); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  bool ok() const { return context_ != nullptr; }
  ~Decoder() override { LZ4F_freeDecompressionContext(context_); }
  Turn Go(std::span<const std::byte> in, More, std::span<std::byte> out) override {
    Turn turn;
    turn.consumed = in.size();
    turn.produced = out.size();
    const std::size_t left = LZ4F_decompress(context_, out.data(), &turn.produced, in.data(), &turn.consumed, nullptr);
    if (LZ4F_isError(left) != 0) return {Turn::State::kBadInput, 0, 0};
    if (left == 0 && (turn.consumed > 0 || turn.produced > 0)) turn.state = Turn::State::kAtEnd;
    return turn;
  }
  bool Again() override { return true; }

 private:
  LZ4F_dctx* context_ = nullptr;
};

// The library wants room for the worst case before it starts: it writes into a buffer of that size, and we pass it on.
class Encoder final : public Coder {
 public:
  explicit Encoder(int level) {
    preferences_.frameInfo.blockSizeID = LZ4F_max64KB;
    preferences_.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
    preferences_.compressionLevel = level;
    (void)LZ4F_createCompressionContext(&context_, LZ4F_VERSION);
    made_.resize(LZ4F_compressBound(kBlock, &preferences_) + LZ4F_HEADER_SIZE_MAX);
    block_.reserve(kBlock);
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  bool ok() const { return context_ != nullptr; }
  ~Encoder() override { LZ4F_freeCompressionContext(context_); }

  Turn Go(std::span<const std::byte> in, More more, std::span<std::byte> out) override {
    Turn turn;
    if (at_ == filled_ && !ended_) {
      turn.consumed = std::min(in.size(), kBlock - block_.size());
      block_.insert(block_.end(), in.begin(), in.begin() + static_cast<std::ptrdiff_t>(turn.consumed));
      const bool all = more == More::kNo && turn.consumed == in.size();
      if (block_.size() == kBlock || all) turn.state = Make(all ? More::kNo : More::kYes);
    }
    turn.produced = std::min(out.size(), filled_ - at_);
    std::memcpy(out.data(), made_.data() + at_, turn.produced);
    at_ += turn.produced;
    if (ended_ && at_ == filled_ && turn.state == Turn::State::kGoesOn) turn.state = Turn::State::kAtEnd;
    return turn;
  }
  bool Again() override { return false; }

 private:
  // The next bytes of the frame: its header first, its end last, each in a round of its own.
  Turn::State Make(More more) {
    at_ = filled_ = 0;
    std::size_t size = 0;
    if (!begun_) {
      size = LZ4F_compressBegin(context_, made_.data(), made_.size(), &preferences_);
      begun_ = true;
    } else if (!block_.empty()) {
      size = LZ4F_compressUpdate(context_, made_.data(), made_.size(), block_.data(), block_.size(), nullptr);
      block_.clear();
    } else if (more == More::kNo) {
      size = LZ4F_compressEnd(context_, made_.data(), made_.size(), nullptr);
      ended_ = true;
    }
    if (LZ4F_isError(size) != 0) return Turn::State::kNoMemory;
    filled_ = size;
    return Turn::State::kGoesOn;
  }

  LZ4F_preferences_t preferences_{};
  LZ4F_cctx* context_ = nullptr;
  std::vector<std::byte> block_;  // input, up to a whole block
  std::vector<std::byte> made_;   // output
  std::size_t filled_ = 0;        // of made_
  std::size_t at_ = 0;            // passed on, of made_
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Coder> Lz4Decoder() {
  auto coder = std::make_unique<Decoder>();
  if (!coder->ok()) return nullptr;
  return coder;
}

std::unique_ptr<Coder> Lz4Encoder(int level) {
  auto coder = std::make_unique<Encoder>(level);
  if (!coder->ok()) return nullptr;
  return coder;
}

}  // namespace halfsecond::codec
