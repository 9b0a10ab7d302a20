// One notification datagram: its assignments, and what is wrong with it by itself (sd_notify(3)).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfsecond::notify_check {

struct Assignment {
  std::string_view key;
  std::string_view value;
};

// A fault of one message. The rule is a mistake's id (mistake_kinds.h).
struct Fault {
  std::string_view rule;
  std::string because;  // one sentence, lower case, no full stop; may quote the message, unescaped
};

// Views into the text it was read from, which must outlive it.
struct Message {
  std::vector<Assignment> assignments;
  std::vector<Fault> faults;

  std::optional<std::string_view> Value(std::string_view key) const;
  bool Says(std::string_view key, std::string_view value) const { return Value(key) == value; }
};

// Reads `text`, of a datagram that was `size_bytes` long when sent and came with `fds` descriptors. Any bytes are read;
// nothing is refused: what systemd would ignore or drop is a fault.
Message ReadMessage(std::string_view text, std::uint64_t size_bytes, std::uint32_t fds);

// A decimal number and nothing else.
std::optional<std::uint64_t> ReadNumber(std::string_view text);

}  // namespace halfsecond::notify_check
