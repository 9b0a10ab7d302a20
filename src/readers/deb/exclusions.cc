#include "readers/deb/exclusions.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "readers/deb/stanza.h"

namespace halfsecond::deb {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

// Copyright-format 1.0, as mk-origtargz knows it: ".../copyright-format/1.0/".
bool IsMachineReadable(std::string_view format) {
  if (format.starts_with("https")) format.remove_prefix(5);
  if (format.starts_with("http")) format.remove_prefix(4);
  constexpr std::string_view kFormat = "://www.debian.org/doc/packaging-manuals/copyright-format/";
  if (!format.starts_with(kFormat)) return false;
  format.remove_prefix(kFormat.size());
  if (format.ends_with('/')) format.remove_suffix(1);
  return !format.empty() && format.find_first_not_of(".0123456789") == std::string_view::npos;
}

bool EscapesWell(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '\\') continue;
    ++i;
    if (i == pattern.size() || std::string_view("\\*?").find(pattern[i]) == std::string_view::npos) return false;
  }
  return true;
}

// The words of a field's value, which is a part of `file`.
Result<std::vector<Exclusions::Pattern>> PatternsOf(std::string_view value, std::string_view file) {
  std::vector<Exclusions::Pattern> patterns;
  std::uint64_t line = 1;
  const char* counted = file.data();
  while (true) {
    value.remove_prefix(std::min(value.find_first_not_of(kBlanks), value.size()));
    if (value.empty()) return patterns;
    std::string_view word = value.substr(0, value.find_first_of(kBlanks));
    value.remove_prefix(word.size());
    line += static_cast<std::uint64_t>(std::count(counted, word.data(), '\n'));
    counted = word.data();
    while (word.size() > 1 && word.ends_with('/')) word.remove_suffix(1);
    if (!EscapesWell(word)) return Error{Error::Kind::kMalformed, "a backslash before what needs none", line};
    if (patterns.size() == limits::kMaxExclusions) return Error{Error::Kind::kLimit, "too many patterns", line};
    patterns.push_back({std::string(word), line});
  }
}

// One character of the pattern at `at`, which moves behind it, against `c`.
bool TakeOne(std::string_view pattern, std::size_t& at, char c) {
  if (pattern[at] == '?') return ++at, true;
  if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
  return pattern[at++] == c;
}

}  // namespace

bool MatchesExclusion(std::string_view pattern, std::string_view path, Anchor anchor, std::size_t& steps) {
  const auto may_end = [&](std::size_t at) {
    return anchor == Anchor::kAnywhere || at == path.size() || path[at] == '/';
  };
  std::size_t in_pattern = 0;
  std::size_t in_path = 0;
  // Behind the last star, and where what it stands for may end; an anchor of any place is a star in front.
  bool has_star = anchor == Anchor::kAnywhere;
  std::size_t behind_star = 0;
  std::size_t star_end = 0;
  for (; steps > 0; --steps) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      has_star = true;
      behind_star = ++in_pattern;
      star_end = in_path;
      continue;
    }
    if (in_pattern == pattern.size() && may_end(in_path)) return true;
    if (in_pattern < pattern.size() && in_path < path.size() && TakeOne(pattern, in_pattern, path[in_path])) {
      ++in_path;
      continue;
    }
    // The last star takes one more; stars before it need never do.
    if (!has_star || star_end == path.size()) return false;
    in_path = ++star_end;
    in_pattern = behind_star;
  }
  return false;
}

Exclusions::Exclusions() : steps_left_(limits::kMaxPatternSteps) {}

const Exclusions::Pattern* Exclusions::WhyExcluded(std::string_view path) {
  const std::string_view below = path.substr(std::min(path.find('/'), path.size() - 1) + 1);
  for (const Pattern& pattern : excluded_) {
    if (!MatchesExclusion(pattern.text, path, Anchor::kWholeOrFolder, steps_left_) &&
        (below.empty() || !MatchesExclusion(pattern.text, below, Anchor::kWholeOrFolder, steps_left_)))
      continue;
    const bool is_kept = std::any_of(kept_.begin(), kept_.end(), [&](const Pattern& kept) {
      return MatchesExclusion(kept.text, path, Anchor::kAnywhere, steps_left_);
    });
    return is_kept ? nullptr : &pattern;
  }
  return nullptr;
}

Result<Exclusions> ReadExclusions(Bytes copyright, std::string_view component) {
  Exclusions exclusions;
  StanzaReader reader(copyright);
  auto header = reader.Next();
  if (!header) return exclusions;
  HS_TRY(stanza, std::move(*header));
  if (!IsMachineReadable(stanza.Value("Format"))) return exclusions;
  const std::string tail = component.empty() ? "" : "-" + std::string(component);
  HS_TRY(excluded, PatternsOf(stanza.Value("Files-Excluded" + tail), copyright.text()));
  HS_TRY(kept, PatternsOf(stanza.Value("Files-Included" + tail), copyright.text()));
  exclusions.excluded_ = std::move(excluded);
  exclusions.kept_ = std::move(kept);
  return exclusions;
}

}  // namespace halfsecond::deb
