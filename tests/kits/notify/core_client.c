/* notify_core.h as a daemon uses it. Exits with the sum of what the three calls say. */
#include "kits/notify/notify_core.h"

int main(void) {
  const int ready = notify_ready();
  const int status = notify_status("at work\nREADY=0");
  const int stopping = notify_stopping();
  return ready < 0 ? -ready : ready + status + stopping;
}
