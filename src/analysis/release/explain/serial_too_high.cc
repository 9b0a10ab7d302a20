// serial-too-high: an m4 file claims a serial above any that was ever published under its name. aclocal and autoreconf
// keep the file with the higher serial, so such a file survives when a distribution regenerates the build.
//
// Only for files that the tag does not have: what is tracked was reviewed there. Not for aclocal.m4, which is many
// files in one, nor for ltversion.m4, whose serial counts libtool's commits and so is often newer than any index.

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> ExplainSerialTooHigh(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (difference.state != FileState::kOnlyInArchive || !content || !difference.path.ends_with(".m4"))
    return std::nullopt;
  const std::string_view name = difference.path.substr(difference.path.rfind('/') + 1);
  if (name == "aclocal.m4" || name == "ltversion.m4") return std::nullopt;
  const auto* known = comparison.index().FindName(content_index::ReleasedName(difference.path));
  const auto serial = content_index::SerialOf(*content);
  if (known == nullptr || !serial || known->highest_serial == 0 || serial->number <= known->highest_serial)
    return std::nullopt;
  return Explained{Strength::kContradicts,
                   "claims serial " + std::to_string(serial->number) + "; the highest ever published is " +
                       std::to_string(known->highest_serial),
                   {{std::string(difference.path), serial->line, "line", "serial " + std::to_string(serial->number)}}};
}

}  // namespace

extern const Explanation kSerialTooHigh;
constinit const Explanation kSerialTooHigh{"serial-too-high", &ExplainSerialTooHigh};

}  // namespace halfsecond::release
