// What host and worker say to each other: frames of a 16-byte header and at most 1 MiB. Little endian:
//
//   u32 length of the payload · u16 type · u16 flags · u64 sequence
//
// Flag bit 0 is FIN: the last frame of the stream, and it comes with the last bytes, not after them. The sequence is
// the job's number. Parsing is total: every 16 bytes are a header or a protocol fault, and nothing is allocated by the
// size that a peer names.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "kits/plugin/outcome.h"

namespace halfsecond::plugin {

inline constexpr std::size_t kHeaderBytes = 16;
inline constexpr std::size_t kMostPayloadBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMostParameterBytes = 4096;  // of a kJob frame, after its four bytes of operation
inline constexpr std::size_t kMostVerdictBytes = 1024;    // of a kVerdict frame, its four bytes of code among them

enum class FrameType : std::uint16_t {
  kJob = 1,      // host to worker: u32 operation, then its parameters
  kData = 2,     // both ways; of nothing only from a host, with FIN: a worker that has nothing to say says nothing
  kVerdict = 3,  // worker to host, with FIN: u32 Verdict::Code, then words for people
  kReady = 4,    // worker to host, once, before anything else: u32 bits of Layer that are in force
};

struct Header {
  std::uint32_t length = 0;
  FrameType type = FrameType::kData;
  bool fin = false;
  std::uint64_t sequence = 0;
};

using HeaderBytes = std::array<std::byte, kHeaderBytes>;

HeaderBytes Encoded(const Header& header);

// Faults: kProtocol: a length above what the type may have, an unknown type, an unknown flag.
Outcome<Header> ParseHeader(const HeaderBytes& bytes);

std::uint32_t LittleU32(std::span<const std::byte, 4> bytes);
void PutLittleU32(std::span<std::byte, 4> out, std::uint32_t value);

// A stream of frames cut at any byte, taken apart without copying payloads.
class Deframer {
 public:
  struct Piece {
    Header frame;
    std::span<const std::byte> bytes;  // the next part of its payload, a window onto what was given
    bool complete = false;             // the frame ends with these bytes
  };

  // Takes the next piece from the front of `bytes`; nothing when all of it was the beginning of a header. After a
  // fault the stream is lost. Faults: those of ParseHeader.
  Outcome<std::optional<Piece>> Take(std::span<const std::byte>& bytes);

  // Between two frames: a stream may end here.
  bool idle() const { return held_ == 0 && !inside_; }

 private:
  HeaderBytes header_{};
  std::size_t held_ = 0;  // bytes of header_ that have come
  bool inside_ = false;   // a frame's payload is under way
  Header frame_{};
  std::size_t left_ = 0;  // bytes of the payload yet to come
};

// What a worker may say, as a table: the host's side of the wall. Pure, so that a test can play the enemy.
class Conversation {
 public:
  // A job begins. REQUIRES: none is under way.
  void Begin(std::uint64_t sequence);

  // Nothing when the frame is permitted now; otherwise why the worker must go.
  std::optional<std::string_view> Hear(const Header& frame);

  bool over() const { return stage_ == Stage::kIdle; }

 private:
  enum class Stage : std::uint8_t { kIdle, kAnswering };

  Stage stage_ = Stage::kIdle;
  bool ready_ = false;
  std::uint64_t sequence_ = 0;
};

}  // namespace halfsecond::plugin
