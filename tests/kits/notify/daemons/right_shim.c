/* Right: libsystemd's own interface, to be linked with libsystemd or with libhs-sd-daemon.a. */
#include <systemd/sd-daemon.h>

#include "tests/kits/notify/daemons/daemon.h"

int main(void) {
  uint64_t interval_usec = 0;
  const int watched = sd_watchdog_enabled(1, &interval_usec);
  const int listeners = sd_listen_fds(1);
  int ticks = 0;
  catch_signals();
  if (sd_notifyf(0, "READY=1\nSTATUS=serving %d", listeners) < 0) return 1;
  if (sd_notify_barrier(0, 5000000) < 0) return 1;
  while (!stop_asked) {
    serve(listeners > 0 ? SD_LISTEN_FDS_START : -1);
    if (reload_asked) {
      struct timespec now;
      reload_asked = 0;
      clock_gettime(CLOCK_MONOTONIC, &now);
      sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", now.tv_sec * 1000000LL + now.tv_nsec / 1000);
      sd_notify(0, "READY=1");
    }
    if (watched > 0 && ++ticks % 4 == 0) sd_notify(0, "WATCHDOG=1");
  }
  sd_notify(1, "STOPPING=1");
  return 0;
}
