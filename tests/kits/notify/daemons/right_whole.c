/* Right: notify.h with everything a supervisor offers: reload, watchdog, passed sockets, the store, a barrier. */
#define _GNU_SOURCE 1
#include <sys/mman.h>

#include "kits/notify/notify.h"
#include "tests/kits/notify/daemons/daemon.h"

int main(void) {
  const hs_notifier manager = hs_notifier_from_env(HS_FORGET);
  uint64_t interval_usec = 0;
  const int watched = hs_watchdog_enabled(&interval_usec);
  const int listeners = hs_listen_fds();
  struct timespec last = {0, 0}, now;
  catch_signals();
  hs_listen_forget();
  if (getenv("FDSTORE") != NULL) {
    const int fd = memfd_create("state", MFD_CLOEXEC);
    if (hs_notify_fd_store(&manager, &fd, 1, "state", HS_POLL) < 0) return 1;
    close(fd);
  }
  if (hs_notify_ready(&manager) < 0 || hs_notify_barrier(&manager, 5000) < 0) return 1;
  while (!stop_asked) {
    serve(listeners > 0 ? HS_LISTEN_FDS_START : -1);
    if (reload_asked) {
      reload_asked = 0;
      hs_notify_reloading(&manager);
      hs_notify_ready(&manager);
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (watched > 0 && (uint64_t)(now.tv_sec - last.tv_sec) * 1000000 + (uint64_t)(now.tv_nsec / 1000) >
                           interval_usec / 2 + (uint64_t)(last.tv_nsec / 1000)) {
      hs_notify_watchdog(&manager);
      last = now;
    }
  }
  hs_notify_stopping(&manager);
  return 0;
}
