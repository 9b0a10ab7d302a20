// template: configure made it of a template of the tag, FILE.in, by filling in "@NAME@" (autoconf, config.status); or
// of one of another name in the same folder, as AC_CONFIG_FILES([OUTPUT:INPUT]) has it.

#include <algorithm>
#include <array>
#include <cctype>

#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostMarks = 4096;
constexpr std::size_t kMostTemplates = 20;  // of one folder that are tried

// The length of the mark "@NAME@" or "@@NAME@@" at the front of `text`; 0 for none.
std::size_t MarkAt(std::string_view text) {
  const std::size_t ats = text.starts_with("@@") ? 2 : text.starts_with("@") ? 1 : 0;
  std::size_t end = ats;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
  return end > ats && text.substr(end).starts_with(text.substr(0, ats)) ? end + ats : 0;
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

bool IsIn(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && path.find('/', folder.size()) == std::string_view::npos;
}

// Is the file one of the tag's templates, filled in?
bool IsMadeOf(const TagFile& form, std::string_view content, Comparison& comparison) {
  const auto blob = comparison.repository().Blob(form.id);
  return blob.ok() && *blob && IsFilled(**blob, content);
}

Explained MadeOf(const TagFile& form) {
  return ExplainedBy(Strength::kSubstitution, "a template of the tag, filled in", form.path);
}

std::optional<Explained> ExplainTemplate(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (difference.state != FileState::kOnlyInArchive || !content || !IsText(*content)) return std::nullopt;
  const std::string path = comparison.prefix() + std::string(difference.path);
  // Of its own name and more: FILE.in, FILE.in.in, FILE.template.
  const auto& files = comparison.tag_files();
  auto form = std::lower_bound(files.begin(), files.end(), path + ".",
                               [](const TagFile& file, const std::string& name) { return file.path < name; });
  for (; form != files.end() && form->path.starts_with(path + "."); ++form) {
    if (IsMadeOf(*form, *content, comparison)) return MadeOf(*form);
  }
  // Of another name: one that ends alike, so that not every file is held against every template.
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  const std::string ending = path.substr(std::min(path.rfind('.'), path.size())) + ".in";
  std::size_t tried = 0;
  for (const TagFile& other : files) {
    if (ending == ".in" || !other.path.ends_with(ending) || !IsIn(other.path, folder)) continue;
    if (IsMadeOf(other, *content, comparison)) return MadeOf(other);
    if (++tried == kMostTemplates) break;
  }
  return std::nullopt;
}

}  // namespace

extern const Explanation kTemplate;
constinit const Explanation kTemplate{"template", &ExplainTemplate};

}  // namespace halfsecond::release
