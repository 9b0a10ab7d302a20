#include "analysis/custody/build_probe.h"

#include <algorithm>
#include <array>

namespace halfsecond::custody {
namespace {

constexpr std::size_t kMaxProbes = 10'000;
constexpr std::size_t kMaxProbeBytes = 65'536;

using std::string_view;

// The text up to `end`, a backslash keeping the next character; npos when it does not come.
std::size_t EndOf(string_view text, string_view end) {
  text = text.substr(0, kMaxProbeBytes);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text.substr(i, end.size()) == end) {
      return i;
    }
  }
  return string_view::npos;
}

// Where the bracket that was opened before `text` is closed.
std::size_t EndOfBrackets(string_view text) {
  text = text.substr(0, kMaxProbeBytes);
  int depth = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i;
  }
  return string_view::npos;
}

struct Form {
  string_view call;  // then, after blanks:
  string_view opens;
  string_view closes;  // "": the bracket that the call opened
};

constexpr std::array kForms{
    Form{"_source_compiles(", "\"", "\""}, Form{"_SOURCE_COMPILES(", "\"", "\""},
    Form{"_source_runs(", "\"", "\""},     Form{"_SOURCE_RUNS(", "\"", "\""},
    Form{"_source_compiles(", "[[", "]]"}, Form{"_source_compiles(", "[==[", "]==]"},
    Form{"AC_LANG_PROGRAM(", "", ""},      Form{"AC_LANG_SOURCE(", "", ""},
    Form{".compiles(", "'''", "'''"},      Form{".links(", "'''", "'''"},
};

void AddAll(string_view text, const Form& form, std::vector<string_view>& sources) {
  for (std::size_t at = text.find(form.call); at != string_view::npos && sources.size() < kMaxProbes;
       at = text.find(form.call, at + 1)) {
    string_view rest = text.substr(at + form.call.size());
    if (!form.opens.empty()) {
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
      if (!rest.starts_with(form.opens)) continue;
      rest.remove_prefix(form.opens.size());
    }
    const std::size_t end = form.closes.empty() ? EndOfBrackets(rest) : EndOf(rest, form.closes);
    if (end != string_view::npos) sources.push_back(rest.substr(0, end));
  }
}

}  // namespace

std::vector<string_view> ProbeSources(string_view text) {
  std::vector<string_view> sources;
  for (const Form& form : kForms) AddAll(text, form, sources);
  std::sort(sources.begin(), sources.end(), [](string_view a, string_view b) { return a.data() < b.data(); });
  return sources;
}

}  // namespace halfsecond::custody
