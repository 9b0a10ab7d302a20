// The codec plug-in: gzip, xz, zstd, bzip2 and lz4, both ways. Members that follow each other are one stream, as the
// command line tools have it.

#include <cstdint>
#include <optional>
#include <span>

#include "plugins/codec/coder.h"

namespace {

using halfsecond::codec::Coder;
using halfsecond::codec::Direction;
using halfsecond::codec::Format;
using halfsecond::codec::More;
using halfsecond::codec::Turn;
using halfsecond::plugin::Job;
using halfsecond::plugin::Verdict;

std::unique_ptr<Coder> Decoder(Format format) {
  switch (format) {
    case Format::kGzip:
      return halfsecond::codec::GzipDecoder();
    case Format::kXz:
      return halfsecond::codec::XzDecoder();
    case Format::kZstd:
      return halfsecond::codec::ZstdDecoder();
    case Format::kBzip2:
      return halfsecond::codec::Bzip2Decoder();
    case Format::kLz4:
      return halfsecond::codec::Lz4Decoder();
  }
  return nullptr;
}

std::unique_ptr<Coder> Encoder(Format format, int level) {
  switch (format) {
    case Format::kGzip:
      return halfsecond::codec::GzipEncoder(level);
    case Format::kXz:
      return halfsecond::codec::XzEncoder(level);
    case Format::kZstd:
      return halfsecond::codec::ZstdEncoder(level);
    case Format::kBzip2:
      return halfsecond::codec::Bzip2Encoder(level);
    case Format::kLz4:
      return halfsecond::codec::Lz4Encoder(level);
  }
  return nullptr;
}

// The stream through the coder. It asks for input only when the coder has used up what it had and has no more to give.
class Pump {
 public:
  Pump(Job& job, Coder& coder, Direction direction) : job_(job), coder_(coder), direction_(direction) {}

  Verdict Run() {
    in_ = job_.Input();
    std::optional<Verdict> verdict;
    while (!verdict) {
      const auto out = job_.Output();
      if (out.empty()) return Verdict::Done();  // the host has gone
      const Turn turn = coder_.Go(in_, job_.input_ends() ? More::kNo : More::kYes, out);
      job_.Consume(turn.consumed);
      job_.Commit(turn.produced);
      in_ = in_.subspan(turn.consumed);
      verdict = After(turn, turn.produced < out.size() ? Room::kLeft : Room::kNone);
    }
    return *verdict;
  }

 private:
  enum class Room : std::uint8_t { kNone, kLeft };

  std::optional<Verdict> After(const Turn& turn, Room room) {
    const bool moved = turn.consumed > 0 || turn.produced > 0;
    if (turn.state == Turn::State::kBadInput) return Verdict::BadInput("the stream is damaged");
    if (turn.state == Turn::State::kNoMemory) return Verdict::NoMemory();
    if (turn.state == Turn::State::kAtEnd) return AtEndOfMember();
    if (moved) between_members_ = false;
    if (!in_.empty() || room == Room::kNone) return std::nullopt;
    if (!job_.input_ends()) {
      in_ = job_.Input();
    } else if (direction_ == Direction::kDecode && !moved) {
      return between_members_ ? Verdict::Done()
                              : Verdict::BadInput("the stream is cut short, or something else follows its end");
    }
    return std::nullopt;
  }

  // A compressed stream may be several, one after the other.
  std::optional<Verdict> AtEndOfMember() {
    if (direction_ == Direction::kEncode) return Verdict::Done();
    if (in_.empty()) in_ = job_.Input();
    if (in_.empty()) return Verdict::Done();
    if (!coder_.Again()) return Verdict::NoMemory();
    between_members_ = true;
    return std::nullopt;
  }

  Job& job_;
  Coder& coder_;
  Direction direction_;
  std::span<const std::byte> in_;
  bool between_members_ = false;
};

// The decoder of the last job, for a worker that has another of the same format: a new one costs twice what decoding
// 4 KiB does. Kept only from a job that went well. Encoders are not kept: their output must not depend on what a worker
// did before.
class KeptDecoder {
 public:
  // The one that is kept, ready for a stream, or a new one. Null: no memory.
  std::unique_ptr<Coder> Take(Format format) {
    auto kept = std::move(kept_);
    if (kept != nullptr && format == format_ && kept->Again()) return kept;
    kept.reset();  // before another takes its memory
    return Decoder(format);
  }

  void Keep(Format format, std::unique_ptr<Coder> decoder) {
    format_ = format;
    kept_ = std::move(decoder);
  }

 private:
  Format format_ = Format::kGzip;
  std::unique_ptr<Coder> kept_;
};

Verdict Decode(Job& job, Format format) {
  static KeptDecoder kept;
  auto decoder = kept.Take(format);
  if (decoder == nullptr) return Verdict::NoMemory();
  Verdict verdict = Pump(job, *decoder, Direction::kDecode).Run();
  if (verdict.done()) kept.Keep(format, std::move(decoder));
  return verdict;
}

Verdict Encode(Job& job, Format format, int level) {
  const auto encoder = Encoder(format, level);
  if (encoder == nullptr) return Verdict::NoMemory();
  return Pump(job, *encoder, Direction::kEncode).Run();
}

Verdict Code(Job& job) {
  const auto format = static_cast<Format>(job.operation());
  if (job.parameters().size() != std::tuple_size_v<halfsecond::codec::Parameters> ||
      std::to_integer<unsigned>(job.parameters()[0]) > static_cast<unsigned>(Direction::kEncode) ||
      format < Format::kGzip || format > Format::kLz4) {
    return Verdict::NoSuchJob("a format, a direction and a level are two bytes and a known format");
  }
  if (static_cast<Direction>(job.parameters()[0]) == Direction::kDecode) return Decode(job, format);
  return Encode(job, format, std::to_integer<int>(job.parameters()[1]));
}

}  // namespace

int main() {
  return halfsecond::plugin::RunWorker(&Code);
}
