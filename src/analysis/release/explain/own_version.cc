// own-version: a file that holds the version of the tag, as the tag's own name ends, and nothing else: VERSION,
// .tarball-version, docs/version.xml.

#include <algorithm>
#include <cctype>

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

bool IsDigit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// Is `version` all that a name like "v5.4.1" or "xz-5.4.1" says of one?
bool IsVersionOf(std::string_view version, std::string_view tag) {
  if (version.empty() || !IsDigit(version.front()) || !tag.ends_with(version)) return false;
  const std::string_view before = tag.substr(0, tag.size() - version.size());
  return before.empty() || (!IsDigit(before.back()) && before.back() != '.');
}

std::optional<Explained> ExplainOwnVersion(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (!content || difference.in_archive->type != archive::Entry::Type::kFile) return std::nullopt;
  std::string name(difference.path.substr(difference.path.rfind('/') + 1));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (name.find("version") == std::string::npos) return std::nullopt;
  std::string_view text = *content;
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (!IsVersionOf(text, comparison.tag_name())) return std::nullopt;
  return ExplainedBy(Strength::kProved, "the tag's version, and nothing else");
}

}  // namespace

extern const Explanation kOwnVersion;
constinit const Explanation kOwnVersion{"own-version", &ExplainOwnVersion};

}  // namespace halfsecond::release
