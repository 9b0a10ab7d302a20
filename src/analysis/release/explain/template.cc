// template: configure made it of a template of the tag, FILE.in, by filling in "@NAME@" (autoconf, config.status).

#include <array>
#include <cctype>

#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostMarks = 4096;

// The length of the mark "@NAME@" at the front of `text`; 0 for none.
std::size_t MarkAt(std::string_view text) {
  if (text.empty() || text.front() != '@') return 0;
  std::size_t end = 1;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
  return end > 1 && end < text.size() && text[end] == '@' ? end + 1 : 0;
}

std::size_t NextMark(std::string_view text) {
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (MarkAt(text.substr(at)) > 0) return at;
  }
  return std::string_view::npos;
}

// Is `line` the line `form` with something for each mark?
bool LineIsFilled(std::string_view form, std::string_view line) {
  for (std::size_t marks = 0; marks < kMostMarks; ++marks) {
    const std::size_t mark = NextMark(form);
    if (mark == std::string_view::npos) return form == line;
    if (line.substr(0, mark) != form.substr(0, mark)) return false;
    form.remove_prefix(mark);
    form.remove_prefix(MarkAt(form));
    line.remove_prefix(mark);
    const std::string_view next = form.substr(0, NextMark(form));
    if (next.empty() && form.empty()) return true;
    const std::size_t at = NextMark(form) == std::string_view::npos && line.size() >= next.size()
                               ? line.size() - next.size()
                               : line.find(next);
    if (at == std::string_view::npos) return false;
    line.remove_prefix(at);
  }
  return false;
}

// What config.status adds at the top of a file.
bool IsConfigureInput(std::string_view line) {
  return line.find("Generated from ") != std::string_view::npos ||
         line.find("enerated automatically") != std::string_view::npos;
}

bool IsFilled(std::string_view form, std::string_view filled) {
  const auto forms = LinesOf(form);
  auto lines = LinesOf(filled);
  if (lines.size() == forms.size() + 1 && IsConfigureInput(lines.front())) lines.erase(lines.begin());
  if (lines.size() != forms.size()) return false;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    if (!LineIsFilled(forms[i], lines[i])) return false;
  }
  return true;
}

std::optional<Explained> Explain(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (difference.state != FileState::kOnlyInArchive || !content || !IsText(*content)) return std::nullopt;
  const std::string path = comparison.prefix() + std::string(difference.path);
  for (const char* ending : {".in", ".in.in", ".tmpl", ".template", ".dist"}) {
    const TagFile* form = comparison.TagFileAt(path + ending);
    if (form == nullptr) continue;
    const auto blob = comparison.repository().Blob(form->id);
    if (!blob.ok() || !*blob || !IsFilled(**blob, *content)) continue;
    return Explained{Strength::kSubstitution, "a template of the tag, filled in", {{form->path, 0, "", ""}}};
  }
  return std::nullopt;
}

}  // namespace

extern const Explanation kTemplate;
constinit const Explanation kTemplate{"template", &Explain};

}  // namespace halfsecond::release
