#include "analysis/custody/build_probe.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/limits.h"

namespace halfsecond::custody {
namespace {

constexpr std::size_t kMaxProbes = 10'000;

using std::string_view;

// The text up to `end`, a backslash keeping the next character; npos when it does not come.
std::size_t EndOf(string_view text, string_view end) {
  text = text.substr(0, limits::kMaxProbeBytes);
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
  text = text.substr(0, limits::kMaxProbeBytes);
  int depth = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i;
  }
  return string_view::npos;
}

struct Call {
  string_view name;  // then, after blanks:
  string_view opens;
  string_view closes;  // "": the bracket that the call opened
  BuildProbe::Form form;
};

constexpr std::array kCalls{
    Call{"_source_compiles(", "\"", "\"", BuildProbe::Form::kQuoted},
    Call{"_SOURCE_COMPILES(", "\"", "\"", BuildProbe::Form::kQuoted},
    Call{"_source_runs(", "\"", "\"", BuildProbe::Form::kQuoted},
    Call{"_SOURCE_RUNS(", "\"", "\"", BuildProbe::Form::kQuoted},
    Call{"_source_compiles(", "[[", "]]", BuildProbe::Form::kLiteral},
    Call{"_source_compiles(", "[==[", "]==]", BuildProbe::Form::kLiteral},
    Call{"AC_LANG_PROGRAM(", "", "", BuildProbe::Form::kProgram},
    Call{"AC_LANG_SOURCE(", "", "", BuildProbe::Form::kSource},
    Call{".compiles(", "'''", "'''", BuildProbe::Form::kLiteral},
    Call{".links(", "'''", "'''", BuildProbe::Form::kLiteral},
};

// The name that ends `before`.
string_view LastWord(string_view before) {
  std::size_t start = before.size();
  while (start > 0) {
    const char c = before[start - 1];
    const bool is_part = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!is_part) break;
    --start;
  }
  return before.substr(start);
}

// Whether the probe whose call follows `before` asks the C compiler, as far as the file shows. autoconf's language is a
// state of the script, so that a file that ever leaves C is not told apart; a project's own macro around CMake's adds
// what it likes.
bool IsC(string_view before, const Call& call, string_view file) {
  if (call.form == BuildProbe::Form::kProgram || call.form == BuildProbe::Form::kSource) {
    constexpr std::array kOthers{"AC_LANG([C++])", "AC_LANG(C++)", "AC_LANG_PUSH(", "AC_LANG_CPLUSPLUS"};
    return std::none_of(kOthers.begin(), kOthers.end(),
                        [&](string_view other) { return file.find(other) != string_view::npos; });
  }
  const string_view word = LastWord(before);
  if (call.name.starts_with('_')) return word == "check_c" || word == "CHECK_C" || word == "Check_C";
  return word.find("cpp") == string_view::npos && word.find("cxx") == string_view::npos &&
         word.find("obj") == string_view::npos && word.find("plus") == string_view::npos;
}

void AddAll(string_view text, const Call& call, std::vector<BuildProbe>& probes) {
  for (std::size_t at = text.find(call.name); at != string_view::npos && probes.size() < kMaxProbes;
       at = text.find(call.name, at + 1)) {
    string_view rest = text.substr(at + call.name.size());
    if (!call.opens.empty()) {
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
      if (!rest.starts_with(call.opens)) continue;
      rest.remove_prefix(call.opens.size());
    }
    const std::size_t end = call.closes.empty() ? EndOfBrackets(rest) : EndOf(rest, call.closes);
    if (end == string_view::npos) continue;
    probes.push_back({rest.substr(0, end), call.form, IsC(text.substr(0, at), call, text)});
  }
}

// CMake's quoted argument without its escapes. Nothing with a variable in it.
std::optional<std::string> Unquoted(string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "${" || text.substr(i, 5) == "$ENV{") return std::nullopt;
    if (text[i] != '\\' || i + 1 == text.size()) {
      plain += text[i];
      continue;
    }
    ++i;
    if (text[i] == '\n') continue;
    plain += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
  }
  return plain;
}

// The arguments of an m4 call, each with its outer quotes still on.
std::vector<string_view> Arguments(string_view text) {
  std::vector<string_view> arguments;
  int quotes = 0;
  int brackets = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ',';
    if (c == '[') ++quotes;
    if (c == ']') --quotes;
    if (c == '(' && quotes == 0) ++brackets;
    if (c == ')' && quotes == 0) --brackets;
    if (i == text.size() || (c == ',' && quotes == 0 && brackets == 0)) {
      arguments.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  return arguments;
}

bool HoldsAny(string_view text, std::initializer_list<string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](string_view word) { return text.find(word) != string_view::npos; });
}

// Whether each quote that begins in `text` ends there, and none that began before.
bool IsBalanced(string_view text) {
  int depth = 0;
  for (const char c : text) {
    if (c == '[') ++depth;
    if (c == ']' && --depth < 0) return false;
  }
  return depth == 0;
}

// An m4 argument as it is after expansion. Nothing where it is not quoted, or calls a macro, or has an argument of its
// own: then m4 would have to be run.
std::optional<std::string> Expanded(string_view argument) {
  constexpr string_view kBlank = " \t\r\n";
  const std::size_t first = argument.find_first_not_of(kBlank);
  if (first == string_view::npos) return std::string();
  argument = argument.substr(first, argument.find_last_not_of(kBlank) + 1 - first);
  if (argument == "[]") return std::string();
  const bool is_twice = argument.starts_with("[[") && argument.ends_with("]]");
  if (!is_twice && !(argument.starts_with("[") && argument.ends_with("]"))) return std::nullopt;
  argument = argument.substr(is_twice ? 2 : 1, argument.size() - (is_twice ? 4 : 2));
  if (!IsBalanced(argument) || HoldsAny(argument, {"$", "@%:@", "@<:@", "AC_", "AS_", "m4_", "dnl"})) {
    return std::nullopt;
  }
  // Single quotes leave words that m4 or autoconf may know.
  if (!is_twice && HoldsAny(argument, {"[", "]"})) return std::nullopt;
  return std::string(argument);
}

}  // namespace

std::vector<BuildProbe> BuildProbesOf(string_view text) {
  std::vector<BuildProbe> probes;
  for (const Call& call : kCalls) AddAll(text, call, probes);
  std::sort(probes.begin(), probes.end(),
            [](const BuildProbe& a, const BuildProbe& b) { return a.text.data() < b.text.data(); });
  return probes;
}

std::optional<std::string> TranslationUnit(const BuildProbe& probe) {
  if (!probe.is_c || probe.text.empty()) return std::nullopt;
  if (probe.form == BuildProbe::Form::kQuoted) return Unquoted(probe.text);
  if (probe.form == BuildProbe::Form::kLiteral) return std::string(probe.text);
  const std::vector<string_view> arguments = Arguments(probe.text);
  std::optional<std::string> first = Expanded(arguments[0]);
  if (probe.form == BuildProbe::Form::kSource) return arguments.size() == 1 ? first : std::nullopt;
  if (!first || arguments.size() > 2) return std::nullopt;
  const auto body = arguments.size() == 2 ? Expanded(arguments[1]) : std::optional<std::string>(std::string());
  if (!body) return std::nullopt;
  // As autoconf's _AC_LANG_PROGRAM_C has it (lang C, 2.71).
  return *first + "\nint\nmain (void)\n{\n" + *body + "\n  ;\n  return 0;\n}\n";
}

}  // namespace halfsecond::custody
