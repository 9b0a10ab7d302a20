#include "analysis/release/bzip2_pair.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "plugins/codec/protocol.h"
#include "readers/archive/bzip2_blocks.h"

namespace halfsecond::release {
namespace {

using Step = archive::Bzip2Splitter::Step;

constexpr std::size_t kReadBytes = 1 << 18;
constexpr std::size_t kGivenBytes = 1 << 16;  // at a time, as a worker does
constexpr std::size_t kBlocks = 3;            // at work, or decoded and waiting for one before them

// The blocks of a file, in order.
class BlocksOfFile {
 public:
  explicit BlocksOfFile(int descriptor) : descriptor_(descriptor), read_(kReadBytes) {}

  // Never kNeedsMore. A file that cannot be read is odd: whoever reads it again says why.
  Step Next() {
    Step step = splitter_.Next();
    while (step.kind == Step::Kind::kNeedsMore) {
      if (!Read()) return {};
      step = splitter_.Next();
    }
    return step;
  }

 private:
  bool Read() {
    const ssize_t n = ::pread(descriptor_, read_.data(), read_.size(), at_);
    if (n < 0) return errno == EINTR;
    if (n == 0) splitter_.End();
    at_ += n;
    splitter_.Add(Bytes(std::span(read_.data(), static_cast<std::size_t>(n))));
    return true;
  }

  int descriptor_;
  off_t at_ = 0;
  std::vector<std::byte> read_;
  archive::Bzip2Splitter splitter_;
};

class Pair {
 public:
  using Take = std::function<Result<void>(Bytes)>;
  Pair(int descriptor, const std::array<sandbox::Plugin*, 2>& codecs, const Take& take)
      : file_(descriptor), codecs_(codecs), take_(take) {
    for (Block& block : blocks_) block.output.reserve(limits::kMaxBzip2BlockOutput);  // growing would take twice that
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {
    for (sandbox::Plugin* codec : codecs_) codec->Drop();
  }

  Result<BlocksDecoded> Run() {
    while (BeginSome()) {
      if (count_ == 0) return BlocksDecoded{given_, true};
      if (blocks_[first_].codec == nullptr) {
        if (!IsInProportion()) break;
        HS_CHECK(GiveFirst());
      } else if (!TurnAll()) {
        break;
      }
    }
    return BlocksDecoded{given_, false};
  }

 private:
  struct Block {
    std::string stream;
    std::uint64_t end_byte = 0;
    std::string output;
    sandbox::Plugin* codec = nullptr;  // at work on it; none: it is decoded
  };

  Block& Nth(std::size_t n) { return blocks_[(first_ + n) % kBlocks]; }
  Block* WorkOf(const sandbox::Plugin* codec) {
    for (std::size_t i = 0; i < count_; ++i) {
      if (Nth(i).codec == codec) return &Nth(i);
    }
    return nullptr;
  }

  // Whoever is idle begins with the next block. False: the file is odd.
  bool BeginSome() {
    for (sandbox::Plugin* codec : codecs_) {
      if (is_cut_ || count_ == kBlocks || WorkOf(codec) != nullptr) continue;
      Step step = file_.Next();
      if (step.kind == Step::Kind::kOdd) return false;
      is_cut_ = step.kind == Step::Kind::kWhole;
      if (is_cut_) return true;
      Block& block = Nth(count_++);
      block.stream = std::move(step.stream);
      block.end_byte = step.end_byte;
      block.output.clear();
      block.codec = codec;
      Begin(block);
    }
    return true;
  }

  void Begin(Block& block) {
    sandbox::PluginJob job;
    job.operation = static_cast<std::uint32_t>(codec::Format::kBzip2);
    job.parameters = kDecode;
    job.bytes = Bytes::Of(block.stream);
    job.on_output = [&block](Bytes piece) -> Result<void> {
      if (block.output.size() + piece.size() > limits::kMaxBzip2BlockOutput)
        return Error{Error::Kind::kLimit, "a block that unpacks to more than is kept"};
      block.output += piece.text();
      return {};
    };
    block.codec->Begin(job);
  }

  // Goes on until a block is decoded. False: one is not good.
  bool TurnAll() {
    std::vector<sandbox::Plugin*> at_work;
    bool is_any_over = false;
    for (sandbox::Plugin* codec : codecs_) {
      Block* const block = WorkOf(codec);
      if (block == nullptr) continue;
      const auto over = codec->Turn();
      if (over && !over->ok()) return false;
      is_any_over |= over.has_value();
      if (over) {
        block->codec = nullptr;
      } else {
        at_work.push_back(codec);
      }
    }
    if (!is_any_over) sandbox::Plugin::Wait(at_work);
    return true;
  }

  // One worker on the whole file would not have been stopped before the first block's end.
  bool IsInProportion() const {
    const std::uint64_t bytes = given_ + blocks_[first_].output.size();
    return bytes <= limits::kMaxPluginOutput && bytes / limits::kMaxPluginRatio <= blocks_[first_].end_byte;
  }

  Result<void> GiveFirst() {
    const Bytes all = Bytes::Of(blocks_[first_].output);
    for (std::uint64_t at = 0; at < all.size(); at += kGivenBytes) {
      HS_TRY(piece, all.Slice(at, std::min<std::uint64_t>(kGivenBytes, all.size() - at)));
      HS_CHECK(take_(piece));
    }
    given_ += all.size();
    first_ = (first_ + 1) % kBlocks;
    --count_;
    return {};
  }

  static constexpr codec::Parameters kDecode = codec::ParametersOf(codec::Direction::kDecode);

  BlocksOfFile file_;
  std::array<sandbox::Plugin*, 2> codecs_;
  const Take& take_;
  std::array<Block, kBlocks> blocks_;  // a ring: the buffers are used again
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  bool is_cut_ = false;  // to its end
  std::uint64_t given_ = 0;
};

}  // namespace

Result<BlocksDecoded> DecodeByTwo(int descriptor, sandbox::Plugin& codec, sandbox::Plugin& second_codec,
                                  const std::function<Result<void>(Bytes)>& take) {
  return Pair(descriptor, {&codec, &second_codec}, take).Run();
}

}  // namespace halfsecond::release
