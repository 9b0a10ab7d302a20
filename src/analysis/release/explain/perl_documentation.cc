// perl-documentation: a Perl file whose code is the tag's, line by line; only its documentation (perlpod) is another,
// or a line was added that gives the release's version. Distribution builders write both (Dist::Zilla, Pod::Weaver).
//
// What looks like documentation to us is code to perl where it stands inside of a string that goes over several lines.
// So documentation is only passed over before the first and behind the last line of code, or in a place where the tag
// has some as well.

#include <algorithm>
#include <cctype>
#include <vector>

#include "analysis/release/explain/explanation.h"
#include "analysis/release/tag_search.h"
#include "analysis/release/text_lines.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostCodeLines = 100'000;
constexpr std::size_t kMostPieces = 1000;  // of documentation

struct PerlFile {
  std::vector<std::string_view> code;   // no empty lines
  std::vector<std::size_t> documented;  // how many lines of code stand before each piece of documentation
};

// perlpod: a paragraph of documentation begins with "=word" and goes on behind "=cut".
bool IsCommand(std::string_view line) {
  return line.size() > 1 && line.front() == '=' && std::isalpha(static_cast<unsigned char>(line[1])) != 0;
}

// What perl takes for the end (toke.c): "=cut;" is one as well.
bool IsEnd(std::string_view line) {
  return line.starts_with("=cut") && (line.size() == 4 || std::isalpha(static_cast<unsigned char>(line[4])) == 0);
}

PerlFile Read(std::string_view content) {
  PerlFile file;
  bool is_code = true;
  for (const std::string_view line : LinesOf(content)) {
    if (is_code && IsCommand(line)) {
      is_code = false;
      file.documented.push_back(file.code.size());
    }
    const bool is_empty = line.find_first_not_of(" \t\r") == std::string_view::npos;
    if (is_code && !is_empty) file.code.push_back(line);
    if (IsEnd(line)) is_code = true;
  }
  // Where nothing but documentation and comments follow it, its place says nothing.
  const auto end = std::find(file.code.begin(), file.code.end(), "__END__");
  const auto is_comment = [](std::string_view line) { return line.starts_with('#') || line == "__END__"; };
  if (std::all_of(end, file.code.end(), is_comment)) file.code.erase(end, file.code.end());
  return file;
}

// "our $VERSION = '6.44';" or "$My::Module::VERSION = '6.44';", with a number and nothing else: that number.
std::string_view VersionIn(std::string_view line) {
  if (line.starts_with("our ")) line.remove_prefix(4);
  if (!line.starts_with('$')) return {};
  const std::size_t end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:", 1);
  constexpr std::string_view kAssign = " = '";
  if (end == std::string_view::npos || !line.substr(0, end).ends_with("VERSION")) return {};
  line.remove_prefix(end);
  if (!line.starts_with(kAssign)) return {};
  line.remove_prefix(kAssign.size());
  const std::string_view version = line.substr(0, line.find_first_not_of("0123456789._"));
  return line.substr(version.size()) == "';" ? version : std::string_view();
}

// Is the archive's code the tag's, but for lines that say `version`, and its documentation in places of the tag's?
bool IsSameCode(const PerlFile& tag, const PerlFile& archived, std::string_view version) {
  const auto numbers = VersionOf(version).numbers;
  const auto has = [](const std::vector<std::size_t>& places, std::size_t at) {
    return std::find(places.begin(), places.end(), at) != places.end();
  };
  std::size_t at = 0;
  for (std::size_t i = 0; i < archived.code.size(); ++i) {
    if (i > 0 && has(archived.documented, i) && !has(tag.documented, at)) return false;
    if (at < tag.code.size() && tag.code[at] == archived.code[i]) {
      ++at;
      continue;
    }
    const std::string_view own = VersionIn(archived.code[i]);
    if (own.empty() || VersionOf(own).numbers != numbers) return false;
    if (at < tag.code.size() && !VersionIn(tag.code[at]).empty()) ++at;
  }
  return at == tag.code.size();
}

std::optional<Explained> ExplainPerlDocumentation(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (difference.state != FileState::kModified || !content || !IsText(*content)) return std::nullopt;
  if (!difference.path.ends_with(".pm") && !difference.path.ends_with(".pl")) return std::nullopt;
  const std::string* tag = comparison.TagContent(difference);
  if (tag == nullptr || !IsText(*tag)) return std::nullopt;
  const PerlFile ours = Read(*content);
  if (ours.code.size() > kMostCodeLines || ours.documented.size() > kMostPieces) return std::nullopt;
  if (!IsSameCode(Read(*tag), ours, comparison.tag().name)) return std::nullopt;
  return ExplainedBy(Strength::kSubstitution, "the tag's Perl code; only its documentation or version differs");
}

}  // namespace

extern const Explanation kPerlDocumentation;
constinit const Explanation kPerlDocumentation{"perl-documentation", &ExplainPerlDocumentation};

}  // namespace halfsecond::release
