#include "readers/git/export_attributes.h"

#include <algorithm>
#include <optional>

#include "base/limits.h"

namespace halfsecond::git {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kAttribute = "export-ignore";

std::string_view TakeWord(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
  const std::string_view word = rest.substr(0, rest.find_first_of(kBlanks));
  rest.remove_prefix(word.size());
  return word;
}

// What the words behind a pattern say of export-ignore, the last one deciding; nothing: they do not speak of it.
std::optional<bool> Said(std::string_view words) {
  std::optional<bool> said;
  while (true) {
    std::string_view word = TakeWord(words);
    if (word.empty()) return said;
    const bool is_no = word.front() == '-' || word.front() == '!';
    if (is_no) word.remove_prefix(1);
    if (word == kAttribute) said = !is_no;
  }
}

// "[a-z]", "[!0-9]": whether `c` is in the class at the front of `pattern`, which is moved behind it.
bool TakeClass(std::string_view& pattern, char c) {
  std::size_t at = 1;
  const bool is_negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (is_negated) ++at;
  bool is_in = false;
  for (const std::size_t first = at; at < pattern.size() && (pattern[at] != ']' || at == first); ++at) {
    const bool is_range = at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']';
    is_in |= is_range ? pattern[at] <= c && c <= pattern[at + 2] : pattern[at] == c;
    if (is_range) at += 2;
  }
  pattern.remove_prefix(std::min(at + 1, pattern.size()));
  return is_in != is_negated && c != '/';
}

// One character of the text against the front of the pattern, which is moved on.
bool TakeOne(std::string_view& pattern, char c) {
  if (pattern.front() == '[') return TakeClass(pattern, c);
  const bool is_any = pattern.front() == '?';
  if (pattern.front() == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
  const bool is_same = is_any ? c != '/' : pattern.front() == c;
  pattern.remove_prefix(1);
  return is_same;
}

enum class Reach : std::uint8_t { kName, kPath };

// What follows a star, at each place that the star may reach.
bool MatchesRest(std::string_view pattern, std::string_view text, Reach reach, std::size_t& steps) {
  for (;; text.remove_prefix(1)) {
    if (MatchesPattern(pattern, text, steps)) return true;
    if (steps == 0 || text.empty() || (text.front() == '/' && reach == Reach::kName)) return false;
  }
}

}  // namespace

bool MatchesPattern(std::string_view pattern, std::string_view text, std::size_t& steps) {
  while (!pattern.empty()) {
    if (steps == 0 || --steps == 0) return false;
    if (pattern.starts_with("**/")) return MatchesRest(pattern.substr(3), text, Reach::kPath, steps);
    if (pattern.front() == '*') {
      const bool is_double = pattern.starts_with("**");
      pattern.remove_prefix(std::min(pattern.find_first_not_of('*'), pattern.size()));
      if (pattern.empty()) return is_double || text.find('/') == std::string_view::npos;
      return MatchesRest(pattern, text, is_double ? Reach::kPath : Reach::kName, steps);
    }
    if (text.empty() || !TakeOne(pattern, text.front())) return false;
    text.remove_prefix(1);
  }
  return text.empty();
}

ExportAttributes::ExportAttributes() : steps_left_(limits::kMaxPatternSteps) {}

void ExportAttributes::Add(const std::string& directory, Bytes text) {
  std::string_view rest = text.text();
  for (std::uint64_t number = 1; !rest.empty() && lines_.size() < limits::kMaxExportRules; ++number) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    std::string_view pattern = TakeWord(line);
    if (pattern.empty() || pattern.front() == '#' || pattern.front() == '"' || pattern.starts_with("[attr]")) continue;
    const auto said = Said(line);
    if (!said || pattern.size() > limits::kMaxPathBytes) continue;
    Line added;
    added.rule = {directory + ".gitattributes", number, std::string(pattern)};
    added.directory = directory;
    added.is_ignored = *said;
    added.is_for_directories = pattern.size() > 1 && pattern.ends_with('/');
    if (added.is_for_directories) pattern.remove_suffix(1);
    added.is_of_name = pattern.find('/') == std::string_view::npos;
    lines_.push_back(std::move(added));
  }
}

const ExportAttributes::Line* ExportAttributes::LastFor(std::string_view path, What what) {
  for (auto line = lines_.rbegin(); line != lines_.rend() && steps_left_ > 0; ++line, --steps_left_) {
    if (!path.starts_with(line->directory) || (line->is_for_directories && what == What::kFile)) continue;
    std::string_view pattern = line->rule.pattern;
    if (line->is_for_directories) pattern.remove_suffix(1);
    if (pattern.starts_with('/')) pattern.remove_prefix(1);
    std::string_view text = path.substr(line->directory.size());
    if (line->is_of_name) text.remove_prefix(text.rfind('/') == std::string_view::npos ? 0 : text.rfind('/') + 1);
    if (MatchesPattern(pattern, text, steps_left_)) return &*line;
    if (steps_left_ == 0) break;
  }
  return nullptr;
}

const ExportAttributes::Rule* ExportAttributes::WhyIgnored(std::string_view path) {
  for (std::size_t end = 0; end < path.size();) {
    end = std::min(path.find('/', end + 1), path.size());
    const Line* line = LastFor(path.substr(0, end), end < path.size() ? What::kDirectory : What::kFile);
    if (line != nullptr && line->is_ignored) return &line->rule;
  }
  return nullptr;
}

}  // namespace halfsecond::git
