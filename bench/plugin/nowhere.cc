// A file through the codec plug-in, to nowhere: what release-check is measured against. See bench/release_speed.

#include <fcntl.h>

#include <array>
#include <cstdio>
#include <string>

#include "bench/plugin/measure.h"
#include "kits/plugin/descriptor.h"
#include "kits/plugin/host.h"

int main(int argc, char** argv) {
  using namespace halfsecond;  // NOLINT(google-build-using-namespace)
  if (argc != 4) return std::fprintf(stderr, "usage: nowhere CODEC OPERATION FILE\n"), 2;
  const plugin::Descriptor file(open(argv[3], O_RDONLY | O_CLOEXEC));
  if (!file.ok()) bench::Stop(std::string("cannot open ") + argv[3]);
  plugin::Manifest manifest;
  manifest.path = argv[1];
  manifest.isolation = plugin::Isolation::kPersistent;
  auto host = plugin::PluginHost::Open(manifest);
  if (!host.ok()) bench::Stop(host.fault().what);
  const std::array<std::byte, 2> decode{};
  plugin::Request request;
  request.operation = static_cast<std::uint32_t>(bench::NumberOf(argv[2]));
  request.parameters = decode;
  request.input = plugin::Source::From(file.number());
  request.output = plugin::Sink::PushedInPlaceTo([](std::span<const std::byte>) { return true; });
  const auto report = host.value().Run(request);
  if (!report.ok() || !report.value().verdict.done()) {
    bench::Stop(report.ok() ? report.value().verdict.words : report.fault().what);
  }
  return std::printf("%llu bytes\n", static_cast<unsigned long long>(report.value().bytes_out)) < 0;
}
