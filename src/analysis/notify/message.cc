#include "analysis/notify/message.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "analysis/notify/mistake_kinds.h"

namespace halfsecond::notify_check {
namespace {

constexpr std::size_t kMaxAssignments = 512;  // of one message: 4096 bytes hold no more that mean anything
constexpr std::size_t kSystemdReads = 4096;   // NOTIFY_BUFFER_MAX: a longer message is dropped whole
constexpr std::size_t kMaxFdName = 255;

enum class Kind : std::uint8_t { kOne, kZero, kNumber, kText, kFdName, kWatchdog, kAccess, kPid };

struct Known {
  std::string_view key;
  Kind kind;
};

// sd_notify(3), "Well-known assignments", up to systemd 258.
constexpr std::array kKnown{
    Known{"READY", Kind::kOne},
    Known{"RELOADING", Kind::kOne},
    Known{"STOPPING", Kind::kOne},
    Known{"MONOTONIC_USEC", Kind::kNumber},
    Known{"STATUS", Kind::kText},
    Known{"NOTIFYACCESS", Kind::kAccess},
    Known{"ERRNO", Kind::kNumber},
    Known{"BUSERROR", Kind::kText},
    Known{"VARLINKERROR", Kind::kText},
    Known{"EXIT_STATUS", Kind::kNumber},
    Known{"MAINPID", Kind::kPid},
    Known{"MAINPIDFDID", Kind::kNumber},
    Known{"MAINPIDFD", Kind::kOne},
    Known{"WATCHDOG", Kind::kWatchdog},
    Known{"WATCHDOG_USEC", Kind::kNumber},
    Known{"EXTEND_TIMEOUT_USEC", Kind::kNumber},
    Known{"RESTART_RESET", Kind::kOne},
    Known{"FDSTORE", Kind::kOne},
    Known{"FDSTOREREMOVE", Kind::kOne},
    Known{"FDNAME", Kind::kFdName},
    Known{"FDPOLL", Kind::kZero},
    Known{"BARRIER", Kind::kOne},
};

bool IsFdName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxFdName &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c < 0x7f && c != ':'; });
}

// How many bytes a UTF-8 sequence that starts with `first` has; 0 when none starts so.
std::size_t Utf8Length(unsigned first) {
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

// Two bytes that start an overlong form, a surrogate, or a number above U+10FFFF.
bool IsOutsideUnicode(unsigned first, unsigned second) {
  return (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
         (first == 0xF4 && second > 0x8F);
}

// RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
bool IsUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
    const unsigned first = byte(at);
    const std::size_t length = Utf8Length(first);
    if (length == 0) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if ((byte(at + i) & 0xC0) != 0x80) return false;
    }
    if (IsOutsideUnicode(first, byte(at + 1))) return false;
    at += length;
  }
  return true;
}

// What a value of this kind must be; empty when `value` is that.
std::string_view Expected(Kind kind, std::string_view value) {
  switch (kind) {
    case Kind::kOne:
      return value == "1" ? "" : "only 1 is defined";
    case Kind::kZero:
      return value == "0" ? "" : "only 0 is defined";
    case Kind::kNumber:
      return ReadNumber(value) ? "" : "it must be a decimal number";
    case Kind::kPid:
      return ReadNumber(value).value_or(0) > 0 ? "" : "it must be a process id";
    case Kind::kText:
      return IsUtf8(value) ? "" : "it must be UTF-8, systemd drops it otherwise";
    case Kind::kFdName:
      return IsFdName(value) ? "" : "it must be 1 to 255 ASCII characters, no control character, no ':'";
    case Kind::kWatchdog:
      return value == "1" || value == "trigger" ? "" : "only 1 and trigger are defined";
    case Kind::kAccess:
      return value == "none" || value == "main" || value == "exec" || value == "all" ? "" : "none, main, exec or all";
  }
  return "";
}

std::string Quote(std::string_view text) {
  constexpr std::size_t kShown = 60;
  std::string quoted(1, '\'');
  quoted.append(text.substr(0, kShown)).append(text.size() > kShown ? "...'" : "'");
  return quoted;
}

void JudgeLine(std::string_view line, Message& message) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    message.faults.push_back(
        {kMalformed, "the line " + Quote(line) + " is no KEY=value: systemd ignores it (a newline inside a STATUS?)"});
    return;
  }
  const Assignment assignment{line.substr(0, equals), line.substr(equals + 1)};
  message.assignments.push_back(assignment);
  const auto* known =
      std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& k) { return k.key == assignment.key; });
  if (known == kKnown.end()) {
    if (assignment.key.substr(0, 2) == "X_") return;
    message.faults.push_back(
        {kUnknownKey, "the key " + Quote(assignment.key) + " is not systemd's: a private key should start with X_"});
    return;
  }
  const std::string_view expected = Expected(known->kind, assignment.value);
  if (!expected.empty()) {
    message.faults.push_back({kMalformed, Quote(line) + ": " + std::string(expected)});
  }
}

// Which assignments need descriptors, and which cannot stand beside others.
void JudgeDescriptors(Message& message, std::uint32_t fds) {
  const auto fault = [&](const char* because) { message.faults.push_back({kWrongDescriptors, because}); };
  const bool store = message.Says("FDSTORE", "1");
  const bool remove = message.Says("FDSTOREREMOVE", "1");
  const bool barrier = message.Value("BARRIER").has_value();
  const bool pidfd = message.Value("MAINPIDFD").has_value();
  if (barrier && fds != 1) fault("BARRIER=1 must come with exactly one descriptor");
  if (barrier && message.assignments.size() > 1)
    fault("BARRIER=1 must be alone in its message: the others are ignored");
  if (pidfd && fds != 1) fault("MAINPIDFD=1 must come with exactly one descriptor");
  if (store && fds == 0) fault("FDSTORE=1 without a descriptor stores nothing");
  if (fds > 0 && !store && !barrier && !pidfd) {
    fault("descriptors without FDSTORE=1: the manager closes them at once");
  }
  if (remove && !message.Value("FDNAME")) fault("FDSTOREREMOVE=1 without FDNAME= removes nothing");
  if (message.Value("FDNAME") && !store && !remove) fault("FDNAME= without FDSTORE=1 or FDSTOREREMOVE=1 names nothing");
  if (message.Value("FDPOLL") && !store) fault("FDPOLL=0 without FDSTORE=1 says nothing");
}

}  // namespace

std::optional<std::uint64_t> ReadNumber(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::optional<std::string_view> Message::Value(std::string_view key) const {
  for (const Assignment& assignment : assignments) {
    if (assignment.key == key) return assignment.value;
  }
  return std::nullopt;
}

Message ReadMessage(std::string_view text, std::uint64_t size_bytes, std::uint32_t fds) {
  Message message;
  if (size_bytes > kSystemdReads) {
    message.faults.push_back(
        {kMalformed, "a message of " + std::to_string(size_bytes) + " bytes: systemd drops what is over 4096"});
  }
  if (!text.empty() && text.back() == '\0') text.remove_suffix(1);  // one is permitted
  if (text.find('\0') != std::string_view::npos) {
    message.faults.push_back({kMalformed, "a NUL inside the message: systemd drops it whole"});
  }
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size() && lines < kMaxAssignments; ++lines) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) JudgeLine(text.substr(at, end - at), message);
    at = end + 1;
  }
  if (message.assignments.empty() && message.faults.empty()) {
    message.faults.push_back({kMalformed, "a message without an assignment"});
  }
  JudgeDescriptors(message, fds);
  return message;
}

}  // namespace halfsecond::notify_check
