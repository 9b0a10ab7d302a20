#include "analysis/release/stamped_lines.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "analysis/release/tag_search.h"
#include "analysis/release/template_marks.h"
#include "base/text.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostWords = 200;  // in a line; longer ones are no stamps

bool IsWordByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// "$Id: a.c 7 $" as "$Id$" (cvs(1), keyword substitution).
std::string WithoutKeywords(std::string_view line) {
  std::string plain;
  while (!line.empty()) {
    const std::size_t start = line.find('$');
    plain += line.substr(0, start);
    if (start == std::string_view::npos) break;
    line.remove_prefix(start);
    std::size_t name = 1;
    while (name < line.size() && std::isalpha(static_cast<unsigned char>(line[name])) != 0) ++name;
    const std::size_t end = name > 1 && name < line.size() && line[name] == ':' ? line.find('$', name) : name;
    const bool is_keyword = name > 1 && end < line.size() && line[end] == '$';
    plain += line.substr(0, is_keyword ? name : 1);
    if (is_keyword) plain += '$';
    line.remove_prefix(is_keyword ? end + 1 : 1);
  }
  return plain;
}

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// Runs of letters and digits, and what stands between; a run of blanks is one, as where columns were aligned anew.
std::vector<std::string_view> Words(std::string_view line) {
  std::vector<std::string_view> words;
  std::size_t start = 0;
  for (std::size_t i = 1; i <= line.size(); ++i) {
    const bool goes_on = i < line.size() && ((IsWordByte(line[i]) && IsWordByte(line[i - 1])) ||
                                             (IsBlank(line[i]) && IsBlank(line[i - 1])));
    if (goes_on) continue;
    words.push_back(IsBlank(line[start]) ? std::string_view(" ") : line.substr(start, i - start));
    start = i;
  }
  return words;
}

// "LIBCURL" of LIBCURL_VERSION, which a release replaces by the version itself.
bool IsCapitals(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isupper(c) != 0; });
}

// Is there a word "date", also as in "builddate" or "RELDATE"? Not as in "validate".
bool SpeaksOfDates(std::string_view lower) {
  constexpr std::array<std::string_view, 5> kBefore{"rel", "build", "mod", "cur", "up"};
  for (std::size_t at = lower.find("date"); at != std::string_view::npos; at = lower.find("date", at + 1)) {
    const std::string_view before = lower.substr(0, at);
    if (before.empty() || !IsWordByte(before.back())) return true;
    if (std::any_of(kBefore.begin(), kBefore.end(), [before](std::string_view word) { return before.ends_with(word); }))
      return true;
  }
  return false;
}

bool SpeaksOfVersions(std::string_view line) {
  const std::string lower = Lowered(line);
  constexpr std::array<std::string_view, 8> kWords{"version", "release",  "copyright", "revision",
                                                   "_patch",  "modified", "serial",    "stamp"};
  return SpeaksOfDates(lower) || std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
           return lower.find(word) != std::string::npos;
         });
}

bool IsMonthOrDay(std::string_view word) {
  constexpr std::array<std::string_view, 19> kMonthsAndDays{"jan", "feb", "mar", "apr", "may", "jun", "jul",
                                                            "aug", "sep", "oct", "nov", "dec", "mon", "tue",
                                                            "wed", "thu", "fri", "sat", "sun"};
  if (word.size() < 3) return false;
  const std::string lower = Lowered(word.substr(0, 3));
  return std::find(kMonthsAndDays.begin(), kMonthsAndDays.end(), lower) != kMonthsAndDays.end();
}

// A word that a release puts into a line, or takes out.
bool IsStamp(std::string_view word) {
  if (std::isdigit(static_cast<unsigned char>(word.front())) != 0) return true;
  if (!IsWordByte(word.front()))
    return word.size() == 1 && std::string_view(".-+~_@ :/,[]()\"'").find(word[0]) != std::string_view::npos;
  constexpr std::array<std::string_view, 17> kWords{"UTC",     "GMT",   "AM",   "PM",     "dev",       "git",
                                                    "rc1",     "rc2",   "beta", "alpha",  "pre",       "xxxx",
                                                    "VERSION", "DEVEL", "DEV",  "stable", "unreleased"};
  return IsMonthOrDay(word) || std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// A year of a release beside a month, by number or by name.
bool HasDate(std::string_view line) {
  const auto words = Words(line);
  const auto is_year = [](std::string_view word) {
    return word.size() == 4 && (word.starts_with("19") || word.starts_with("20"));
  };
  return std::any_of(words.begin(), words.end(), is_year) &&
         (std::any_of(words.begin(), words.end(), &IsMonthOrDay) || std::count(line.begin(), line.end(), '-') > 1);
}

// "[4.7.3]" or "4.7.3", of the release's numbers and no others.
bool IsVersionAlone(std::string_view text, const std::vector<std::uint64_t>& version) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  const bool is_plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsWordByte(c) || c == '.' || c == '-' || c == '+' || c == '~' || c == '_';
  });
  return is_plain && !version.empty() && VersionOf(text).numbers == version;
}

// Has the line the version itself where the tag's has m4 run a program that tells it, as of git's tags?
bool IsToldVersion(std::string_view before, std::string_view after, const std::vector<std::uint64_t>& version) {
  const std::size_t start = before.find("m4_esyscmd");
  if (start == std::string_view::npos) return false;
  std::size_t end = before.find('(', start);
  for (int open = 0; end < before.size(); ++end) {
    if (before[end] == '(') ++open;
    if (before[end] == ')' && --open == 0) break;
  }
  if (end >= before.size()) return false;
  const std::string_view rest = before.substr(end + 1);
  if (after.size() < start + rest.size() || after.substr(0, start) != before.substr(0, start)) return false;
  return after.ends_with(rest) && IsVersionAlone(after.substr(start, after.size() - start - rest.size()), version);
}

// What a line of C defines, and as what: "#define NAME VALUE", or "/* #undef NAME */", of no value.
struct Define {
  std::string_view name;  // "": it defines nothing
  std::string_view value;
};

Define DefineOf(std::string_view line) {
  line = Trimmed(line);
  const bool is_undef = line.starts_with("/* #undef ") && line.ends_with(" */");
  if (is_undef) return {Trimmed(line.substr(10, line.size() - 13)), ""};
  if (!line.starts_with("#")) return {};
  line = Trimmed(line.substr(1));
  if (!line.starts_with("define ")) return {};
  line = Trimmed(line.substr(7));
  const std::string_view name = line.substr(0, line.find_first_of(" \t("));
  return {name, Trimmed(line.substr(name.size()))};
}

// Was a name that speaks of versions or of the time given a number, or a date in quotes, for what it was before?
bool IsDefinedStamp(std::string_view before, std::string_view after) {
  const Define old_define = DefineOf(before);
  const Define define = DefineOf(after);
  if (define.name.empty() || define.name != old_define.name || !SpeaksOfVersions(define.name)) return false;
  std::string_view value = define.value;
  const bool is_quoted = value.size() > 2 && value.front() == '"' && value.back() == '"';
  if (is_quoted) value = value.substr(1, value.size() - 2);
  return !value.empty() &&
         value.find_first_not_of(is_quoted ? "0123456789.-: " : "0123456789") == std::string_view::npos;
}

}  // namespace

bool OnlyStampsDiffer(std::string_view before, std::string_view after, const std::vector<std::uint64_t>& version) {
  const std::string a = WithoutKeywords(before);
  const std::string b = WithoutKeywords(after);
  if (a == b || IsToldVersion(a, b, version) || IsDefinedStamp(a, b)) return true;
  const std::string unmarked = WithoutMarks(a);
  const auto old_words = Words(unmarked);
  const auto new_words = Words(b);
  if (old_words.size() > kMostWords || new_words.size() > kMostWords) return false;
  const auto same = [](auto from, auto from_end, auto other, auto other_end) {
    std::size_t count = 0;
    while (from != from_end && other != other_end && *from == *other) ++from, ++other, ++count;
    return count;
  };
  const std::size_t head = same(old_words.begin(), old_words.end(), new_words.begin(), new_words.end());
  const std::size_t tail = std::min({same(old_words.rbegin(), old_words.rend(), new_words.rbegin(), new_words.rend()),
                                     old_words.size() - head, new_words.size() - head});
  // Between them, the same words but for stamps; or a word in capitals gave way to one.
  const auto others = [&](const std::vector<std::string_view>& words) {
    std::vector<std::string_view> left(words.begin() + static_cast<std::ptrdiff_t>(head),
                                       words.end() - static_cast<std::ptrdiff_t>(tail));
    std::erase_if(left, &IsStamp);
    return left;
  };
  auto old_others = others(old_words);
  const auto new_others = others(new_words);
  if (new_others.empty()) std::erase_if(old_others, &IsCapitals);
  if (old_others != new_others) return false;
  // A bare number is a stamp only where the line is about versions or has the release's own.
  const auto numbers = VersionOf(b).numbers;
  const bool has_version =
      !version.empty() && std::search(numbers.begin(), numbers.end(), version.begin(), version.end()) != numbers.end();
  return has_version || SpeaksOfVersions(a) || HasDate(b);
}

}  // namespace halfsecond::release
