#include "analysis/release/subprojects.h"

#include <algorithm>

#include "analysis/release/archive_paths.h"
#include "analysis/release/text_lines.h"
#include "base/text.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostWraps = 256;  // of one tag; met: 20
constexpr std::size_t kShownDigits = 12;
constexpr std::string_view kEnding = ".wrap";

// The value of "key = value"; "" for another line.
std::string_view ValueOf(std::string_view line, std::string_view key) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || Trimmed(line.substr(0, equals)) != key) return {};
  return Trimmed(line.substr(equals + 1));
}

// Is it a commit, or a tag as of a release? A branch moves on with what is committed; its name has no digit.
bool IsFixed(std::string_view revision) {
  return revision.find_first_of("0123456789") != std::string_view::npos;
}

Subprojects::Wrap ReadWrap(const std::string& path, std::string_view text) {
  const std::string_view name = NameOf(path);
  Subprojects::Wrap wrap{path, std::string(name.substr(0, name.size() - kEnding.size())), ""};
  for (const std::string_view line : LinesOf(text)) {
    if (const auto directory = ValueOf(line, "directory"); !directory.empty()) wrap.directory = directory;
    if (const auto revision = ValueOf(line, "revision"); IsFixed(revision)) wrap.revision = revision;
    if (const auto sum = ValueOf(line, "source_hash"); !sum.empty()) wrap.revision = sum.substr(0, kShownDigits);
  }
  return wrap;
}

}  // namespace

Subprojects::Subprojects(const std::vector<TagFile>& files, Repository& repository) {
  for (const TagFile& file : files) {
    if (!file.path.ends_with(kEnding) || NameOf(FolderOf(file.path)) != "subprojects") continue;
    const auto blob = repository.Blob(file.id);
    if (wraps_.size() == kMostWraps) break;
    if (blob.ok() && *blob) wraps_.push_back(ReadWrap(file.path, **blob));
  }
}

const Subprojects::Wrap* Subprojects::Of(std::string_view path) const {
  const auto found = std::find_if(wraps_.begin(), wraps_.end(), [path](const Wrap& wrap) {
    const std::string folder = std::string(FolderOf(wrap.path)) + "/" + wrap.directory + "/";
    return !wrap.directory.empty() && path.starts_with(folder);
  });
  return found == wraps_.end() ? nullptr : &*found;
}

}  // namespace halfsecond::release
