// logpress: compresses rotated logs, and has no codec in its own process.
//
//   logpress [--once] DIRECTORY
//
// Every file DIRECTORY/*.log.N becomes *.log.N.zst: written beside it, synced, renamed, and only then the log removed.
// Without --once it looks again every ten seconds, until SIGTERM. A log that makes the codec fall over stays as it is.

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "kits/plugin/descriptor.h"
#include "kits/plugin/host.h"

#ifndef LOGPRESS_PLUGIN
#define LOGPRESS_PLUGIN "/usr/libexec/halfsecond/codec"
#endif

namespace {

namespace plugin = halfsecond::plugin;

constexpr int kPauseMilliseconds = 10'000;

// What the codec plug-in is asked: its format zstd; encode, at the library's level 3 (plugins/codec/protocol.h).
constexpr std::uint32_t kZstd = 3;
constexpr std::array kEncode{std::byte{1}, std::byte{3}};

// "app.log.1", not "app.log" (it is being written) and not "app.log.1.zst".
bool IsRotated(std::string_view name) {
  const std::size_t at = name.rfind(".log.");
  return at != std::string_view::npos && at > 0 &&
         name.find_first_not_of("0123456789", at + 5) == std::string_view::npos && name.size() > at + 5;
}

std::vector<std::string> RotatedIn(const std::string& directory) {
  std::vector<std::string> found;
  DIR* stream = opendir(directory.c_str());
  if (stream == nullptr) return found;
  while (const dirent* entry = readdir(stream)) {
    if (IsRotated(entry->d_name)) found.push_back(directory + "/" + entry->d_name);
  }
  closedir(stream);
  return found;
}

// A started job goes on whenever its descriptor is readable; a signal stops it. Nothing is done twice.
plugin::Outcome<plugin::Report> Finish(plugin::PluginHost& host, plugin::Request& request, int signals) {
  auto over = host.Start(request);
  while (over.ok() && !over.value()) {
    pollfd waiting[2] = {{host.poll_descriptor(), POLLIN, 0}, {signals, POLLIN, 0}};
    if (poll(waiting, 2, -1) < 0 && errno != EINTR) break;
    if (waiting[1].revents != 0) host.Cancel();
    over = host.Advance();
  }
  if (!over.ok()) return over.fault();
  return host.report();
}

// What went wrong with one log, or nothing.
std::string Compress(plugin::PluginHost& host, const std::string& path, int signals) {
  const std::string target = path + ".zst";
  const std::string unfinished = target + ".new";
  const plugin::Descriptor in(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  const plugin::Descriptor out(open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!in.ok() || !out.ok()) return std::strerror(errno);
  plugin::Request request;
  request.operation = kZstd;
  request.parameters = kEncode;
  request.input = plugin::Source::From(in.number());
  request.output = plugin::Sink::To(out.number());
  const auto report = Finish(host, request, signals);
  std::string complaint;
  if (!report.ok()) {
    complaint = std::string(plugin::KindName(report.fault().kind)) + ": " + report.fault().what;
  } else if (!report.value().verdict.done()) {
    complaint = report.value().verdict.words;
  } else if (fsync(out.number()) != 0 || rename(unfinished.c_str(), target.c_str()) != 0 || unlink(path.c_str()) != 0) {
    complaint = std::strerror(errno);
  } else {
    std::printf("%s: %llu bytes to %llu\n", path.c_str(), static_cast<unsigned long long>(report.value().bytes_in),
                static_cast<unsigned long long>(report.value().bytes_out));
  }
  if (!complaint.empty()) unlink(unfinished.c_str());
  return complaint;
}

int SignalsAsDescriptor() {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigprocmask(SIG_BLOCK, &ends, nullptr);
  return signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
}

}  // namespace

int main(int argc, char** argv) {
  const bool once = argc == 3 && std::string_view(argv[1]) == "--once";
  if (argc != (once ? 3 : 2)) return std::fprintf(stderr, "usage: logpress [--once] DIRECTORY\n"), 2;
  const std::string directory = argv[argc - 1];
  const plugin::Descriptor signals(SignalsAsDescriptor());

  plugin::Manifest manifest;
  manifest.path = LOGPRESS_PLUGIN;
  manifest.transport = plugin::Transport::kRing;
  manifest.limits.wall = manifest.limits.cpu = std::chrono::minutes(10);
  manifest.limits.output_bytes = std::uint64_t{1} << 40;
  auto host = plugin::PluginHost::Open(manifest);
  if (!host.ok()) return std::fprintf(stderr, "error: %s\n", host.fault().what.c_str()), 1;

  for (int failures = 0;;) {
    for (const std::string& path : RotatedIn(directory)) {
      const std::string complaint = Compress(host.value(), path, signals.number());
      if (complaint.empty()) continue;
      (void)std::fprintf(stderr, "error: %s: %s\n", path.c_str(), complaint.c_str());
      ++failures;
    }
    if (once) return failures == 0 ? 0 : 1;
    pollfd end{signals.number(), POLLIN, 0};
    if (poll(&end, 1, kPauseMilliseconds) > 0) return 0;
  }
}
