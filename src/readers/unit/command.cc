#include "readers/unit/command.h"

#include <utility>

#include "base/limits.h"
#include "readers/unit/unit_file.h"

namespace halfsecond::unit {
namespace {

constexpr std::string_view kPlainPrefixes = "-@:|";  // of no account for who runs what

bool IsBlank(char c) {
  return kBlanks.find(c) != std::string_view::npos;
}

// Takes words off a command line: blanks separate, quotes join, a backslash escapes (systemd's extract-word.c with
// EXTRACT_UNQUOTE and EXTRACT_CUNESCAPE). Escapes of bytes by number are kept as written: no program is named that way.
class Words {
 public:
  explicit Words(std::string_view line) : line_(line) {}

  std::size_t at() const { return at_; }
  std::string_view line() const { return line_; }

  void SkipBlanks() {
    while (at_ < line_.size() && IsBlank(line_[at_])) ++at_;
  }

  bool AtEnd() const { return at_ >= line_.size(); }

  // A ";" that stands alone ends a command.
  bool AtSeparator() const {
    return !AtEnd() && line_[at_] == ';' && (at_ + 1 == line_.size() || IsBlank(line_[at_ + 1]));
  }

  void SkipSeparator() { ++at_; }

  // REQUIRES: !AtEnd() and no blank next.
  Result<std::string> Take() {
    std::string word;
    const std::size_t begin = at_;
    char quote = '\0';
    for (; at_ < line_.size(); ++at_) {
      const char c = line_[at_];
      if (quote == '\0' && IsBlank(c)) return word;
      if (c == '\\' && at_ + 1 < line_.size()) {
        ++at_;
        Unescape(line_[at_], word);
      } else if (quote == '\0' && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = '\0';
      } else {
        word.push_back(c);
      }
    }
    if (quote != '\0') return Error{Error::Kind::kMalformed, "a quote that does not end", begin};
    return word;
  }

 private:
  static void Unescape(char c, std::string& word) {
    constexpr std::string_view kLetters = "abfnrtvs\\\"'";
    constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v \\\"'";
    const std::size_t found = kLetters.find(c);
    if (found == std::string_view::npos) word.push_back('\\');
    word.push_back(found == std::string_view::npos ? c : kMeanings[found]);
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

// Takes the prefix characters, in any order, off `word`.
Rights TakePrefix(std::string& word) {
  Rights rights = Rights::kUnits;
  std::size_t length = 0;
  for (; length < word.size(); ++length) {
    if (word[length] == '+') {
      rights = Rights::kFull;
    } else if (word[length] == '!') {
      rights = rights == Rights::kKeepUid ? Rights::kAmbient : Rights::kKeepUid;
    } else if (kPlainPrefixes.find(word[length]) == std::string_view::npos) {
      break;
    }
  }
  word.erase(0, length);
  return rights;
}

// "%%" stands for a percent sign; all other specifiers depend on the instance and stay (systemd.unit(5)).
std::string WithPercentSigns(std::string text) {
  for (std::size_t at = 0; (at = text.find("%%", at)) != std::string::npos; ++at) text.erase(at, 1);
  return text;
}

bool CanBeProgram(std::string_view path) {
  return !path.empty() && path.back() != '/' && (path.front() == '/' || path.find('/') == std::string_view::npos);
}

Result<Command> TakeCommand(Words& words) {
  const std::size_t begin = words.at();
  if (words.AtSeparator()) return Error{Error::Kind::kMalformed, "a separator with no command before it", begin};
  HS_TRY(program, words.Take());
  Command command;
  command.rights = TakePrefix(program);
  command.program = WithPercentSigns(std::move(program));
  if (!CanBeProgram(command.program)) {
    return Error{Error::Kind::kMalformed, "a command whose program is neither a name nor an absolute path", begin};
  }
  std::size_t end = words.at();
  for (words.SkipBlanks(); !words.AtEnd() && !words.AtSeparator(); words.SkipBlanks()) {
    HS_CHECK(words.Take());
    end = words.at();
  }
  command.line = words.line().substr(begin, end - begin);
  return command;
}

}  // namespace

Result<std::vector<Command>> ReadCommands(std::string_view value) {
  std::vector<Command> commands;
  Words words(value);
  for (words.SkipBlanks(); !words.AtEnd(); words.SkipBlanks()) {
    if (commands.size() == limits::kMaxUnitCommands) {
      return Error{Error::Kind::kLimit, "more commands than a line may have", words.at()};
    }
    HS_TRY(command, TakeCommand(words));
    commands.push_back(std::move(command));
    if (words.AtSeparator()) words.SkipSeparator();
  }
  return commands;
}

}  // namespace halfsecond::unit
