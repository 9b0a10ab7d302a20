// Right: notify.hpp, with a status, a watchdog and passed sockets.
#include "kits/notify/notify.hpp"
#include "tests/kits/notify/daemons/daemon.h"

int main() {
  using namespace halfsecond::notify;
  using Clock = std::chrono::steady_clock;
  catch_signals();
  const Notifier manager = Notifier::FromEnvironment(Keep::kForget);
  const auto interval = WatchdogInterval();
  const Listeners listeners = ListenFds(Keep::kForget);
  if (manager.Status("starting").failed() || manager.Ready().failed()) return 1;
  Clock::time_point last;
  while (stop_asked == 0) {
    serve(listeners.count > 0 ? listeners.first : -1);
    if (interval && Clock::now() - last > *interval / 2) {
      if (manager.Watchdog().failed()) return 1;
      last = Clock::now();
    }
  }
  return manager.Stopping().failed() ? 1 : 0;
}
