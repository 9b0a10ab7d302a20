/* Wrong: the socket has no close-on-exec, so that a program started by another thread meanwhile gets it. */
#include "tests/kits/notify/daemons/daemon.h"

int main(void) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  const char* address = getenv("NOTIFY_SOCKET");
  catch_signals();
  if (address != NULL) {
    strncpy(to.sun_path, address, sizeof(to.sun_path) - 1);
    if (to.sun_path[0] == '@') to.sun_path[0] = '\0';
    const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    sendto(fd, "READY=1", 7, MSG_NOSIGNAL, (struct sockaddr*)&to,
           (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(address)));
    close(fd);
  }
  while (!stop_asked) serve(-1);
  return 0;
}
