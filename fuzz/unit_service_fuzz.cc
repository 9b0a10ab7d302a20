#include <algorithm>
#include <array>
#include <utility>

#include "readers/unit/service.h"

namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A NUL byte separates the unit file from a drop-in, so that the fuzzer reaches what merging does.
  const Bytes whole(std::as_bytes(std::span(data, size)));
  const std::size_t cut = std::min(whole.text().find('\0'), whole.text().size());
  std::array<unit::UnitFile, 2> files;
  std::array<Bytes, 2> parts{*whole.Slice(0, cut), *whole.Slice(cut, size - cut)};
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto file = unit::ReadUnitFile(parts[i]);
    if (file.ok()) files[i] = std::move(*file);
  }
  const unit::Service service = unit::MergeService(files);
  for (const unit::ServiceCommand& command : service.commands) {
    if (command.command.program.empty() || unit::IdentityOf(service, command).user.empty()) __builtin_trap();
  }
  static_cast<void>(unit::ReadBusService(files[0]));
  return 0;
}

}  // namespace halfsecond
