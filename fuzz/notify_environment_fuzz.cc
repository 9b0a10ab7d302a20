// notify.h on any environment: every address form, LISTEN_*, WATCHDOG_*, and a value as long as one likes.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "kits/notify/notify.hpp"

namespace {

// The next of the strings that NUL bytes separate.
std::string Next(std::string_view& rest) {
  const std::size_t end = rest.find('\0');
  std::string text(rest.substr(0, end));
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return text;
}

// NOLINTBEGIN(concurrency-mt-unsafe): one thread
// The variable named, unset when the text is empty; "=" stands for our own process id.
void Set(const char* name, const std::string& text) {
  if (text.empty()) {
    unsetenv(name);
  } else {
    setenv(name, text == "=" ? std::to_string(getpid()).c_str() : text.c_str(), 1);
  }
}
// NOLINTEND(concurrency-mt-unsafe)

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string address = Next(rest);
  const hs_notifier to = hs_notifier_at(address.c_str());
  if (to.state > 1 || to.length > sizeof to.address) __builtin_trap();
  if ((to.state == 1) != (to.length > 0)) __builtin_trap();
  if (to.state == 1 && to.address.any.sa_family == AF_UNIX && to.length != 2 + address.size()) __builtin_trap();

  Set("LISTEN_PID", Next(rest));
  Set("LISTEN_FDS", Next(rest));
  Set("LISTEN_FDNAMES", Next(rest));
  Set("LISTEN_PIDFDID", Next(rest));
  Set("WATCHDOG_USEC", Next(rest));
  Set("WATCHDOG_PID", Next(rest));
  char name[32];
  for (int i = 0; i < 4; ++i) hs_listen_fd_name(i, name, sizeof name);
  if (hs_listen_fds() > 1 << 20) __builtin_trap();  // more than are open is EBADF
  std::uint64_t usec = 0;
  if (hs_watchdog_enabled(&usec) == 1 && usec == 0) __builtin_trap();

  // To a name that nobody has: the whole way but for the delivery.
  const hs_notifier nobody = hs_notifier_at("@halfsecond-fuzz-nobody");
  const std::string text = Next(rest);
  if (hs_notify_status(&nobody, text.c_str()) > 0) __builtin_trap();
  const hs_journal_field field{text.c_str(), rest.data(), rest.size()};
  if (hs_journal_send_to("/nowhere/at/all", &field, 1) > 0) __builtin_trap();
  return 0;
}
