#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <vector>

#include "plugins/codec/coder.h"

namespace halfsecond::codec {

namespace {

Turn After(const ZSTD_inBuffer& in, const ZSTD_outBuffer& out, std::size_t result) {
  Turn turn;
  turn.consumed = in.pos;
  turn.produced = out.pos;
  if (ZSTD_isError(result) == 0) return turn;
  turn.state =
      ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation ? Turn::State::kNoMemory : Turn::State::kBadInput;
  return turn;
}

class Decoder final : public Coder {
 public:
  bool ok() const { return context_ != nullptr; }
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() override { ZSTD_freeDCtx(context_); }
  Turn Go(std::span<const std::byte> in, More, std::span<std::byte> out) override {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context_, &to, &from);
    Turn turn = After(from, to, result);
    // 0 is also said between frames, where nothing moved.
    if (result == 0 && (turn.consumed > 0 || turn.produced > 0)) turn.state = Turn::State::kAtEnd;
    return turn;
  }
  bool Again() override { return true; }

 private:
  ZSTD_DCtx* context_ = ZSTD_createDCtx();
};

class Encoder final : public Coder {
 public:
  explicit Encoder(int level) {
    if (context_ == nullptr) return;
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, level);
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  bool ok() const { return context_ != nullptr; }
  ~Encoder() override { ZSTD_freeCCtx(context_); }
  Turn Go(std::span<const std::byte> in, More more, std::span<std::byte> out) override {
    Turn turn;
    if (left_ == 0 && !ending_ && !NextChunk(in, more, turn)) return turn;
    const std::byte* chunk = direct_ ? in.data() : held_.data() + (held_.size() - left_);
    ZSTD_inBuffer from{chunk, left_, 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t result = ZSTD_compressStream2(context_, &to, &from, ending_ ? ZSTD_e_end : ZSTD_e_continue);
    const Turn step = After(from, to, result);
    turn.state = ending_ && result == 0 ? Turn::State::kAtEnd : step.state;
    turn.produced = step.produced;
    if (direct_) turn.consumed = step.consumed;
    left_ -= step.consumed;
    if (left_ == 0) held_.clear();
    return turn;
  }
  bool Again() override { return true; }

 private:
  // The library writes other bytes for other cuts of its input: it is fed chunks of its own size, whatever the
  // transport brings. False: the chunk is not yet whole.
  bool NextChunk(std::span<const std::byte> in, More more, Turn& turn) {
    const std::size_t whole = ZSTD_CStreamInSize();
    direct_ = held_.empty() && (in.size() >= whole || more == More::kNo);
    if (direct_) {
      left_ = std::min(in.size(), whole);
      ending_ = more == More::kNo && left_ == in.size();
      return true;
    }
    turn.consumed = std::min(in.size(), whole - held_.size());
    held_.insert(held_.end(), in.begin(), in.begin() + static_cast<std::ptrdiff_t>(turn.consumed));
    ending_ = more == More::kNo && turn.consumed == in.size();
    if (held_.size() < whole && !ending_) return false;
    left_ = held_.size();
    return true;
  }

  ZSTD_CCtx* context_ = ZSTD_createCCtx();
  std::vector<std::byte> held_;  // a chunk that comes in pieces
  std::size_t left_ = 0;         // of the chunk that is being fed
  bool direct_ = false;          // it stands in the input, not in held_
  bool ending_ = false;          // nothing follows it
};

}  // namespace

std::unique_ptr<Coder> ZstdDecoder() {
  auto coder = std::make_unique<Decoder>();
  if (!coder->ok()) return nullptr;
  return coder;
}

std::unique_ptr<Coder> ZstdEncoder(int level) {
  auto coder = std::make_unique<Encoder>(level);
  if (!coder->ok()) return nullptr;
  return coder;
}

}  // namespace halfsecond::codec
