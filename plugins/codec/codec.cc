// The codec plug-in: gzip, xz, zstd, bzip2 and lz4, both ways. Members that follow each other are one stream, as the
// command line tools have it.

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
Verdict Pump(Job& job, Coder& coder, Direction direction) {
  std::span<const std::byte> in = job.Input();
  for (bool between_members = false;;) {
    const auto out = job.Output();
    if (out.empty()) return Verdict::Done();  // the host has gone
    const Turn turn = coder.Go(in, job.input_ends() ? More::kNo : More::kYes, out);
    job.Consume(turn.consumed);
    job.Commit(turn.produced);
    in = in.subspan(turn.consumed);
    if (turn.state == Turn::State::kBadInput) return Verdict::BadInput("the stream is damaged");
    if (turn.state == Turn::State::kNoMemory) return Verdict::NoMemory();
    const bool wants = in.empty() && turn.produced < out.size();
    if (turn.state == Turn::State::kAtEnd) {
      if (direction == Direction::kEncode) return Verdict::Done();
      if (in.empty()) in = job.Input();
      if (in.empty()) return Verdict::Done();
      if (!coder.Again()) return Verdict::NoMemory();
      between_members = true;
      continue;
    }
    if (turn.consumed > 0 || turn.produced > 0) between_members = false;
    if (!wants) continue;
    if (direction == Direction::kDecode && job.input_ends() && turn.consumed == 0 && turn.produced == 0) {
      return between_members ? Verdict::Done() : Verdict::BadInput("the stream is cut short");
    }
    if (!job.input_ends()) in = job.Input();
  }
}

Verdict Code(Job& job) {
  const auto format = static_cast<Format>(job.operation());
  if (job.parameters().size() != std::tuple_size_v<halfsecond::codec::Parameters> ||
      std::to_integer<unsigned>(job.parameters()[0]) > static_cast<unsigned>(Direction::kEncode) ||
      format < Format::kGzip || format > Format::kLz4) {
    return Verdict::NoSuchJob("a format, a direction and a level are two bytes and a known format");
  }
  const auto direction = static_cast<Direction>(job.parameters()[0]);
  const int level = std::to_integer<int>(job.parameters()[1]);
  const auto coder = direction == Direction::kDecode ? Decoder(format) : Encoder(format, level);
  if (coder == nullptr) return Verdict::NoMemory();
  return Pump(job, *coder, direction);
}

}  // namespace

int main() {
  return halfsecond::plugin::RunWorker(&Code);
}
