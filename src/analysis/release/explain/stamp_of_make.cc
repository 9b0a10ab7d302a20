// stamp-of-make: a file whose day make looks at, with the one word that the rule for it writes: po/stamp-po by
// gettext's po/Makefile.in.in, stamp-h.in by automake's (`echo timestamp`).

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> Explain(const Difference& difference, Comparison&) {
  const auto& content = difference.in_archive->content;
  const std::string_view name = difference.path.substr(difference.path.rfind('/') + 1);
  const bool is_stamp = name == "stamp-po" || name == "stamp-h.in" || name == "stamp-h1.in";
  if (!is_stamp || !content || *content != "timestamp\n") return std::nullopt;
  return Explained{Strength::kProved, "a stamp of make, with the word that its rule writes", {}};
}

}  // namespace

extern const Explanation kStampOfMake;
constinit const Explanation kStampOfMake{"stamp-of-make", &Explain};

}  // namespace halfsecond::release
