/* Right: notify_core.h, and nothing but READY=1, STATUS= and STOPPING=1. */
#include "kits/notify/notify_core.h"
#include "tests/kits/notify/daemons/daemon.h"

int main(void) {
  catch_signals();
  notify_ready();
  notify_status("serving");
  while (!stop_asked) serve(-1);
  notify_stopping();
  return 0;
}
