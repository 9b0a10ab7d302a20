/* Wrong: takes descriptor 3 whenever LISTEN_FDS is set, and does not ask whose it is. */
#include "kits/notify/notify_core.h"
#include "tests/kits/notify/daemons/daemon.h"

int main(void) {
  const char* fds = getenv("LISTEN_FDS");
  catch_signals();
  notify_ready();
  while (!stop_asked) serve(fds != NULL && atoi(fds) > 0 ? 3 : -1);
  return 0;
}
