// export-subst: the tag's file with "$Format:...$" filled in, as `git archive` does (gitattributes(5)).

#include <algorithm>
#include <cctype>

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

constexpr std::string_view kMark = "$Format:";
constexpr std::size_t kMostFormats = 64;

// What git's formats write of a commit: nothing that ends a comment or a string, and nothing that acts.
bool IsPlain(std::string_view filling) {
  return std::all_of(filling.begin(), filling.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view(" .,:/_+-~@<>()[]").find(c) != std::string_view::npos;
  });
}

// Is `filled` the text of `form` where each mark is something within its line?
bool AreFormatsFilled(std::string_view form, std::string_view filled) {
  for (std::size_t marks = 0; marks <= kMostFormats; ++marks) {
    const std::size_t mark = form.find(kMark);
    if (mark == std::string_view::npos) return form == filled;
    if (filled.substr(0, mark) != form.substr(0, mark)) return false;
    const std::size_t end = form.find('$', mark + kMark.size());
    if (end == std::string_view::npos) return false;
    form.remove_prefix(end + 1);
    filled.remove_prefix(mark);
    // What comes in its place ends where the rest of the line, or the next mark, begins.
    const std::string_view next = form.substr(0, std::min(form.find('\n'), form.find(kMark)));
    const std::string_view line = filled.substr(0, filled.find('\n'));
    const std::size_t at = next.empty() ? line.size() : line.find(next);
    if (at == std::string_view::npos || !IsPlain(line.substr(0, at))) return false;
    filled.remove_prefix(at);
  }
  return false;
}

std::optional<Explained> ExplainExportSubst(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  const std::string* tag = comparison.TagContent(difference);
  if (tag == nullptr || !content || tag->find(kMark) == std::string::npos || !AreFormatsFilled(*tag, *content))
    return std::nullopt;
  return ExplainedBy(Strength::kSubstitution, "git archive filled in $Format:$ (export-subst)");
}

}  // namespace

extern const Explanation kExportSubst;
constinit const Explanation kExportSubst{"export-subst", &ExplainExportSubst};

}  // namespace halfsecond::release
