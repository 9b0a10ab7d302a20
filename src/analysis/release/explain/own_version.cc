// own-version: a file that holds the version of the tag, as the tag's own name ends, or one name for it, and nothing
// else: VERSION, .tarball-version, docs/version.xml, version.h. Or the tag's commit in the same way: BIND's srcid.

#include <algorithm>
#include <cctype>

#include "analysis/release/archive_paths.h"
#include "analysis/release/explain/explanation.h"
#include "base/text.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostVersionBytes = 256;

bool IsDigit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// Is `version` all that a name like "v5.4.1" or "xz-5.4.1" says of one?
bool IsVersionOf(std::string_view version, std::string_view tag) {
  if (version.empty() || !IsDigit(version.front()) || !tag.ends_with(version)) return false;
  const std::string_view before = tag.substr(0, tag.size() - version.size());
  return before.empty() || (!IsDigit(before.back()) && before.back() != '.');
}

bool IsName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  });
}

// The value of `#define NAME "1.2"`, `NAME="1.2"`, `NAME=1.2` or `m4_define([NAME], [1.2])`; else the text itself.
std::string_view Named(std::string_view text) {
  constexpr std::string_view kMacro = "m4_define([";
  if (text.starts_with(kMacro) && text.ends_with("])")) {
    const std::size_t comma = text.find("], [");
    const bool is_named = comma != std::string_view::npos && IsName(text.substr(kMacro.size(), comma - kMacro.size()));
    return is_named ? text.substr(comma + 4, text.size() - comma - 6) : text;
  }
  constexpr std::string_view kDefine = "#define ";
  std::string_view rest = text;
  const bool is_define = rest.starts_with(kDefine);
  if (is_define) rest.remove_prefix(kDefine.size());
  const std::size_t end = rest.find(is_define ? ' ' : '=');
  if (end == std::string_view::npos || !IsName(rest.substr(0, end))) return text;
  rest = Trimmed(rest.substr(end + 1));
  const bool is_quoted = rest.size() > 2 && rest.front() == '"' && rest.back() == '"';
  return is_quoted ? rest.substr(1, rest.size() - 2) : rest;
}

// Had the tag's file, too, nothing but a version, a commit or a mark for one? Then another may stand in its place.
bool HeldOneToo(const Difference& difference, Comparison& comparison) {
  if (difference.state != FileState::kModified) return true;
  const std::string* tag = comparison.TagContent(difference);
  if (tag == nullptr || tag->size() > kMostVersionBytes) return false;
  const std::string_view value = Named(Trimmed(*tag, " \t\r\n"));
  return std::all_of(value.begin(), value.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view(".-+~_@$:%").find(c) != std::string_view::npos;
  });
}

// Is it a commit's name, as short as git prints one or longer?
bool IsNameOfCommit(std::string_view text, Comparison& comparison) {
  constexpr std::size_t kLeastDigits = 7;
  if (text.size() < kLeastDigits || text.find_first_not_of("0123456789abcdef") != std::string_view::npos) return false;
  const auto commit = comparison.repository().CommitOf(comparison.tag().id);
  return commit.ok() && commit->starts_with(text);
}

std::optional<Explained> ExplainOwnVersion(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (!content || difference.in_archive->type != archive::Entry::Type::kFile || content->size() > kMostVersionBytes)
    return std::nullopt;
  if (!HeldOneToo(difference, comparison)) return std::nullopt;
  const std::string_view value = Named(Trimmed(*content, " \t\r\n"));
  if (IsNameOfCommit(value, comparison)) return ExplainedBy(Strength::kProved, "the tag's commit, and nothing else");
  if (Lowered(NameOf(difference.path)).find("version") == std::string::npos) return std::nullopt;
  if (!IsVersionOf(value, comparison.tag().name)) return std::nullopt;
  return ExplainedBy(Strength::kProved, "the tag's version, and nothing else");
}

}  // namespace

extern const Explanation kOwnVersion;
constinit const Explanation kOwnVersion{"own-version", &ExplainOwnVersion};

}  // namespace halfsecond::release
