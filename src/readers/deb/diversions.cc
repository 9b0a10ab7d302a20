#include "readers/deb/diversions.h"

#include <array>
#include <cstdint>

#include "base/limits.h"

namespace halfsecond::deb {
namespace {

constexpr std::string_view kAdministrator = ":";

}  // namespace

Diversions ReadDiversions(Bytes file) {
  Diversions read;
  std::uint64_t at = 0;
  const auto damaged = [&](Error::Kind kind, std::string_view what) {
    read.damage = Error{kind, std::string(what), file.base() + at};
  };
  while (at < file.size()) {
    if (read.diversions.size() == limits::kMaxDiversions) {
      damaged(Error::Kind::kLimit, "more diversions than a system may have");
      return read;
    }
    std::array<std::string_view, 3> lines;
    std::uint64_t next = at;
    for (std::string_view& line : lines) {
      const std::string_view rest = file.text().substr(next);
      const std::size_t end = rest.find('\n');
      if (end == std::string_view::npos) {
        damaged(Error::Kind::kTruncated, "a diversion is cut short");
        return read;
      }
      line = rest.substr(0, end);
      next += end + 1;
    }
    const auto [path, instead, keeper] = lines;
    if (!path.starts_with('/') || !instead.starts_with('/') || keeper.empty()) {
      damaged(Error::Kind::kMalformed, "three lines that are no diversion");
      return read;
    }
    read.diversions.push_back({path, instead, keeper == kAdministrator ? std::string_view{} : keeper});
    at = next;
  }
  return read;
}

}  // namespace halfsecond::deb
