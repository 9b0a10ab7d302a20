// Two packages as their archives were taken apart: a control paragraph, a script and a file each, compared.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analysis/upgrade/compare.h"
#include "analysis/upgrade/package.h"

namespace {

using namespace halfsecond;  // NOLINT(google-build-using-namespace): short, and only here

// The parts of the input, apart at lines of "---".
std::string_view TakePart(std::string_view& rest) {
  constexpr std::string_view kApart = "\n---\n";
  const std::size_t end = rest.find(kApart);
  const std::string_view part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + kApart.size());
  return part;
}

upgrade::Package Made(std::string_view& rest) {
  upgrade::Package package;
  package.has_control = true;
  package.control["Version"] = TakePart(rest);
  package.control["Depends"] = TakePart(rest);
  package.scripts["postinst"] = TakePart(rest);
  archive::Entry entry;
  entry.type = archive::Entry::Type::kFile;
  entry.path = TakePart(rest);
  static_cast<void>(upgrade::AddFile("p", entry, TakePart(rest), package));
  return package;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const upgrade::Package before = Made(rest);
  const upgrade::Package after = Made(rest);
  UpgradeFacts facts;
  upgrade::Compare(before, after, facts);
  return 0;
}
