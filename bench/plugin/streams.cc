// Streams through the codec plug-in against the same library in-process: see bench/plugin_streams.

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "bench/plugin/measure.h"
#include "kits/plugin/host.h"
#include "tests/plugins/in_process.h"

namespace {

using namespace halfsecond;  // NOLINT(google-build-using-namespace)
using codec::Direction;
using codec::Format;
using plugin::Transport;

struct Cost {
  double wall = 0;
  double cpu = 0;
};

struct Race {
  const char* name;
  Format format;
  Direction direction;
  int level;
  std::size_t bytes;  // of plain text
  double ring_wall;   // required, in percent of in-process
  double ring_cpu;    // required at most, times in-process; 0: not demanded
  double pipe_wall;
};

constexpr std::size_t kMega = 1'000'000;
constexpr std::array kRaces{
    Race{"zstd -3 decode", Format::kZstd, Direction::kDecode, 3, 256 * kMega, 88, 1.15, 60},
    Race{"gzip decode", Format::kGzip, Direction::kDecode, 6, 128 * kMega, 93, 0, 72},
    Race{"xz decode", Format::kXz, Direction::kDecode, 6, 24 * kMega, 93, 0, 85},
    Race{"zstd -3 encode", Format::kZstd, Direction::kEncode, 3, 96 * kMega, 88, 0, 0},
};

double Seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

double CpuOfThisProcess() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Reads every byte, as a consumer does.
struct Sum {
  std::uint64_t total = 0;
  std::uint64_t bytes = 0;
  void Add(std::span<const std::byte> piece) {
    bytes += piece.size();
    for (; piece.size() >= 8; piece = piece.subspan(8)) {
      std::uint64_t word = 0;
      std::memcpy(&word, piece.data(), 8);
      total += word;
    }
  }
};

std::string WithLibrary(const Race& race, Direction direction, std::string_view in, Cost* cost) {
  std::string made;
  Sum sum;
  const auto begin = std::chrono::steady_clock::now();
  const double cpu = CpuOfThisProcess();
  const bool keep = cost == nullptr;
  const bool good =
      codec::testing::InProcess(race.format, direction)(in, race.level, [&](std::span<const std::byte> piece) {
        if (keep) made.append(reinterpret_cast<const char*>(piece.data()), piece.size());
        sum.Add(piece);
      });
  if (!good) bench::Stop(std::string(race.name) + " in-process failed");
  if (!keep) *cost = {Seconds(std::chrono::steady_clock::now() - begin), CpuOfThisProcess() - cpu};
  return made;
}

Cost WithPlugin(plugin::PluginHost& host, const Race& race, std::string_view in) {
  Sum sum;
  const auto parameters = codec::ParametersOf(race.direction, static_cast<std::uint8_t>(race.level));
  plugin::Request request;
  request.operation = static_cast<std::uint32_t>(race.format);
  request.parameters = parameters;
  request.input = plugin::Source::Of(in);
  request.output = plugin::Sink::PushedInPlaceTo([&sum](std::span<const std::byte> piece) {
    sum.Add(piece);
    return true;
  });
  const auto begin = std::chrono::steady_clock::now();
  const double cpu = CpuOfThisProcess();
  const auto report = host.Run(request);
  if (!report.ok() || !report.value().verdict.done()) {
    const std::string why = report.ok() ? report.value().verdict.words : report.fault().what;
    bench::Stop(std::string(race.name) + " by plug-in: " + why);
  }
  return {Seconds(std::chrono::steady_clock::now() - begin),
          CpuOfThisProcess() - cpu + Seconds(report.value().worker_cpu)};
}

plugin::PluginHost Open(const char* path, Transport transport) {
  plugin::Manifest manifest;
  manifest.path = path;
  manifest.transport = transport;
  manifest.limits.cpu = manifest.limits.wall = std::chrono::minutes(10);
  auto host = plugin::PluginHost::Open(manifest);
  if (!host.ok()) bench::Stop(host.fault().what);
  return std::move(host).value();
}

// Pairs that are near in time: the ratio of each, and the median of those.
bool Run(const Race& race, Transport transport, const char* path, std::string_view plain, int rounds) {
  plain = plain.substr(0, race.bytes);
  const std::string packed = WithLibrary(race, Direction::kEncode, plain, nullptr);
  const std::string_view in = race.direction == Direction::kDecode ? std::string_view(packed) : plain;
  plugin::PluginHost host = Open(path, transport);
  WithPlugin(host, race, in);  // a warm worker, as the library is warm
  std::vector<double> wall;
  std::vector<double> cpu;
  std::vector<double> speed;
  for (int round = 0; round < rounds; ++round) {
    Cost own;
    Cost walled;
    if (round % 2 == 0) WithLibrary(race, race.direction, in, &own);
    walled = WithPlugin(host, race, in);
    if (round % 2 != 0) WithLibrary(race, race.direction, in, &own);
    wall.push_back(100 * own.wall / walled.wall);
    cpu.push_back(walled.cpu / own.cpu);
    speed.push_back(static_cast<double>(plain.size()) / own.wall / 1e6);
  }
  const bool ring = transport == Transport::kRing;
  const double needed = ring ? race.ring_wall : race.pipe_wall;
  const double cpu_limit = ring ? race.ring_cpu : 0;
  const bool good = bench::Median(wall) >= needed && (cpu_limit == 0 || bench::Median(cpu) <= cpu_limit);
  std::printf("%-15s %-5s %6.0f MB/s in-process  wall %5.1f %% (must %2.0f)  cpu x%.2f%s  %s\n", race.name,
              ring ? "ring" : "pipe", bench::Median(speed), bench::Median(wall), needed, bench::Median(cpu),
              cpu_limit > 0 ? " (at most 1.15)" : "", good ? "ok" : "SHORT");
  (void)std::fflush(stdout);
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return std::fprintf(stderr, "usage: streams CODEC FILE ROUNDS [NAME]\n"), 2;
  std::ifstream file(argv[2], std::ios::binary);
  const std::string plain((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const int rounds = bench::NumberOf(argv[3]);
  bool good = true;
  for (const Race& race : kRaces) {
    if (argc > 4 && std::strstr(race.name, argv[4]) == nullptr) continue;
    for (const Transport transport : {Transport::kRing, Transport::kPipe}) {
      if (transport == Transport::kPipe && race.pipe_wall == 0) continue;
      good = Run(race, transport, argv[1], plain, rounds) && good;
    }
  }
  return good ? 0 : 1;
}
