/* Wrong: the address is always sizeof(struct sockaddr_un) long, as in systemd's first published example. */
#include "tests/kits/notify/daemons/daemon.h"

static void say(const char* text) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  const char* address = getenv("NOTIFY_SOCKET");
  if (address == NULL) return;
  strncpy(to.sun_path, address, sizeof(to.sun_path) - 1);
  if (to.sun_path[0] == '@') to.sun_path[0] = '\0';
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (connect(fd, (struct sockaddr*)&to, sizeof(to)) == 0 && write(fd, text, strlen(text)) < 0) perror("write");
  close(fd);
}

int main(void) {
  catch_signals();
  say("READY=1");
  while (!stop_asked) serve(-1);
  return 0;
}
