// Every call of notify.hpp, compiled to look at what it needs; nobody runs it.

#include "kits/notify/notify.hpp"

int main() {
  using namespace halfsecond::notify;
  const Notifier manager = Notifier::FromEnvironment(Keep::kForget);
  const int fds[] = {0, 1};
  const hs_journal_field fields[] = {HS_JOURNAL_TEXT("MESSAGE", "up")};
  const Outcome said[] = {manager.Ready(),
                          manager.Reloading(),
                          manager.Stopping(),
                          manager.Status("x"),
                          manager.Watchdog(),
                          manager.WatchdogTrigger(),
                          manager.WatchdogInterval(std::chrono::seconds(1)),
                          manager.ExtendTimeout(std::chrono::seconds(1)),
                          manager.MainPid(1),
                          manager.MainPidfd(0),
                          manager.Errno(2),
                          manager.BusError("x"),
                          manager.VarlinkError("x"),
                          manager.ExitStatus(1),
                          manager.Access("all"),
                          manager.RestartReset(),
                          manager.FdStore(fds, "x", Poll::kNoPoll),
                          manager.FdRemove("x"),
                          manager.Barrier(std::chrono::seconds(1)),
                          manager.Raw("X_A=1"),
                          Journal(fields)};
  int failed = ListenFds(Keep::kForget).error + Booted() + WatchdogInterval().has_value();
  for (const Outcome& outcome : said) failed += outcome.failed();
  return failed;
}
