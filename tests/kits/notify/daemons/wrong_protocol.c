/* Wrong: what it says. A reload without its time and without an end, a status of two lines, descriptors for nothing,
   ready again after it said that it stops. */
#include "kits/notify/notify.h"
#include "tests/kits/notify/daemons/daemon.h"

int main(void) {
  const hs_notifier manager = hs_notifier_from_env(HS_KEEP);
  const int fd = 0;
  const char* const barrier[] = {"BARRIER=1\nSTATUS=and more", NULL};
  const char* const nothing[] = {"STATUS=with a descriptor", NULL};
  catch_signals();
  hs_notify_raw(&manager, "READY=1\nSTATUS=two\nlines\nOURKEY=1");
  hs_notify_parts(&manager, barrier, NULL, 0);
  hs_notify_parts(&manager, nothing, &fd, 1);
  hs_notify_raw(&manager, "READY=0");
  while (!stop_asked) {
    serve(-1);
    if (reload_asked) {
      reload_asked = 0;
      hs_notify_raw(&manager, "RELOADING=1");
    }
  }
  hs_notify_stopping(&manager);
  hs_notify_ready(&manager);
  return 0;
}
