/* Wrong: does not wait for a busy manager, pings the watchdog of another process, and too late for its own. */
#include "tests/kits/notify/daemons/daemon.h"

int main(void) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  const char* address = getenv("NOTIFY_SOCKET");
  int ticks = 0;
  catch_signals();
  strncpy(to.sun_path, address != NULL ? address : "/", sizeof(to.sun_path) - 1);
  if (to.sun_path[0] == '@') to.sun_path[0] = '\0';
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const socklen_t length =
      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(address != NULL ? address : "/"));
  sendto(fd, "READY=1", 7, MSG_NOSIGNAL, (struct sockaddr*)&to, length);
  for (; !stop_asked; ++ticks) {
    serve(-1);
    if (getenv("WATCHDOG_USEC") != NULL && (ticks == 1 || ticks == 120)) {
      sendto(fd, "WATCHDOG=1", 10, MSG_NOSIGNAL, (struct sockaddr*)&to, length);
    }
  }
  return 0;
}
