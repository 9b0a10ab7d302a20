// What passes between us and a workshop: a frame, and two runs of bytes after it. Both ends are one program.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace halfsecond::sandbox::workshop {

enum class Kind : std::uint32_t { kFile = 1, kLink, kRun, kFetch, kReady, kEnded, kContent, kAbsent, kNoRoom };

struct Frame {
  Kind kind = Kind::kFile;
  std::uint32_t number = 0;  // a mode, seconds, or how a command ended
  std::int64_t status = 0;
  std::uint64_t first_bytes = 0;
  std::uint64_t second_bytes = 0;
};

inline constexpr std::size_t kSaidBytes = 4096;
inline constexpr std::uint64_t kMaxWordsBytes = 65'536;

// False: the other end is gone.
bool Send(int to, Frame frame, std::string_view first, std::string_view second);
bool Receive(int from, std::uint64_t bytes, std::string& into);

// The first process of a workshop, in its namespaces: makes the root, confines itself, and serves until `from` ends.
[[noreturn]] void Serve(int from, int to);

// Makes the root out of /usr and an empty folder, and steps into it. False, with errno: it could not.
bool MakeRoom();

}  // namespace halfsecond::sandbox::workshop
