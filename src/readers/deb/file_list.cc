#include "readers/deb/file_list.h"

namespace halfsecond::deb {

std::optional<std::string_view> FileList::Next() {
  while (true) {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (!line.empty() && line.front() == '/') return line;
    ++damaged_lines_;
  }
}

}  // namespace halfsecond::deb
