// only-includes: a source of C without code of its own, as scripts make dozens of: it includes files that are there and
// sets switches for them.
//
// Blind spot: what a switch does is in the files that it is set for.

#include <algorithm>
#include <array>
#include <cctype>

#include "analysis/release/archive_paths.h"
#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"
#include "base/text.h"

namespace halfsecond::release {
namespace {

constexpr std::uint64_t kMostBytes = 4096;

bool IsSource(std::string_view name) {
  constexpr std::array<std::string_view, 6> kEndings{".c", ".h", ".cc", ".cpp", ".cxx", ".hpp"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

// A text of C without comments; nothing where one has no end.
std::optional<std::string> WithoutComments(std::string_view text) {
  std::string code;
  for (std::size_t start = text.find("/*"); start != std::string_view::npos; start = text.find("/*")) {
    const std::size_t end = text.find("*/", start + 2);
    if (end == std::string_view::npos) return std::nullopt;
    code.append(text.substr(0, start)).append(" ");
    text.remove_prefix(end + 2);
  }
  return code.append(text);
}

// The run of capitals, digits and "_" at the front, which is taken off; "" for none.
std::string_view TakeSwitch(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && (std::isupper(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_' ||
                               (end > 0 && std::isdigit(static_cast<unsigned char>(text[end])) != 0)))
    ++end;
  const std::string_view name = text.substr(0, end);
  text.remove_prefix(end);
  return name;
}

// "NAME", "NAME 1".
bool IsSwitch(std::string_view text) {
  if (TakeSwitch(text).empty()) return false;
  if (!text.empty() && text.front() != ' ' && text.front() != '\t') return false;
  return Trimmed(text).find_first_not_of("0123456789") == std::string_view::npos;
}

// `NAME("words")`, as of a macro that has a test left out.
bool IsWordsForMacro(std::string_view line) {
  if (TakeSwitch(line).empty() || !line.starts_with("(\"")) return false;
  line.remove_prefix(2);
  const std::string_view rest = line.substr(std::min(line.find_first_of("\"\\"), line.size()));
  return rest == "\")" || rest == "\");";
}

// What `#include "FILE"` names, "" for a header of the system; nothing for another line.
std::optional<std::string_view> IncludedBy(std::string_view directive) {
  constexpr std::string_view kWord = "include";
  if (!directive.starts_with(kWord)) return std::nullopt;
  directive = Trimmed(directive.substr(kWord.size()));
  if (directive.size() > 2 && directive.front() == '<' && directive.back() == '>') return "";
  if (directive.size() < 3 || directive.front() != '"' || directive.back() != '"') return std::nullopt;
  directive = directive.substr(1, directive.size() - 2);
  return directive.front() == '/' || directive.find('"') != std::string_view::npos ? std::nullopt
                                                                                   : std::optional(directive);
}

bool IsCondition(std::string_view directive) {
  constexpr std::array<std::string_view, 6> kWords{"if", "ifdef", "ifndef", "elif", "else", "endif"};
  const std::string_view word = directive.substr(0, directive.find_first_of(" \t(!"));
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// Does the directive set a switch, or take one back?
bool SetsSwitch(std::string_view directive) {
  constexpr std::array<std::string_view, 2> kWords{"define ", "undef "};
  return std::any_of(kWords.begin(), kWords.end(), [directive](std::string_view word) {
    return directive.starts_with(word) && IsSwitch(Trimmed(directive.substr(word.size())));
  });
}

// Is what a file at `path` includes by name beside it, in the archive or in the tag?
bool IsBeside(const std::string& path, std::string_view name, Comparison& comparison) {
  const auto beside = PathOfTarget(path, name);
  if (!beside) return false;
  return comparison.TagFileAt(comparison.prefix() + *beside) != nullptr || comparison.ArchiveFileAt(*beside) != nullptr;
}

// What a source without code of its own includes; nothing for one that has any.
std::optional<std::vector<std::string_view>> IncludedAlone(std::string_view code) {
  std::vector<std::string_view> included;
  for (const std::string_view whole : LinesOf(code)) {
    std::string_view line = Trimmed(whole);
    if (line.empty() || IsWordsForMacro(line)) continue;
    if (line.front() != '#' || line.back() == '\\') return std::nullopt;
    line = Trimmed(line.substr(1));
    if (const auto name = IncludedBy(line)) {
      included.push_back(*name);
    } else if (!IsCondition(line) && !SetsSwitch(line)) {
      return std::nullopt;
    }
  }
  return included;
}

std::optional<Explained> ExplainOnlyIncludes(const Difference& difference, Comparison& comparison) {
  const ArchiveFile& file = *difference.in_archive;
  if (difference.state != FileState::kOnlyInArchive || !file.content || file.size > kMostBytes) return std::nullopt;
  if (!IsSource(difference.path) || !IsText(*file.content)) return std::nullopt;
  const std::string path(difference.path);
  const auto code = WithoutComments(*file.content);
  const auto included = code ? IncludedAlone(*code) : std::nullopt;
  if (!included) return std::nullopt;
  const auto beside = std::find_if(included->begin(), included->end(), [&](std::string_view name) {
    return !name.empty() && IsBeside(path, name, comparison);
  });
  if (beside == included->end()) return std::nullopt;
  return ExplainedBy(Strength::kLabelled, "no code of its own: includes files that are there, and sets switches",
                     *beside);
}

}  // namespace

extern const Explanation kOnlyIncludes;
constinit const Explanation kOnlyIncludes{"only-includes", &ExplainOnlyIncludes};

}  // namespace halfsecond::release
