// line-ends: the file of the tag, with its line ends converted (git's autocrlf, zip archives, `* text eol=crlf`).

#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"

namespace halfsecond::release {
namespace {

// Is `a` the same as `b` where every CR before LF is left out of both?
bool SameButLineEnds(std::string_view a, std::string_view b) {
  const auto skip = [](std::string_view text, std::size_t at) {
    return at + 1 < text.size() && text[at] == '\r' && text[at + 1] == '\n' ? at + 1 : at;
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (true) {
    i = skip(a, i);
    j = skip(b, j);
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (a[i++] != b[j++]) return false;
  }
}

const char* const kCause = "the tag's file with other line ends";

std::optional<Explained> ExplainLineEnds(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  // Contents that another tag has are not kept; their name with LF is.
  const auto& lf_id = difference.in_archive->lf_id;
  if (difference.in_tag != nullptr && lf_id && *lf_id == difference.in_tag->id) {
    return Explained{Strength::kProved, kCause, {}};
  }
  if (!content || difference.in_tag == nullptr || !IsText(*content)) return std::nullopt;
  const std::string* tag = comparison.TagContent(difference);
  if (tag == nullptr || !SameButLineEnds(*content, *tag)) return std::nullopt;
  return Explained{Strength::kProved, kCause, {}};
}

}  // namespace

extern const Explanation kLineEnds;
constinit const Explanation kLineEnds{"line-ends", &ExplainLineEnds};

}  // namespace halfsecond::release
