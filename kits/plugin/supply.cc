#include "kits/plugin/supply.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>

#include "kits/plugin/control.h"
#include "kits/plugin/profiles.h"

namespace halfsecond::plugin {

namespace {

constexpr unsigned kMostUnconfirmed = 2;
constexpr std::chrono::milliseconds kPatience{1000};  // for a zygote to end a worker

// What is put up at the start; the rest a worker puts up itself, and says so when it is ready.
constexpr std::array kFromTheStart{Layer::kIdentity, Layer::kNamespaces, Layer::kNoNewPrivileges, Layer::kCapabilities,
                                   Layer::kLandlock, Layer::kLimits,     Layer::kSeccomp};

Outcome<bool> CheckWalls(const Manifest& manifest, const Confinement& walls) {
  for (const Layer layer : kFromTheStart) {
    if (!manifest.layers.Has(layer) || walls.InForce(layer) || manifest.may_be_missing.Has(layer)) continue;
    return FaultOf(Fault::Kind::kConfine, std::string(LayerName(layer)) + " is missing", walls[layer].error);
  }
  return true;
}

std::int32_t WholeSeconds(std::chrono::milliseconds time) {
  return static_cast<std::int32_t>(std::chrono::ceil<std::chrono::seconds>(time).count());
}

}  // namespace

Outcome<bool> Supply::StartZygote() {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return FaultOf(Fault::Kind::kSpawn, "socketpair", errno);
  }
  Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  const int yes = 1;  // the kernel tells us who sends: the only word about a worker's number that counts
  if (setsockopt(ours.number(), SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) != 0) {
    return FaultOf(Fault::Kind::kSpawn, "credentials", errno);
  }
  const Descriptor nothing(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!nothing.ok()) return FaultOf(Fault::Kind::kSpawn, "/dev/null", errno);
  const std::array<std::string, 1> arguments{"halfsecond-plugin"};
  const std::array descriptors{nothing.number(), nothing.number(), nothing.number(), theirs.number()};
  const std::array memory{Limit{RLIMIT_AS, manifest_.limits.memory_bytes}};
  LaunchPlan plan;
  plan.program = &program_;
  plan.arguments = arguments;
  plan.descriptors = descriptors;
  plan.profile = &kStarting;
  plan.limits = memory;
  plan.layers = manifest_.layers;
  plan.landlock_abi_at_most = manifest_.landlock_abi_at_most;
  auto launched = Launch(plan);
  if (!launched.ok()) return launched.fault();
  const auto walled = CheckWalls(manifest_, launched.value().walls());
  if (!walled.ok()) return walled.fault();
  zygote_ = std::move(launched).value();
  control_ = std::move(ours);
  unconfirmed_ = 0;
  return true;
}

Outcome<std::unique_ptr<Worker>> Supply::Spawn() {
  const auto patience = Clock::now() + kPatience;
  while (unconfirmed_ > kMostUnconfirmed && Clock::now() < patience) {
    pollfd answer{control_.number(), POLLIN, 0};
    poll(&answer, 1, static_cast<int>(kPatience.count()));
    if (!Listen()) break;
  }
  if (unconfirmed_ > kMostUnconfirmed) {  // it does not do as it is told
    zygote_.Kill();
    control_.Close();
  }
  if (!control_.ok()) {
    const auto started = StartZygote();
    if (!started.ok()) return started.fault();
  }
  auto made = manifest_.transport == Transport::kRing ? MakeRingLink() : MakePipeLink();
  if (!made.ok()) return made.fault();
  NewLink link = std::move(made).value();
  auto worker = std::make_unique<Worker>();
  worker->number = ++spawned_;
  worker->link = std::move(link.link);
  ControlMessage order;
  order.what = ControlMessage::What::kSpawn;
  order.worker = worker->number;
  order.first = static_cast<std::int32_t>(manifest_.transport);
  order.second = static_cast<std::int32_t>(manifest_.layers.bits());
  // A worker that does many jobs must outlive any one limit: the host measures each job.
  order.third = manifest_.isolation == Isolation::kPersistent ? 0 : WholeSeconds(manifest_.limits.cpu) + 1;
  std::array<int, kMostPassed> passed{};
  for (std::size_t i = 0; i < link.count; ++i) passed[i] = link.for_worker[i].number();
  if (!SendControl(control_.number(), order, std::span(passed).first(link.count))) {
    const int error = errno;
    zygote_.Kill();
    control_.Close();
    return FaultOf(Fault::Kind::kSpawn, "asking for a worker", error);
  }
  return worker;
}

Outcome<bool> Supply::Prepare() {
  if (!control_.ok()) {
    const auto started = StartZygote();
    if (!started.ok()) return started.fault();
  }
  if (waiting_ != nullptr || manifest_.isolation == Isolation::kFresh) return true;
  auto spawned = Spawn();
  if (!spawned.ok()) return spawned.fault();
  waiting_ = std::move(spawned).value();
  return true;
}

Outcome<Worker*> Supply::Hire() {
  if (!Listen()) {
    budget_.Failed(Clock::now());
    control_.Close();
    zygote_.Kill();
    waiting_.reset();
  }
  if (waiting_ != nullptr && waiting_->status) {
    budget_.Failed(Clock::now());
    waiting_.reset();
  }
  if (waiting_ == nullptr) {
    const auto pause = budget_.Pause(Clock::now());
    if (pause.count() > 0) {
      return Fault{Fault::Kind::kSpawn, EAGAIN,
                   "too many workers failed: the next may start in " + std::to_string(pause.count()) + " ms"};
    }
    auto spawned = Spawn();
    if (!spawned.ok()) return spawned.fault();
    waiting_ = std::move(spawned).value();
  }
  at_work_ = std::move(waiting_);
  return at_work_.get();
}

void Supply::End(Worker& worker) {
  if (worker.status || !control_.ok()) return;
  SendControl(control_.number(), {ControlMessage::What::kKill, worker.number}, {});
  ++unconfirmed_;
}

void Supply::Dismiss(Leaving leaving) {
  if (at_work_ == nullptr) return;
  if (leaving == Leaving::kFailed) budget_.Failed(Clock::now());
  if (leaving == Leaving::kGood && manifest_.isolation == Isolation::kPersistent) {
    waiting_ = std::move(at_work_);
    return;
  }
  End(*at_work_);
  at_work_.reset();
  // A failure to start the next one now is told when the next one is needed.
  if (manifest_.isolation == Isolation::kSpare && budget_.Pause(Clock::now()).count() == 0) (void)Prepare().ok();
}

bool Supply::Listen() {
  while (control_.ok()) {
    const auto received = ReceiveControl(control_.number(), Wait::kNo);
    if (!received) return errno == EAGAIN;
    const ControlMessage& message = received->message;
    Worker* about = nullptr;
    for (Worker* known : {at_work_.get(), waiting_.get()}) {
      if (known != nullptr && known->number == message.worker) about = known;
    }
    if (message.what == ControlMessage::What::kEnded && about == nullptr && unconfirmed_ > 0) --unconfirmed_;
    if (about == nullptr) continue;
    if (message.what == ControlMessage::What::kBorn) about->process = received->sender;
    if (message.what == ControlMessage::What::kEnded) {
      about->status = message.first;
      about->denied_call = message.second;
    }
  }
  return false;
}

}  // namespace halfsecond::plugin
