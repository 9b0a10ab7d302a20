/* Says everything notify.h can say, once each, to NOTIFY_SOCKET. Exits 0 when every call says "sent". */
#include "kits/notify/notify.h"

int main(void) {
  const hs_notifier manager = hs_notifier_from_env(HS_FORGET);
  const int fds[2] = {0, 1};
  const int said[] = {
      hs_notify_ready(&manager),
      hs_notify_reloading(&manager),
      hs_notify_stopping(&manager),
      hs_notify_status(&manager, "half of it\nREADY=1"),
      hs_notify_watchdog(&manager),
      hs_notify_watchdog_trigger(&manager),
      hs_notify_watchdog_usec(&manager, 20000000),
      hs_notify_extend_timeout(&manager, UINT64_MAX),
      hs_notify_main_pid(&manager, 4711),
      hs_notify_main_pidfd(&manager, 0),
      hs_notify_errno(&manager, 2),
      hs_notify_bus_error(&manager, "org.freedesktop.DBus.Error.TimedOut"),
      hs_notify_varlink_error(&manager, "org.varlink.service.InvalidParameter"),
      hs_notify_exit_status(&manager, 7),
      hs_notify_access(&manager, "all"),
      hs_notify_restart_reset(&manager),
      hs_notify_fd_store(&manager, fds, 2, "pair", HS_NO_POLL),
      hs_notify_fd_store(&manager, fds, 1, NULL, HS_POLL),
      hs_notify_fd_remove(&manager, "pair"),
      hs_notify_raw(&manager, "X_OURS=1\nX_MORE=2"),
  };
  size_t i;
  if (getenv("NOTIFY_SOCKET") != NULL) return 100;
  for (i = 0; i < sizeof(said) / sizeof(said[0]); ++i) {
    if (said[i] != 1) return (int)i + 1;
  }
  return 0;
}
