/* Wrong: every address is a file name, and one that starts with '@' too. */
#include "tests/kits/notify/daemons/daemon.h"

int main(void) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  const char* address = getenv("NOTIFY_SOCKET");
  catch_signals();
  if (address != NULL) {
    strncpy(to.sun_path, address, sizeof(to.sun_path) - 1);
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sendto(fd, "READY=1", 7, MSG_NOSIGNAL, (struct sockaddr*)&to, sizeof(to));
    close(fd);
  }
  while (!stop_asked) serve(-1);
  return 0;
}
