#include "kits/plugin/wire.h"

#include <algorithm>
#include <cstring>

namespace halfsecond::plugin {

namespace {

constexpr std::uint16_t kFin = 1;

// What each type may carry.
struct Bounds {
  FrameType type;
  std::size_t least;
  std::size_t most;
};
constexpr std::array kBounds{
    Bounds{FrameType::kJob, 4, 4 + kMostParameterBytes},
    Bounds{FrameType::kData, 0, kMostPayloadBytes},
    Bounds{FrameType::kVerdict, 4, kMostVerdictBytes},
    Bounds{FrameType::kReady, 4, 4},
};

template <class T>
T Little(const std::byte* at) {
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) value = static_cast<T>((value << 8U) | std::to_integer<T>(at[i]));
  return value;
}

template <class T>
void PutLittle(std::byte* at, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) at[i] = static_cast<std::byte>(value >> (8 * i));
}

Fault Broken(std::string what) {
  return Fault{Fault::Kind::kProtocol, 0, std::move(what)};
}

}  // namespace

std::uint32_t LittleU32(std::span<const std::byte, 4> bytes) {
  return Little<std::uint32_t>(bytes.data());
}

void PutLittleU32(std::span<std::byte, 4> out, std::uint32_t value) {
  PutLittle(out.data(), value);
}

HeaderBytes Encoded(const Header& header) {
  HeaderBytes bytes{};
  PutLittle(bytes.data(), header.length);
  PutLittle(bytes.data() + 4, static_cast<std::uint16_t>(header.type));
  PutLittle(bytes.data() + 6, header.fin ? kFin : std::uint16_t{0});
  PutLittle(bytes.data() + 8, header.sequence);
  return bytes;
}

Outcome<Header> ParseHeader(const HeaderBytes& bytes) {
  const auto length = Little<std::uint32_t>(bytes.data());
  const auto type = static_cast<FrameType>(Little<std::uint16_t>(bytes.data() + 4));
  const auto flags = Little<std::uint16_t>(bytes.data() + 6);
  const auto* const known =
      std::find_if(kBounds.begin(), kBounds.end(), [type](const Bounds& bounds) { return bounds.type == type; });
  if (known == kBounds.end()) return Broken("a frame of no known type");
  if ((flags & ~kFin) != 0) return Broken("a frame with flags of no known meaning");
  if (length < known->least || length > known->most) {
    return Broken("a frame of " + std::to_string(length) + " bytes, outside what its type may have");
  }
  return Header{length, type, (flags & kFin) != 0, Little<std::uint64_t>(bytes.data() + 8)};
}

Outcome<std::optional<Deframer::Piece>> Deframer::Take(std::span<const std::byte>& bytes) {
  if (!inside_) {
    const std::size_t taken = std::min(bytes.size(), kHeaderBytes - held_);
    std::copy_n(bytes.begin(), taken, header_.begin() + static_cast<std::ptrdiff_t>(held_));
    bytes = bytes.subspan(taken);
    held_ += taken;
    if (held_ < kHeaderBytes) return std::optional<Piece>{};
    const auto parsed = ParseHeader(header_);
    if (!parsed.ok()) return parsed.fault();
    frame_ = parsed.value();
    left_ = frame_.length;
    held_ = 0;
    inside_ = true;
  }
  if (bytes.empty() && left_ > 0) return std::optional<Piece>{};
  const std::size_t taken = std::min(bytes.size(), left_);
  Piece piece{frame_, bytes.first(taken), taken == left_};
  bytes = bytes.subspan(taken);
  left_ -= taken;
  inside_ = left_ > 0;
  return std::optional<Piece>(piece);
}

void Conversation::Begin(std::uint64_t sequence) {
  sequence_ = sequence;
  stage_ = Stage::kAnswering;
}

std::optional<std::string_view> Conversation::Hear(const Header& frame) {
  if (frame.type == FrameType::kReady) {
    if (ready_) return "said twice that it is ready";
    if (frame.sequence != 0) return "said it is ready for a job it cannot know";
    ready_ = true;
    return std::nullopt;
  }
  if (!ready_) return "answered before it said that it is ready";
  if (stage_ == Stage::kIdle) return "spoke without having been asked";
  if (frame.sequence != sequence_) return "answered another job";
  switch (frame.type) {
    case FrameType::kData:
      if (frame.fin) return "ended its stream without a verdict";
      if (frame.length == 0) return "sent a frame of nothing";
      return std::nullopt;
    case FrameType::kVerdict:
      if (!frame.fin) return "gave a verdict and wants to go on";
      stage_ = Stage::kIdle;
      return std::nullopt;
    case FrameType::kReady:
    case FrameType::kJob:
      break;
  }
  return "asked for what only a host may ask";
}

}  // namespace halfsecond::plugin
