/* Wrong: a socket for each message, and none is closed; a program it starts gets them. */
#include "tests/kits/notify/daemons/daemon.h"

static void say(const char* text) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  const char* address = getenv("NOTIFY_SOCKET");
  if (address == NULL) return;
  strncpy(to.sun_path, address, sizeof(to.sun_path) - 1);
  if (to.sun_path[0] == '@') to.sun_path[0] = '\0';
  const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr*)&to,
         (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(address)));
}

int main(void) {
  catch_signals();
  say("STATUS=starting");
  say("READY=1");
  if (fork() == 0) execlp("sleep", "sleep", "30", (char*)NULL);
  while (!stop_asked) serve(-1);
  return 0;
}
