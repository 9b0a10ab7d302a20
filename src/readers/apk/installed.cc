#include "readers/apk/installed.h"

namespace halfsecond::apk {

bool InstalledReader::IsWhole() const {
  return !file_.package.name.empty() && !file_.package.version.empty() && has_directory_ && !file_.name.empty();
}

InstalledReader::Line InstalledReader::Take(std::string_view line) {
  if (line.empty()) {
    file_ = {};
    has_directory_ = false;
    return Line::kOther;
  }
  if (line.size() < 2 || line[1] != ':') {
    ++damaged_lines_;
    return Line::kOther;
  }
  const std::string_view value = line.substr(2);
  switch (line[0]) {
    case 'P':
      file_.package.name = value;
      break;
    case 'V':
      file_.package.version = value;
      break;
    case 'A':
      file_.package.architecture = value;
      break;
    case 'o':
      file_.package.origin = value;
      break;
    case 'F':
      file_.directory = value;
      has_directory_ = true;
      break;
    case 'R':
      file_.name = value;
      if (IsWhole()) return Line::kFile;
      ++damaged_lines_;
      break;
    default:
      break;  // size, description, checksums, owners
  }
  return Line::kOther;
}

std::optional<InstalledFile> InstalledReader::Next() {
  while (!rest_.empty()) {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) {
      ++damaged_lines_;
      rest_ = {};
      return std::nullopt;
    }
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (Take(line) == Line::kFile) return file_;
  }
  return std::nullopt;
}

}  // namespace halfsecond::apk
