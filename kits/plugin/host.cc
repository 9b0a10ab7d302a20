#include "kits/plugin/host.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <optional>

#include "kits/plugin/job_run.h"
#include "kits/plugin/supply.h"

namespace halfsecond::plugin {

namespace {

constexpr std::size_t kSupplyAt = std::tuple_size_v<JobRun::Watched>;
constexpr std::size_t kCancelAt = kSupplyAt + 1;
constexpr std::size_t kWatched = kCancelAt + 1;

// What an event loop polls in our stead: everything we would poll, and the clock.
class Bell {
 public:
  static std::array<pollfd, kWatched> Nothing() {
    std::array<pollfd, kWatched> none{};
    none.fill({-1, 0, 0});
    return none;
  }

  int descriptor() {
    if (!epoll_.ok()) Open();
    return epoll_.number();
  }
  bool in_use() const { return epoll_.ok(); }

  // Forgets all descriptors: before they are closed, and their numbers become those of others.
  void Clear() {
    for (pollfd& one : set_) {
      if (one.fd >= 0) epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, one.fd, nullptr);
      one = {-1, 0, 0};
    }
  }

  void Set(const std::array<pollfd, kWatched>& watched, std::chrono::milliseconds patience) {
    for (std::size_t i = 0; i < watched.size(); ++i) {
      if (watched[i].fd == set_[i].fd && watched[i].events == set_[i].events) continue;
      if (set_[i].fd >= 0) epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, set_[i].fd, nullptr);
      set_[i] = watched[i];
      epoll_event event{};
      event.events = static_cast<std::uint32_t>(watched[i].events);  // POLLIN and POLLOUT are EPOLLIN and EPOLLOUT
      if (set_[i].fd >= 0) epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, set_[i].fd, &event);
    }
    const auto least = std::max(patience, std::chrono::milliseconds(1));  // zero would disarm it
    const itimerspec when{{}, {least.count() / 1000, least.count() % 1000 * 1'000'000}};
    timerfd_settime(timer_.number(), 0, &when, nullptr);
  }

 private:
  void Open() {
    epoll_ = Descriptor(epoll_create1(EPOLL_CLOEXEC));
    timer_ = Descriptor(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    epoll_event event{};
    event.events = EPOLLIN;
    epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, timer_.number(), &event);
  }

  Descriptor epoll_;
  Descriptor timer_;
  std::array<pollfd, kWatched> set_ = Nothing();
};

}  // namespace

struct PluginHost::Inside {
  Inside(const Manifest& given, Program program) : manifest(given), supply(manifest, std::move(program)) {}

  // Goes on; a fault or the end lets go of the worker.
  Outcome<bool> Turn() {
    const auto over = run->Advance();
    if (!over.ok()) return Over(over.fault());
    if (!over.value()) return false;
    report = run->report();
    layers = worker->layers;
    const bool good = run->worker_is_good();
    bell.Clear();
    run.reset();
    supply.Dismiss(good ? Supply::Leaving::kGood : Supply::Leaving::kSpent);
    return true;
  }

  Fault Over(Fault fault) {
    bell.Clear();
    run.reset();
    const bool ours = fault.Is(Fault::Kind::kCancelled) || fault.Is(Fault::Kind::kStream);
    supply.Dismiss(ours ? Supply::Leaving::kSpent : Supply::Leaving::kFailed);
    return fault;
  }

  // Has the bell ring when Turn is worthwhile. False: it is now.
  bool Arm() {
    auto watched = Bell::Nothing();
    const bool sleeps = Watch(watched);
    bell.Set(watched, sleeps ? run->Patience() : std::chrono::milliseconds(0));
    return sleeps;
  }

  // Everything that can make Turn worthwhile. False: do it now.
  bool Watch(std::array<pollfd, kWatched>& watched) const {
    JobRun::Watched of_job{};
    if (!run->Watch(of_job)) return false;
    std::copy(of_job.begin(), of_job.end(), watched.begin());
    watched[kSupplyAt] = {supply.descriptor(), POLLIN, 0};
    watched[kCancelAt] = {cancel.number(), POLLIN, 0};
    return true;
  }

  Manifest manifest;
  Supply supply;
  Descriptor cancel{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  Worker* worker = nullptr;
  std::optional<JobRun> run;
  std::uint64_t jobs = 0;
  std::atomic<bool> cancelled{false};
  Report report;
  unsigned layers = 0;
  Bell bell;
};

PluginHost::PluginHost(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
PluginHost::PluginHost(PluginHost&&) noexcept = default;
PluginHost& PluginHost::operator=(PluginHost&&) noexcept = default;
PluginHost::~PluginHost() = default;

Outcome<PluginHost> PluginHost::Open(const Manifest& manifest) {
  auto program = Program::Read(manifest.path, manifest.sha256 ? &*manifest.sha256 : nullptr);
  if (!program.ok()) return program.fault();
  auto inside = std::make_unique<Inside>(manifest, std::move(program).value());
  if (!inside->cancel.ok()) return FaultOf(Fault::Kind::kSpawn, "eventfd", errno);
  const auto prepared = inside->supply.Prepare();
  if (!prepared.ok()) return prepared.fault();
  return PluginHost(std::move(inside));
}

Outcome<bool> PluginHost::Start(Request& request) {
  if (request.parameters.size() > kMostParameterBytes) {
    return Fault{Fault::Kind::kProtocol, 0, "more parameters than a job may have"};
  }
  if (inside_->cancelled.exchange(false)) {  // asked for when the last job was over
    std::uint64_t stale = 0;
    (void)!read(inside_->cancel.number(), &stale, sizeof stale);
  }
  const auto hired = inside_->supply.Hire();
  if (!hired.ok()) return hired.fault();
  inside_->worker = hired.value();
  inside_->report = {};
  inside_->run.emplace(request, *inside_->worker, inside_->manifest, ++inside_->jobs, inside_->cancelled);
  if (inside_->bell.in_use()) return Advance();
  return inside_->Turn();
}

Outcome<bool> PluginHost::Advance() {
  (void)inside_->supply.Listen();
  for (;;) {
    auto over = inside_->Turn();
    if (!over.ok() || over.value() || !inside_->bell.in_use()) return over;
    if (inside_->Arm()) return false;
  }
}

Outcome<Report> PluginHost::Run(Request& request) {
  auto over = Start(request);
  while (over.ok() && !over.value()) {
    std::array<pollfd, kWatched> watched{};
    if (inside_->Watch(watched)) {
      poll(watched.data(), watched.size(), static_cast<int>(inside_->run->Patience().count()));
      if (watched[kSupplyAt].revents != 0) (void)inside_->supply.Listen();
    }
    over = inside_->Turn();
  }
  if (!over.ok()) return over.fault();
  return inside_->report;
}

void PluginHost::Sleep(std::span<PluginHost* const> at_work) {
  std::array<std::array<pollfd, kWatched>, kMostAsleep> watched{};
  auto patience = std::chrono::milliseconds::max();
  at_work = at_work.first(std::min(at_work.size(), kMostAsleep));
  for (std::size_t i = 0; i < at_work.size(); ++i) {
    if (!at_work[i]->inside_->Watch(watched[i])) return;
    patience = std::min(patience, at_work[i]->inside_->run->Patience());
  }
  if (!at_work.empty()) poll(watched[0].data(), kWatched * at_work.size(), static_cast<int>(patience.count()));
}

const Report& PluginHost::report() const {
  return inside_->report;
}

int PluginHost::poll_descriptor() {
  const bool first = !inside_->bell.in_use();
  const int descriptor = inside_->bell.descriptor();
  if (first && inside_->run) (void)inside_->Arm();
  return descriptor;
}

void PluginHost::Cancel() {
  inside_->cancelled = true;
  const std::uint64_t one = 1;
  (void)!write(inside_->cancel.number(), &one, sizeof one);
}

LayerSet PluginHost::walls() const {
  LayerSet all;
  for (std::size_t i = 0; i < kLayers; ++i) {
    const auto layer = static_cast<Layer>(i);
    const bool own = (inside_->layers >> i & 1U) != 0;
    if (own || inside_->supply.walls().InForce(layer)) all = all.With(layer);
  }
  return all;
}

}  // namespace halfsecond::plugin
