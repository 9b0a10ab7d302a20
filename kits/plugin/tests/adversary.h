// What the hostile plug-in can be asked. Operations below kBehaviour are attempts (attempts.h), by their index.

#pragma once

#include <cstddef>
#include <cstdint>

namespace halfsecond::plugin::testing {

inline constexpr std::uint32_t kBehaviour = 1000;

inline constexpr std::size_t kWholeAnswer = 16 + 100 + 16 + 4;  // kDieAt: data and verdict, each with its header

enum class Behaviour : std::uint32_t {
  kEcho = kBehaviour,  // the one that behaves: input to output
  kFlood,              // output without end
  kSilence,            // nothing, for ever
  kHugeFrame,          // a header that promises 4 GiB
  kCutFrame,           // half a header, and out
  kDribble,            // a byte a moment
  kCloseAndHang,       // closes all it has, and lives on
  kOrphan,             // leaves the pipe to a child and dies
  kShortExit,          // some output, and exit status 0
  kStop,               // stops itself
  kEscapes,            // control characters in its words
  kEnvironment,        // how many variables it was given
  kDieAt,              // writes so many bytes of a proper answer, and aborts
  kSpin,               // computes for ever
  kEat,                // takes memory until there is none
  kSmash,              // writes where it must not
  kUnknownVerdict,     // a verdict that means nothing
  kTwoVerdicts,        // and another one
  kNumber,             // its own process number, for who wants to see whether it is gone
  kForeignJob,         // answers another job
  kChatter,            // frames of nothing, more than the host can read
  kRingHead,           // an index of the ring that cannot be
  kRingTail,           // the other one
  kRingFlip,           // a header that changes while it is looked at
  kRingMute,           // output that no doorbell tells of
  kRingShrink,         // cuts the ring's memory off, where it still has it
};

}  // namespace halfsecond::plugin::testing
