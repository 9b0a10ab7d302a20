#include <doctest/doctest.h>
#include <sys/eventfd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include "kits/plugin/host.h"
#include "kits/plugin/tests/adversary.h"
#include "kits/plugin/wire.h"
#include "tests/kits/plugin/child.h"
#include "tests/kits/plugin/layers_here.h"

using namespace halfsecond::plugin;           // NOLINT(google-build-using-namespace): a test reads better without it
using namespace halfsecond::plugin::testing;  // NOLINT(google-build-using-namespace)
using namespace std::chrono_literals;         // NOLINT(google-build-using-namespace)

namespace {

// Without seccomp and limits: what a worker could do if the first walls fell. The host must stand on its own.
const LayerSet kBreached = LayerSet::All().Without(Layer::kSeccomp).Without(Layer::kLimits);

Manifest Adversary() {
  Manifest manifest;
  manifest.path = HS_PLUGIN_DIR "/adversary";
  manifest.restarts.free = 10'000;
  manifest.may_be_missing = MayBeMissing();
  return manifest;
}

PluginHost Open(const Manifest& manifest) {
  auto host = PluginHost::Open(manifest);
  REQUIRE_MESSAGE(host.ok(), host.fault().what);
  return std::move(host).value();
}

struct Told {
  Outcome<Report> report{Fault{Fault::Kind::kSpawn, 0, {}}};
  std::string text;
  std::chrono::milliseconds took{};
};

// No wait of the host's is as long: a job that takes it met nothing that ends it. Wide, as machines are slow and busy.
constexpr std::chrono::milliseconds kForEver = 20s;

// Short where the deadline is what ends the job; all others have the time they need.
std::chrono::milliseconds DeadlineOf(Behaviour behaviour) {
  switch (behaviour) {
    case Behaviour::kSilence:
    case Behaviour::kDribble:
    case Behaviour::kStop:
    case Behaviour::kSpin:
    case Behaviour::kRingFlip:
    case Behaviour::kRingHead:
    case Behaviour::kRingTail:
    case Behaviour::kRingMute:
      return 300ms;
    default:
      return kForEver;
  }
}

Told Ask(PluginHost& host, Behaviour behaviour, std::uint32_t argument = 0, std::string_view input = "in",
         std::optional<std::chrono::milliseconds> deadline = {}) {
  std::array<std::byte, 4> parameters{};
  PutLittleU32(parameters, argument);
  Told answer;
  Request request;
  request.operation = static_cast<std::uint32_t>(behaviour);
  request.parameters = parameters;
  request.input = Source::Of(input);
  request.output = Sink::Into(&answer.text);
  request.deadline = deadline.value_or(DeadlineOf(behaviour));
  const auto begin = std::chrono::steady_clock::now();
  answer.report = host.Run(request);
  answer.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  return answer;
}

// The host's next job is done as if nothing had happened.
bool GoesOn(PluginHost& host) {
  const Told answer = Ask(host, Behaviour::kEcho, 0, "still here");
  return answer.report.ok() && answer.text == "still here";
}

// No such process, or one that nobody has waited for yet.
bool IsGone(const std::string& process) {
  std::ifstream file("/proc/" + process + "/stat");
  std::string line;
  if (!std::getline(file, line)) return true;
  const std::size_t state = line.rfind(')') + 2;
  return state >= line.size() || line[state] == 'Z' || line[state] == 'X';
}

struct Expected {
  const char* name;
  Behaviour behaviour;
  Fault::Kind fault;
  LayerSet layers = LayerSet::All();
};

}  // namespace

TEST_CASE("whatever a worker does instead of its job is a fault with a name, and the host goes on") {
  using Kind = Fault::Kind;
  const std::array cases{
      Expected{"43 flood", Behaviour::kFlood, Kind::kLimit},
      Expected{"44 silence", Behaviour::kSilence, Kind::kTimeout},
      Expected{"45 a length of 4 GiB", Behaviour::kHugeFrame, Kind::kProtocol},
      Expected{"46 half a frame", Behaviour::kCutFrame, Kind::kProtocol},
      Expected{"47 a dribble", Behaviour::kDribble, Kind::kTimeout},
      Expected{"frames of nothing without end", Behaviour::kChatter, Kind::kProtocol},
      Expected{"48 close and hang", Behaviour::kCloseAndHang, Kind::kDenied},
      Expected{"48 close and hang, breached", Behaviour::kCloseAndHang, Kind::kProtocol, kBreached},
      Expected{"49 die while a child holds the pipe", Behaviour::kOrphan, Kind::kDenied},
      Expected{"49 die while a child holds the pipe, breached", Behaviour::kOrphan, Kind::kProtocol, kBreached},
      Expected{"50 exit 0 with short output", Behaviour::kShortExit, Kind::kProtocol},
      Expected{"58 stop itself", Behaviour::kStop, Kind::kDenied},
      Expected{"58 stop itself, breached", Behaviour::kStop, Kind::kTimeout, kBreached},
      Expected{"an unknown verdict", Behaviour::kUnknownVerdict, Kind::kProtocol},
      Expected{"an answer to another job", Behaviour::kForeignJob, Kind::kProtocol},
      Expected{"a crash", Behaviour::kSmash, Kind::kCrashed},
      Expected{"30 all the memory there is", Behaviour::kEat, Kind::kLimit},
  };
  for (const Expected& expected : cases) {
    const std::string name = expected.name;
    CAPTURE(name);
    Manifest manifest = Adversary();
    manifest.layers = expected.layers;
    manifest.limits.output_bytes = std::uint64_t{8} << 20;
    manifest.limits.memory_bytes = std::uint64_t{64} << 20;
    PluginHost host = Open(manifest);
    const Told answer = Ask(host, expected.behaviour);
    REQUIRE_FALSE(answer.report.ok());
    CAPTURE(answer.report.fault().what);
    CHECK(KindName(answer.report.fault().kind) == KindName(expected.fault));
    CHECK(answer.took < kForEver);
    CHECK(GoesOn(host));
  }
}

TEST_CASE("whatever a worker writes into a ring, the host reads within it and does not wait for a bell") {
  const std::array cases{
      Expected{"52 a header that changes", Behaviour::kRingFlip, Fault::Kind::kProtocol},
      Expected{"53 a head beyond the ring", Behaviour::kRingHead, Fault::Kind::kTimeout},
      Expected{"53 a tail beyond the head", Behaviour::kRingTail, Fault::Kind::kTimeout},
      Expected{"54 memory cut off", Behaviour::kRingShrink, Fault::Kind::kDenied},
      Expected{"55 a bell that never rings", Behaviour::kRingMute, Fault::Kind::kTimeout},
  };
  for (const Expected& expected : cases) {
    const std::string name = expected.name;
    CAPTURE(name);
    Manifest manifest = Adversary();
    manifest.transport = Transport::kRing;
    manifest.limits.ratio = std::uint64_t{1} << 40;  // or it may be met first, by what a changing header lets through
    PluginHost host = Open(manifest);
    const Told answer = Ask(host, expected.behaviour);
    REQUIRE_FALSE(answer.report.ok());
    CAPTURE(answer.report.fault().what);
    const Fault::Kind kind = answer.report.fault().kind;
    // An impossible index is seen when the host next looks: at once, or, unrung, at the deadline.
    CHECK((kind == expected.fault || kind == Fault::Kind::kProtocol || kind == Fault::Kind::kTimeout));
    CHECK(answer.took < kForEver);
    CHECK(GoesOn(host));
  }
  Manifest breached = Adversary();
  breached.transport = Transport::kRing;
  breached.layers = kBreached;
  PluginHost host = Open(breached);
  CHECK(Ask(host, Behaviour::kRingShrink).report.ok());  // sealed: nothing happens
}

TEST_CASE("31: computing for ever is stopped by the host's clock, the kernel's limit and the deadline, each alone") {
  Manifest manifest = Adversary();
  manifest.limits.cpu = 50ms;
  PluginHost by_host = Open(manifest);
  const Told measured = Ask(by_host, Behaviour::kSpin, 0, "in", kForEver);
  REQUIRE_FALSE(measured.report.ok());
  CHECK(measured.report.fault().what == "cpu limit: the job took more than it may");

  PluginHost by_deadline = Open(Adversary());
  CHECK(Ask(by_deadline, Behaviour::kSpin).report.fault().Is(Fault::Kind::kTimeout));
}

TEST_CASE("a second verdict is heard as what it is: a word out of turn in the next job") {
  PluginHost host = Open(Adversary());
  CHECK(Ask(host, Behaviour::kTwoVerdicts).report.ok());
  const Told next = Ask(host, Behaviour::kEcho);
  REQUIRE_FALSE(next.report.ok());
  CHECK(next.report.fault().Is(Fault::Kind::kProtocol));
  CHECK(GoesOn(host));
}

TEST_CASE("60: a worker's words reach nobody's terminal as anything but printable ASCII") {
  PluginHost host = Open(Adversary());
  const Told answer = Ask(host, Behaviour::kEscapes);
  REQUIRE(answer.report.ok());
  CHECK(answer.report.value().verdict.words == "?]0;owned?????? done");
}

TEST_CASE("56: nothing of the adopter's environment reaches a worker") {
  setenv("LD_PRELOAD_OF_TEST", "/evil.so", 1);
  PluginHost host = Open(Adversary());
  CHECK(Ask(host, Behaviour::kEnvironment).text == "0");
  unsetenv("LD_PRELOAD_OF_TEST");
}

TEST_CASE("61: a worker killed after each byte of a job costs that job and nothing else") {
  for (std::uint32_t bytes = 0; bytes < kWholeAnswer; ++bytes) {
    CAPTURE(bytes);
    PluginHost host = Open(Adversary());
    const Told answer = Ask(host, Behaviour::kDieAt, bytes);
    REQUIRE_FALSE(answer.report.ok());
    CHECK(answer.report.fault().Is(Fault::Kind::kCrashed));
    CHECK(answer.report.fault().number == SIGABRT);
    if (bytes % 16 == 0) CHECK(GoesOn(host));
  }
}

TEST_CASE("a job is never done again: a failing input costs its worker once and the fault is the answer") {
  PluginHost host = Open(Adversary());
  const Told before = Ask(host, Behaviour::kNumber);
  CHECK(Ask(host, Behaviour::kNumber).text == before.text);  // persistent: the same worker
  CHECK_FALSE(Ask(host, Behaviour::kSmash).report.ok());
  const std::string after_fault = Ask(host, Behaviour::kNumber).text;
  CHECK(after_fault != before.text);
  CHECK(Ask(host, Behaviour::kEscapes).report.ok());  // a verdict of bad input
  CHECK(Ask(host, Behaviour::kNumber).text != after_fault);
}

TEST_CASE("in fresh and spare isolation every job has a worker of its own") {
  for (const Isolation isolation : {Isolation::kFresh, Isolation::kSpare}) {
    Manifest manifest = Adversary();
    manifest.isolation = isolation;
    PluginHost host = Open(manifest);
    const std::string first = Ask(host, Behaviour::kNumber).text;
    CHECK(Ask(host, Behaviour::kNumber).text != first);
  }
}

TEST_CASE("a restart budget that is used up makes the host wait, not the machine suffer") {
  Manifest manifest = Adversary();
  manifest.restarts.free = 2;
  manifest.restarts.first_pause = 1000ms;
  PluginHost host = Open(manifest);
  for (int failure = 0; failure < 3; ++failure) {
    CHECK(Ask(host, Behaviour::kSmash).report.fault().Is(Fault::Kind::kCrashed));
  }
  const Told refused = Ask(host, Behaviour::kEcho);
  REQUIRE_FALSE(refused.report.ok());
  CHECK(refused.report.fault().Is(Fault::Kind::kSpawn));
  CHECK(refused.report.fault().number == EAGAIN);
  std::this_thread::sleep_for(1000ms);
  CHECK(GoesOn(host));
}

TEST_CASE("a job can be cancelled from another thread, and the next one is not") {
  PluginHost host = Open(Adversary());
  std::atomic<bool> is_over = false;
  std::thread other([&host, &is_over] {
    while (!is_over) {
      std::this_thread::sleep_for(30ms);
      if (!is_over) host.Cancel();
    }
  });
  const Told answer = Ask(host, Behaviour::kSilence, 0, "in", kForEver);
  is_over = true;
  other.join();
  REQUIRE_FALSE(answer.report.ok());
  CHECK(answer.report.fault().Is(Fault::Kind::kCancelled));
  CHECK(GoesOn(host));
  host.Cancel();  // while nothing runs: means nothing
  CHECK(GoesOn(host));
}

TEST_CASE("an event loop is told by one descriptor when to go on, at a deadline too") {
  PluginHost host = Open(Adversary());
  for (const auto& [behaviour, fault] : {std::pair{Behaviour::kEcho, false}, std::pair{Behaviour::kSilence, true}}) {
    std::string text;
    const std::string input(1'000'000, 'x');
    Request request;
    request.operation = static_cast<std::uint32_t>(behaviour);
    request.input = Source::Of(input);
    request.output = Sink::Into(&text);
    request.deadline = fault ? 200ms : kForEver;
    pollfd bell{host.poll_descriptor(), POLLIN, 0};
    auto over = host.Start(request);
    while (over.ok() && !over.value()) {
      REQUIRE(poll(&bell, 1, kForEver.count()) == 1);
      over = host.Advance();
    }
    CHECK(over.ok() != fault);
    if (!fault) CHECK(text == input);
  }
}

TEST_CASE("an event loop may ask for the descriptor after it started a job, and workers may change under it") {
  for (const Transport transport : {Transport::kPipe, Transport::kRing}) {
    Manifest manifest = Adversary();
    manifest.isolation = Isolation::kFresh;
    manifest.transport = transport;
    PluginHost host = Open(manifest);
    const std::string input(3'000'000, 'x');
    for (int job = 0; job < 5; ++job) {
      std::string text;
      Request request;
      request.operation = static_cast<std::uint32_t>(job == 2 ? Behaviour::kSmash : Behaviour::kEcho);
      request.input = Source::Of(input);
      request.output = Sink::Into(&text);
      request.deadline = kForEver;
      auto over = host.Start(request);
      while (over.ok() && !over.value()) {
        pollfd bell{host.poll_descriptor(), POLLIN, 0};
        REQUIRE(poll(&bell, 1, kForEver.count()) == 1);
        over = host.Advance();
      }
      CHECK(over.ok() == (job != 2));
      if (job != 2) CHECK((text == input));
    }
  }
}

TEST_CASE("59: when the host dies, by any signal, its zygote and workers go too") {
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  const pid_t child = fork();
  if (child == 0) {
    PluginHost host = Open(Adversary());
    (void)Ask(host, Behaviour::kEcho);
    // What the workers hold open says whether they live: this pipe's end goes to nobody but is counted by name below.
    const std::string self = std::to_string(getpid());
    if (write(ends[1], self.data(), self.size()) < 0) _exit(1);
    (void)Ask(host, Behaviour::kSilence);
    pause();
  }
  std::array<char, 32> text{};
  REQUIRE(read(ends[0], text.data(), text.size()) > 0);
  const std::string children = "/proc/" + std::string(text.data()) + "/task/" + std::string(text.data()) + "/children";
  std::string zygote;
  std::ifstream(children) >> zygote;
  kill(child, SIGKILL);
  Await(child);
  if (zygote.empty()) return;  // a kernel that does not say
  bool gone = false;
  for (int wait = 0; wait < 1000 && !gone; ++wait) {
    gone = IsGone(zygote);
    if (!gone) std::this_thread::sleep_for(10ms);
  }
  CHECK(gone);
  for (const int end : ends) close(end);
}
