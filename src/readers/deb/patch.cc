#include "readers/deb/patch.h"

#include <algorithm>

#include "base/limits.h"

namespace halfsecond::deb {
namespace {

std::string_view TakeLine(std::string_view& rest) {
  std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// "b/configure.ac" of "+++ b/configure.ac\t2015-12-21", without its first folder.
std::string_view PathOf(std::string_view line) {
  line.remove_prefix(4);
  line = line.substr(0, line.find_first_of("\t "));
  const std::size_t slash = line.find('/');
  return slash == std::string_view::npos ? line : line.substr(slash + 1);
}

bool LeadsOut(std::string_view path) {
  return path.starts_with('/') || path == ".." || path.starts_with("../") || path.ends_with("/..") ||
         path.find("/../") != std::string_view::npos;
}

// The two counts of "@@ -4915,6 +4915,29 @@", as far as they can be read; a count that is left out is 1.
struct Counts {
  std::size_t old_lines = 0;
  std::size_t new_lines = 0;
};

std::size_t CountAt(std::string_view line, char sign) {
  const std::size_t at = line.find(sign);
  if (at == std::string_view::npos) return 0;
  const std::size_t end = std::min(line.find(' ', at), line.size());
  const std::size_t comma = line.substr(0, end).find(',', at);
  if (comma == std::string_view::npos) return 1;
  std::size_t count = 0;
  for (std::size_t i = comma + 1; i < end && line[i] >= '0' && line[i] <= '9'; ++i) {
    count = count * 10 + static_cast<std::size_t>(line[i] - '0');
    if (count > limits::kMaxPatchLines) return limits::kMaxPatchLines;
  }
  return count;
}

constexpr std::string_view kForwarded = "Forwarded:";

// A line inside a hunk, its sign still before it: counts it down, and keeps it when it is added.
void TakeHunkLine(AddedLine line, Counts& left, Patch& patch) {
  const char sign = line.text.empty() ? ' ' : line.text.front();
  if (sign == '+' && left.new_lines > 0) {
    patch.is_cut_short = patch.added.size() == limits::kMaxPatchLines;
    if (patch.is_cut_short) return;
    line.text.remove_prefix(1);
    patch.added.push_back(line);
  }
  if (sign != '+' && sign != '\\') left.old_lines -= std::min<std::size_t>(left.old_lines, 1);
  if (sign != '-' && sign != '\\') left.new_lines -= std::min<std::size_t>(left.new_lines, 1);
}

}  // namespace

Patch ReadPatch(Bytes file) {
  Patch patch;
  std::string_view rest = file.text();
  std::string_view path;
  Counts left;
  for (std::size_t number = 1; !rest.empty() && !patch.is_cut_short; ++number) {
    const std::string_view line = TakeLine(rest);
    if (left.old_lines > 0 || left.new_lines > 0) {
      TakeHunkLine({path, line, number}, left, patch);
    } else if (line.starts_with("+++ ")) {
      path = PathOf(line);
    } else if (line.starts_with("@@ ")) {
      left = {CountAt(line, '-'), CountAt(line, '+')};
    } else if (path.empty() && line.starts_with(kForwarded)) {
      patch.forwarded = line.substr(kForwarded.size());
      patch.forwarded.remove_prefix(std::min(patch.forwarded.find_first_not_of(' '), patch.forwarded.size()));
    }
  }
  return patch;
}

std::vector<std::string_view> ReadSeries(Bytes file) {
  std::vector<std::string_view> names;
  std::string_view rest = file.text();
  while (!rest.empty() && names.size() < limits::kMaxPatches) {
    std::string_view line = TakeLine(rest);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    line = line.substr(0, line.find_first_of(" \t#"));
    if (!line.empty() && !LeadsOut(line)) names.push_back(line);
  }
  return names;
}

}  // namespace halfsecond::deb
