// The socket between a host and its zygote: messages of five words, with descriptors beside them. It carries no
// foreign bytes; those go from host to worker, past the zygote.

#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "kits/plugin/descriptor.h"

namespace halfsecond::plugin {

inline constexpr int kControlDescriptor = 3;  // in the zygote; 0 to 2 are /dev/null
inline constexpr std::size_t kMostPassed = 3;

struct ControlMessage {
  enum class What : std::uint32_t {
    kSpawn =
        1,      // host: a worker, with its descriptors; first: Transport, second: layers it puts up, third: CPU seconds
    kKill = 2,  // host: end that worker
    kBorn = 3,  // worker: here I am; the kernel adds its process number
    kEnded = 4,  // zygote: first: status as of waitpid, second: the denied call's number or -1
  };

  What what = What::kSpawn;
  std::uint32_t worker = 0;  // its number, the host's choice
  std::int32_t first = 0;
  std::int32_t second = 0;
  std::int32_t third = 0;
};

// A message that came, who sent it and what came with it.
struct Received {
  ControlMessage message;
  pid_t sender = 0;  // in the receiver's own numbers; 0: not told
  std::array<Descriptor, kMostPassed> passed;
};

// False with errno when the message could not be sent whole.
bool SendControl(int socket, const ControlMessage& message, std::span<const int> passed);

enum class Wait : std::uint8_t { kNo, kYes };

// The next message. Nothing: with errno EAGAIN when there is none, 0 when the peer is gone, EPROTO when what came is no
// message.
std::optional<Received> ReceiveControl(int socket, Wait wait);

}  // namespace halfsecond::plugin
