#include "sandbox/plugin.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "kits/plugin/host.h"
#include "sandbox/plugin_digests.h"

namespace halfsecond::sandbox {

namespace {

using plugin::Fault;
using plugin::Verdict;

Error::Kind KindOf(const Fault& fault) {
  switch (fault.kind) {
    case Fault::Kind::kLimit:
      return Error::Kind::kLimit;
    case Fault::Kind::kCrashed:
    case Fault::Kind::kDenied:
    case Fault::Kind::kTimeout:
    case Fault::Kind::kProtocol:
      return Error::Kind::kMalformed;
    case Fault::Kind::kSpawn:
      if (fault.number == EKEYREJECTED) return Error::Kind::kUnsupported;
      break;
    case Fault::Kind::kConfine:
    case Fault::Kind::kCancelled:
    case Fault::Kind::kStream:
      break;
  }
  if (fault.number == ENOENT) return Error::Kind::kNotFound;
  if (fault.number == ENOSYS) return Error::Kind::kUnsupported;
  return Error::Kind::kIo;
}

// Where plug-ins are when nobody says: installed, or in the folder of a build.
std::array<std::string, 2> Beside() {
  std::array<char, 4096> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  std::string folder(path.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  folder.resize(std::min(folder.size(), folder.rfind('/')));
  return {folder + "/../libexec/halfsecond", folder + "/plugins"};
}

std::string PathOf(std::string_view name, const std::string& directory) {
  const auto in = [name](const std::string& folder) { return folder + "/" + std::string(name); };
  if (!directory.empty()) return in(directory);
  const auto places = Beside();
  for (const std::string& place : places) {
    if (access(in(place).c_str(), X_OK) == 0) return in(place);
  }
  return in(places[0]);
}

std::optional<plugin::Sha256Digest> DigestOf(std::string_view name) {
  for (const PluginDigest& known : kPluginDigests) {
    if (name == known.name) return plugin::DigestFromHex(known.sha256);
  }
  return std::nullopt;
}

Result<void> Judge(const Verdict& verdict) {
  switch (verdict.code) {
    case Verdict::Code::kDone:
      return {};
    case Verdict::Code::kBadInput:
      return Error{Error::Kind::kMalformed, verdict.words};
    case Verdict::Code::kNoMemory:
      return Error{Error::Kind::kLimit, "the plug-in's memory"};
    case Verdict::Code::kUnsupported:
    case Verdict::Code::kNoSuchJob:
      break;
  }
  return Error{Error::Kind::kUnsupported, verdict.words};
}

}  // namespace

Error ToError(const Fault& fault) {
  return Error{KindOf(fault), fault.what};
}

struct Plugin::Inside {
  // A job, and what refers to it, at one place until it is over.
  struct UnderWay {
    explicit UnderWay(const PluginJob& given) : job(given) {
      request.operation = job.operation;
      request.parameters = job.parameters;
      request.input = job.input >= 0 ? plugin::Source::From(job.input) : plugin::Source::Of(job.bytes.text());
      request.output = plugin::Sink::PushedTo([this](std::span<const std::byte> piece) {
        auto taken = job.on_output(Bytes(piece));
        if (!taken.ok()) refused = std::move(taken).error();
        return !refused;
      });
    }
    PluginJob job;
    plugin::Request request;
    std::optional<Error> refused;
    plugin::Outcome<bool> over = false;
  };

  Result<void> EndOf(const UnderWay& done, const plugin::Outcome<plugin::Report>& report) const {
    if (done.refused) return *done.refused;
    if (report.ok()) return Judge(report.value().verdict);
    Error error = ToError(report.fault());
    error.what = "plug-in " + name + ": " + error.what;
    return error;
  }

  std::string name;
  plugin::PluginHost host;
  std::unique_ptr<UnderWay> under_way;
};

Plugin::Plugin(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Plugin::Plugin(Plugin&&) noexcept = default;
Plugin& Plugin::operator=(Plugin&&) noexcept = default;
Plugin::~Plugin() = default;

Result<Plugin> Plugin::Start(std::string_view name, const std::string& directory, Use use) {
  const auto digest = DigestOf(name);
  if (!digest) return Error{Error::Kind::kUnsupported, "no plug-in of this build: " + std::string(name)};
  plugin::Manifest manifest;
  manifest.path = PathOf(name, directory);
  manifest.sha256 = digest;
  // Where there is no Landlock, seccomp still lets no file be opened: what halfsecond then says of itself as a reader.
  manifest.may_be_missing = manifest.may_be_missing.With(plugin::Layer::kLandlock);
  manifest.limits.output_bytes = limits::kMaxPluginOutput;
  manifest.limits.ratio = limits::kMaxPluginRatio;
  manifest.isolation = use == Use::kOneWorker ? plugin::Isolation::kPersistent : plugin::Isolation::kFresh;
  auto host = plugin::PluginHost::Open(manifest);
  if (!host.ok()) return ToError(host.fault());
  return Plugin(std::make_unique<Inside>(Inside{std::string(name), std::move(host).value(), nullptr}));
}

Result<void> Plugin::Run(const PluginJob& job) {
  Inside::UnderWay now(job);
  const auto report = inside_->host.Run(now.request);
  return inside_->EndOf(now, report);
}

void Plugin::Begin(const PluginJob& job) {
  inside_->under_way = std::make_unique<Inside::UnderWay>(job);
  inside_->under_way->over = inside_->host.Start(inside_->under_way->request);
}

std::optional<Result<void>> Plugin::Turn() {
  Inside::UnderWay& now = *inside_->under_way;
  if (now.over.ok() && !now.over.value()) now.over = inside_->host.Advance();
  if (now.over.ok() && !now.over.value()) return std::nullopt;
  const auto done = std::move(inside_->under_way);
  if (!done->over.ok()) return inside_->EndOf(*done, done->over.fault());
  return inside_->EndOf(*done, inside_->host.report());
}

void Plugin::Wait(std::span<Plugin* const> at_work) {
  std::vector<plugin::PluginHost*> hosts;
  for (const Plugin* one : at_work) {
    const auto& over = one->inside_->under_way->over;
    if (!over.ok() || over.value()) return;  // Turn says so
    hosts.push_back(&one->inside_->host);
  }
  plugin::PluginHost::Sleep(hosts);
}

void Plugin::Drop() {
  if (inside_->under_way == nullptr) return;
  inside_->host.Cancel();
  while (!Turn()) continue;
}

}  // namespace halfsecond::sandbox
