#include "readers/git/packed_refs.h"

#include "base/limits.h"

namespace halfsecond::git {

Result<std::vector<Ref>> ReadPackedRefs(Bytes file, std::string_view prefix) {
  constexpr std::size_t kIdDigits = 2 * Sha1Id::kBytes;
  std::vector<Ref> refs;
  std::string_view rest = file.text();
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.size() <= kIdDigits + 1 || line[kIdDigits] != ' ') continue;
    const std::string_view name = line.substr(kIdDigits + 1);
    const auto id = Sha1IdFromHex(line.substr(0, kIdDigits));
    if (!id || !name.starts_with(prefix)) continue;
    if (refs.size() == limits::kMaxRefs) return Error{Error::Kind::kLimit, "more refs than we follow", 0};
    refs.push_back({std::string(name), *id});
  }
  return refs;
}

}  // namespace halfsecond::git
