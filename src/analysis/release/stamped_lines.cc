#include "analysis/release/stamped_lines.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <iterator>
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

// What a version control system writes for a keyword: nothing that ends a comment or a string, and nothing that acts.
bool IsValueOfKeyword(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return IsWordByte(c) || std::string_view(" .,:/_+-~@").find(c) != std::string_view::npos;
  });
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
    const bool is_keyword =
        name > 1 && end < line.size() && line[end] == '$' && IsValueOfKeyword(line.substr(name, end - name));
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

// Does a word, whole or between underscores, say that versions or dates are spoken of?
bool IsTrigger(std::string_view word) {
  constexpr std::array<std::string_view, 18> kWords{
      "version",  "versions", "ver",     "release", "released",   "date",     "reldate", "builddate", "copyright",
      "revision", "rev",      "updated", "patch",   "patchlevel", "modified", "serial",  "stamp",     "timestamp"};
  const std::string lower = Lowered(word);
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end() || lower.ends_with("version") ||
         lower.starts_with("version");
}

// "Oct", "October", "Monday"; not a word that only begins so.
bool IsMonthOrDay(std::string_view word) {
  constexpr std::array<std::string_view, 19> kMonthsAndDays{
      "january",   "february",  "march",   "april",    "may",      "june",   "july",
      "august",    "september", "october", "november", "december", "monday", "tuesday",
      "wednesday", "thursday",  "friday",  "saturday", "sunday"};
  if (word.size() < 3) return false;
  const std::string lower = Lowered(word);
  return std::any_of(kMonthsAndDays.begin(), kMonthsAndDays.end(), [&lower](std::string_view name) {
    return name == lower || (name.substr(0, 3) == lower) || (lower == "sept" && name == "september");
  });
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

// Is it what a definition of a stamp has before it is one: nothing, a number, a word or words in quotes?
bool IsPlainValue(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return IsWordByte(c) || std::string_view("_.-+:@\" ").find(c) != std::string_view::npos;
  });
}

// Was a name that ends in what speaks of versions or of the time given a number, or a date in quotes, for a plain
// value?
bool IsDefinedStamp(std::string_view before, std::string_view after) {
  const Define old_define = DefineOf(before);
  const Define define = DefineOf(after);
  if (define.name.empty() || define.name != old_define.name || !IsPlainValue(old_define.value)) return false;
  const std::size_t cut = define.name.rfind('_');
  const std::string_view last = define.name.substr(cut == std::string_view::npos ? 0 : cut + 1);
  const bool is_time = last == "TIME" && define.name.find("RELEASE") != std::string_view::npos;
  if (!is_time && !IsTrigger(last)) return false;
  std::string_view value = define.value;
  const bool is_quoted = value.size() > 2 && value.front() == '"' && value.back() == '"';
  if (is_quoted) value = value.substr(1, value.size() - 2);
  return !value.empty() &&
         value.find_first_not_of(is_quoted ? "0123456789.-: " : "0123456789") == std::string_view::npos;
}

using LineWords = std::vector<std::string_view>;

// A run of stamps in a line, between words that are none; its place among the line's words.
struct Run {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// A line as words that are no stamps, and the runs before, between and behind them.
struct Cut {
  LineWords others;
  std::vector<Run> runs;
};

Cut CutOf(const LineWords& words, const std::function<bool(std::string_view)>& is_stamp) {
  Cut cut;
  Run run;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_stamp(words[i])) continue;
    run.end = i;
    cut.runs.push_back(run);
    cut.others.push_back(words[i]);
    run.begin = i + 1;
  }
  run.end = words.size();
  cut.runs.push_back(run);
  return cut;
}

// A slash that stands between two numbers or words, as in a date.
bool IsOfDate(const LineWords& words, std::size_t i, const Run& run) {
  return i > run.begin && i + 1 < run.end && IsWordByte(words[i - 1].front()) && IsWordByte(words[i + 1].front());
}

// What gives a run its form besides numbers and words: quotes, brackets, and slashes that are not of dates.
std::string FormOf(const LineWords& words, const Run& run) {
  std::string form;
  for (std::size_t i = run.begin; i < run.end; ++i) {
    const char c = words[i].front();
    if (std::string_view("\"'()[]@").find(c) != std::string_view::npos) form += c;
    if (c == '/' && !IsOfDate(words, i, run)) form += c;
  }
  return form;
}

LineWords NumbersAndWords(const LineWords& words, const Run& run) {
  LineWords found;
  std::copy_if(words.begin() + static_cast<std::ptrdiff_t>(run.begin),
               words.begin() + static_cast<std::ptrdiff_t>(run.end), std::back_inserter(found),
               [](std::string_view word) { return IsWordByte(word.front()); });
  return found;
}

// Is there before the run, in the same name or with no other word between, one that says what it is?
bool FollowsTrigger(const LineWords& words, const Run& run) {
  for (std::size_t i = run.begin; i-- > 0;) {
    if (!IsWordByte(words[i].front())) continue;
    if (IsTrigger(words[i])) return true;
    const bool is_joined = i > 0 && (words[i - 1] == "_" || words[i - 1] == "-" || words[i - 1] == ".");
    const bool is_number = std::isdigit(static_cast<unsigned char>(words[i].front())) != 0;
    if (!is_joined && !is_number && Lowered(words[i]) != "c") return false;  // "Copyright (C) 2024"
  }
  return false;
}

// Has the run the release's own version, or a date, or does the line say that it is one?
bool IsStampRun(const LineWords& words, const Run& run, const std::vector<std::uint64_t>& version) {
  std::string text;
  for (std::size_t i = run.begin; i < run.end; ++i) text += words[i];
  const auto numbers = VersionOf(text).numbers;
  // A version of one number is like any number.
  const bool has_version = version.size() > 1 &&
                           std::search(numbers.begin(), numbers.end(), version.begin(), version.end()) != numbers.end();
  return has_version || HasDate(text) || FollowsTrigger(words, run);
}

}  // namespace

bool OnlyStampsDiffer(std::string_view before, std::string_view after, const std::vector<std::uint64_t>& version) {
  const std::string a = WithoutKeywords(before);
  const std::string b = WithoutKeywords(after);
  if (a == b || IsToldVersion(a, b, version) || IsDefinedStamp(a, b)) return true;
  const std::string unmarked = WithoutMarks(a);
  const LineWords old_words = Words(unmarked);
  const LineWords new_words = Words(b);
  if (old_words.size() > kMostWords || new_words.size() > kMostWords) return false;
  Cut old_cut = CutOf(old_words, &IsStamp);
  const Cut new_cut = CutOf(new_words, &IsStamp);
  if (old_cut.others != new_cut.others) {
    // Or a word in capitals gave way to a stamp: "LIBCURL_VERSION".
    old_cut = CutOf(old_words, [&new_cut](std::string_view word) {
      return IsStamp(word) || (IsCapitals(word) &&
                               std::find(new_cut.others.begin(), new_cut.others.end(), word) == new_cut.others.end());
    });
    if (old_cut.others != new_cut.others) return false;
  }
  for (std::size_t i = 0; i < new_cut.runs.size(); ++i) {
    const Run& old_run = old_cut.runs[i];
    const Run& run = new_cut.runs[i];
    const bool is_same = std::equal(old_words.begin() + static_cast<std::ptrdiff_t>(old_run.begin),
                                    old_words.begin() + static_cast<std::ptrdiff_t>(old_run.end),
                                    new_words.begin() + static_cast<std::ptrdiff_t>(run.begin),
                                    new_words.begin() + static_cast<std::ptrdiff_t>(run.end));
    if (is_same) continue;
    const LineWords left = NumbersAndWords(new_words, run);
    if (left == NumbersAndWords(old_words, old_run)) return false;
    if (FormOf(old_words, old_run) != FormOf(new_words, run)) return false;
    // Where all was taken out, that must have been a stamp.
    const bool is_stamp = left.empty() ? IsStampRun(old_words, old_run, version) : IsStampRun(new_words, run, version);
    if (!is_stamp) return false;
  }
  return true;
}

}  // namespace halfsecond::release
