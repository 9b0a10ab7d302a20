/* Wrong: READY=1 is sent by a child that is gone at once; and without a manager it gives up. */
#include <sys/wait.h>

#include "kits/notify/notify_core.h"
#include "tests/kits/notify/daemons/daemon.h"

int main(void) {
  catch_signals();
  if (getenv("NOTIFY_SOCKET") == NULL) {
    fprintf(stderr, "no service manager\n");
    return 3;
  }
  const pid_t child = fork();
  if (child == 0) _exit(notify_ready() > 0 ? 0 : 1);
  waitpid(child, NULL, 0);
  while (!stop_asked) serve(-1);
  return 0;
}
