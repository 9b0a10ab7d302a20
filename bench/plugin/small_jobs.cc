// Small jobs in every isolation, and the start of a plug-in from a host with a large heap: see bench/plugin_small_jobs.

#include <spawn.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bench/plugin/measure.h"
#include "kits/plugin/host.h"
#include "tests/plugins/in_process.h"

namespace {

using namespace halfsecond;  // NOLINT(google-build-using-namespace)
using plugin::Isolation;

using Clock = std::chrono::steady_clock;

double Micro(Clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

plugin::PluginHost Open(const char* path, Isolation isolation) {
  plugin::Manifest manifest;
  manifest.path = path;
  manifest.isolation = isolation;
  auto host = plugin::PluginHost::Open(manifest);
  if (!host.ok()) bench::Stop(host.fault().what);
  return std::move(host).value();
}

std::string Entry() {
  std::string text;
  for (unsigned i = 0; text.size() < 4096; ++i) text += "MESSAGE=unit " + std::to_string(i * 7919) + " started\n";
  text.resize(4096);
  return text;
}

double Job(plugin::PluginHost& host, std::string_view in) {
  const auto parameters = codec::ParametersOf(codec::Direction::kDecode);
  std::string out;
  plugin::Request request;
  request.operation = static_cast<std::uint32_t>(codec::Format::kZstd);
  request.parameters = parameters;
  request.input = plugin::Source::Of(in);
  request.output = plugin::Sink::Into(&out);
  const auto begin = Clock::now();
  const auto report = host.Run(request);
  const double took = Micro(Clock::now() - begin);
  if (!report.ok() || out.size() != 4096) bench::Stop("a job failed");
  return took;
}

// One of a series, as a daemon's jobs come: the first few find cold caches.
double Burst(plugin::PluginHost& host, std::string_view in) {
  std::vector<double> jobs;
  jobs.reserve(32);
  for (int job = 0; job < 32; ++job) jobs.push_back(Job(host, in));
  return bench::Median(jobs);
}

double External(const std::vector<const char*>& words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const char* word : words) arguments.push_back(const_cast<char*>(word));
  arguments.push_back(nullptr);
  const auto begin = Clock::now();
  pid_t child = -1;
  int status = -1;
  if (posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0 ||
      waitpid(child, &status, 0) != child || status != 0) {
    bench::Stop(std::string(words[0]) + " did not run");
  }
  return Micro(Clock::now() - begin);
}

double OpenAndClose(const char* path) {
  const auto begin = Clock::now();
  const plugin::PluginHost host = Open(path, Isolation::kFresh);
  return Micro(Clock::now() - begin);
}

bool Say(const char* what, double median, double limit, double reference) {
  const bool good = median <= limit * reference;
  std::printf("%-34s %8.1f us  %.5f of bwrap (must %.5f)  %s\n", what, median, median / reference, limit,
              good ? "ok" : "SHORT");
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::fprintf(stderr, "usage: small_jobs CODEC ROUNDS\n"), 2;
  const int rounds = bench::NumberOf(argv[2]);
  const std::string entry = Entry();
  std::string packed;
  codec::testing::InProcess(codec::Format::kZstd, codec::Direction::kEncode)(
      entry, 3, [&](std::span<const std::byte> piece) {
        packed.append(reinterpret_cast<const char*>(piece.data()), piece.size());
      });
  plugin::PluginHost persistent = Open(argv[1], Isolation::kPersistent);
  plugin::PluginHost fresh = Open(argv[1], Isolation::kFresh);
  plugin::PluginHost spare = Open(argv[1], Isolation::kSpare);
  std::vector<double> own;
  std::vector<double> by_persistent;
  std::vector<double> by_fresh;
  std::vector<double> by_spare;
  std::vector<double> by_bwrap;
  for (int round = 0; round < rounds; ++round) {
    const auto begin = Clock::now();
    codec::testing::InProcess(codec::Format::kZstd, codec::Direction::kDecode)(packed, 0,
                                                                               [](std::span<const std::byte>) {});
    own.push_back(Micro(Clock::now() - begin));
    by_persistent.push_back(Burst(persistent, packed));
    by_fresh.push_back(Job(fresh, packed));
    by_bwrap.push_back(External({"bwrap", "--ro-bind", "/", "/", "--unshare-all", "true"}));
    by_spare.push_back(Job(spare, packed));  // after a pause in which the spare could start
  }
  const double bwrap = bench::Median(by_bwrap);
  std::printf(
      "%d rounds, medians of a 4 KiB job: in-process with a new context %.1f us, bwrap --unshare-all true %.1f us\n",
      rounds, bench::Median(own), bwrap);
  bool good = Say("persistent", bench::Median(by_persistent), 1.0 / 150, bwrap);
  good = Say("fresh", bench::Median(by_fresh), 0.15, bwrap) && good;
  good = Say("spare", bench::Median(by_spare), 0.15, bwrap) && good;

  std::vector<double> small;
  std::vector<double> large;
  for (int round = 0; round < rounds / 4 + 1; ++round) {
    small.push_back(OpenAndClose(argv[1]));
    const std::size_t gibibyte = std::size_t{1} << 30;
    const std::unique_ptr<char[]> heap(new char[gibibyte]);
    for (std::size_t at = 0; at < gibibyte; at += 4096) heap[at] = 1;
    large.push_back(OpenAndClose(argv[1]));
  }
  const double ratio = bench::Median(large) / bench::Median(small);
  std::printf("start of a plug-in: %.0f us with an empty heap, %.0f us with 1 GiB in use: x%.2f (must < 1.5)  %s\n",
              bench::Median(small), bench::Median(large), ratio, ratio < 1.5 ? "ok" : "SHORT");
  return good && ratio < 1.5 ? 0 : 1;
}
