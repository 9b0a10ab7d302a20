#include "analysis/release/gnulib_list.h"

#include <algorithm>
#include <utility>

#include "analysis/release/text_lines.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostBases = 16;       // met: 2
constexpr std::size_t kMostListed = 20'000;  // met: 2,000

// What stands between `begins` and `ends`; "" where they do not.
std::string_view Between(std::string_view line, std::string_view begins, std::string_view ends) {
  if (line.size() < begins.size() + ends.size() || !line.starts_with(begins) || !line.ends_with(ends)) return {};
  return line.substr(begins.size(), line.size() - begins.size() - ends.size());
}

// "gl", or what gnulib-tool was told to begin its own macros with (--macro-prefix).
bool IsPrefix(std::string_view word) {
  return !word.empty() && word.find_first_of("'[]() ") == std::string_view::npos;
}

// Does the list of files begin with it?
bool IsBeginningOfList(std::string_view line) {
  return IsPrefix(Between(line, "AC_DEFUN([", "_FILE_LIST], ["));
}

// "src/gl" of "  gl_source_base='src/gl'"; "" of another line.
std::string_view SourceBase(std::string_view line) {
  constexpr std::string_view kName = "_source_base='";
  const std::size_t name = line.find(kName);
  if (name == std::string_view::npos || !line.starts_with("  ") || !IsPrefix(line.substr(2, name - 2))) return {};
  return Between(line.substr(name), kName, "'");
}

}  // namespace

GnulibList::GnulibList(std::string content) : content_(std::move(content)) {
  bool is_list = false;
  for (const std::string_view line : LinesOf(content_)) {
    if (IsBeginningOfList(line)) is_list = true;
    if (line == "])") is_list = false;
    const std::string_view base = SourceBase(line);
    if (!base.empty() && bases_.size() < kMostBases) bases_.push_back(base);
    if (!is_list || !line.starts_with("  ") || tails_.size() + paths_.size() >= kMostListed) continue;
    AddFile(line.substr(2));
  }
}

void GnulibList::AddFile(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return;
  const std::string_view folder = name.substr(0, slash);
  const std::string_view tail = name.substr(slash + 1);
  if (folder == "lib" || folder == "tests" || folder == "tests=lib") tails_.insert(tail);
  if (folder == "doc" || folder == "top") paths_.push_back(folder == "doc" ? name : tail);
}

std::string_view GnulibList::NameOf(std::string_view path) const {
  if (std::find(paths_.begin(), paths_.end(), path) != paths_.end()) return path;
  for (const std::string_view base : bases_) {
    if (path.size() <= base.size() || !path.starts_with(base) || path[base.size()] != '/') continue;
    const std::string_view tail = path.substr(base.size() + 1);
    if (tails_.count(tail) > 0) return tail;
  }
  return {};
}

}  // namespace halfsecond::release
