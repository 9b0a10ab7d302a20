#include "base/descriptor_io.h"

#include <unistd.h>

#include <cerrno>

namespace halfsecond {

bool WriteAll(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(to, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool ReadAll(int from, void* into, std::size_t length) {
  auto* at = static_cast<char*>(into);
  while (length > 0) {
    const ssize_t n = ReadSome(from, at, length);
    if (n <= 0) return false;
    at += n;
    length -= static_cast<std::size_t>(n);
  }
  return true;
}

ssize_t ReadSome(int from, void* into, std::size_t most) {
  ssize_t n = 0;
  do {
    n = ::read(from, into, most);
  } while (n < 0 && errno == EINTR);
  return n;
}

}  // namespace halfsecond
