// stamp-of-make: a file whose day make looks at, with the one word that the rule for it writes: po/stamp-po by
// gettext's po/Makefile.in.in, stamp-h.in by automake's (`echo timestamp`).
// setup-words: setup.cfg with the words that setuptools (command/egg_info.py, save_version_info) writes into it, alone
// or behind the tag's settings, which Python's configparser writes without their comments.

#include <string>
#include <string_view>

#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> ExplainStampOfMake(const Difference& difference, Comparison&) {
  const auto& content = difference.in_archive->content;
  const std::string_view name = difference.path.substr(difference.path.rfind('/') + 1);
  const bool is_stamp = name == "stamp-po" || name == "stamp-h.in" || name == "stamp-h1.in";
  const bool is_of_vala = name.ends_with("_vala.stamp") && content && *content == "stamp\n";  // automake's rule for it
  if (!is_of_vala && (!is_stamp || !content || *content != "timestamp\n")) return std::nullopt;
  return ExplainedBy(Strength::kProved, "a stamp of make, with the word that its rule writes");
}

// What Python's configparser keeps: no comments, no empty lines, and of what a line begins with only that it is blank.
std::string Settings(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  std::string settings;
  for (const std::string_view line : LinesOf(text)) {
    const std::size_t start = line.find_first_not_of(kBlanks);
    if (start == std::string_view::npos || line[start] == '#' || line[start] == ';') continue;
    if (start > 0) settings += '\t';
    settings += line.substr(start, line.find_last_not_of(kBlanks) + 1 - start);
    settings += '\n';
  }
  return settings;
}

std::optional<Explained> ExplainSetup(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (difference.path.substr(difference.path.rfind('/') + 1) != "setup.cfg" || !content) return std::nullopt;
  constexpr std::string_view kWords = "[egg_info]\ntag_build = \ntag_date = 0\n\n";
  if (!content->ends_with(kWords)) return std::nullopt;
  const std::string_view before = std::string_view(*content).substr(0, content->size() - kWords.size());
  const std::string* tag = comparison.TagContent(difference);
  if (difference.state == FileState::kModified && tag == nullptr) return std::nullopt;
  if (Settings(before) != Settings(tag == nullptr ? "" : *tag)) return std::nullopt;
  return ExplainedBy(Strength::kProved, "the tag's settings, and the words that setuptools adds");
}

}  // namespace

extern const Explanation kSetupWords;
constinit const Explanation kSetupWords{"setup-words", &ExplainSetup};

extern const Explanation kStampOfMake;
constinit const Explanation kStampOfMake{"stamp-of-make", &ExplainStampOfMake};

}  // namespace halfsecond::release
