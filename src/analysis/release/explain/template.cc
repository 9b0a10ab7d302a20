// template: configure made it of a template of the tag, FILE.in, by filling in "@NAME@" (autoconf, config.status); or
// of one of another name in the same folder, or of its name below it, as AC_CONFIG_FILES([OUTPUT:INPUT]) has it.

#include <algorithm>
#include <array>

#include "analysis/release/archive_paths.h"
#include "analysis/release/explain/explanation.h"
#include "analysis/release/tag_search.h"
#include "analysis/release/template_marks.h"
#include "analysis/release/text_lines.h"
#include "base/text.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostTemplates = 20;  // of one folder that are tried
constexpr std::size_t kMostStamped = 6;     // lines

// What config.status adds at the top of a file: a comment, whole.
bool IsConfigureInput(std::string_view line) {
  constexpr std::array<std::string_view, 10> kComments{"#", "dnl ", "/*", "//", ";", ".\\\"", "<!--", "--", "%", "@c "};
  const bool is_comment = std::any_of(kComments.begin(), kComments.end(),
                                      [line](std::string_view start) { return line.starts_with(start); });
  const std::size_t end = line.find("*/");
  return is_comment && (end == std::string_view::npos || end + 2 == line.size()) &&
         (line.find("Generated from ") != std::string_view::npos ||
          line.find("enerated automatically") != std::string_view::npos);
}

// Does the line go on, where that of the template ends, with the release's version and nothing else?
bool IsVersionAdded(std::string_view form, std::string_view line, const std::vector<std::uint64_t>& version) {
  if (!line.starts_with(form)) return false;
  const std::string_view added = Trimmed(line.substr(form.size()));
  return !version.empty() && added.find_first_not_of("0123456789.") == std::string_view::npos &&
         VersionOf(added).numbers == version && (form.ends_with(' ') || form.ends_with(':'));
}

// `version` is the release's: it may stand at a few lines' ends without a mark, as in "Version: " of a .spec.in.
bool IsFilled(std::string_view form, std::string_view filled, const std::vector<std::uint64_t>& version) {
  const auto forms = LinesOf(form);
  auto lines = LinesOf(filled);
  if (lines.size() == forms.size() + 1 && IsConfigureInput(lines.front())) lines.erase(lines.begin());
  if (lines.size() != forms.size()) return false;
  std::size_t stamped = 0;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    if (IsLineFilled(forms[i], lines[i])) continue;
    if (++stamped > kMostStamped || !IsVersionAdded(forms[i], lines[i], version)) return false;
  }
  return true;
}

// Is a template of `folder` one for `name`? One that ends alike, so that not every file is held against every template;
// of the same name, it may be in a folder below.
bool IsFor(std::string_view form, std::string_view folder, std::string_view name) {
  const std::string_view of = form.substr(0, form.size() - 3);
  if (NameOf(of) == name) return true;
  const std::size_t dot = name.rfind('.');
  const bool is_beside = form.find('/', folder.size()) == std::string_view::npos;
  return is_beside && dot != std::string_view::npos && of.ends_with(name.substr(dot));
}

// Is the file one of the tag's templates, filled in?
bool IsMadeOf(const TagFile& form, std::string_view content, Comparison& comparison) {
  const auto blob = comparison.repository().Blob(form.id);
  return blob.ok() && *blob && IsFilled(**blob, content, VersionOf(comparison.top()).numbers);
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
  for (std::size_t own = 0; form != files.end() && own < kMostTemplates && form->path.starts_with(path + "."); ++form) {
    if (IsMadeOf(*form, *content, comparison)) return MadeOf(*form);
    ++own;
  }
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  std::size_t tried = 0;
  const auto& templates = comparison.Templates();
  auto other = std::lower_bound(templates.begin(), templates.end(), folder,
                                [](const TagFile* file, const std::string& name) { return file->path < name; });
  for (; other != templates.end() && (*other)->path.starts_with(folder); ++other) {
    if (!IsFor((*other)->path, folder, NameOf(path))) continue;
    if (IsMadeOf(**other, *content, comparison)) return MadeOf(**other);
    if (++tried == kMostTemplates) break;
  }
  return std::nullopt;
}

}  // namespace

extern const Explanation kTemplate;
constinit const Explanation kTemplate{"template", &ExplainTemplate};

}  // namespace halfsecond::release
