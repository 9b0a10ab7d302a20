#include "readers/unit/unit_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "base/text.h"

namespace halfsecond::unit {
namespace {

constexpr std::string_view kLineEnds{"\n\r\0", 3};

// Hands out physical lines. Any of \n, \r and NUL ends one, and a pair of two different ones ends it once.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}
  std::uint64_t at() const { return at_; }

  std::optional<std::string_view> Next() {
    if (at_ >= text_.size()) return std::nullopt;
    const std::size_t end = std::min(text_.find_first_of(kLineEnds, at_), text_.size());
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = std::min(end + 1, text_.size());
    if (at_ < text_.size() && text_[at_] != text_[end] && kLineEnds.find(text_[at_]) != std::string_view::npos) ++at_;
    return line;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// True when the line ends in a backslash that is not itself escaped.
bool IsContinued(std::string_view line) {
  const std::size_t last = line.find_last_not_of('\\');
  const std::size_t backslashes = line.size() - (last == std::string_view::npos ? 0 : last + 1);
  return backslashes % 2 == 1;
}

class Parser {
 public:
  explicit Parser(Bytes file) : file_(file), lines_(file.text()) {}

  Result<UnitFile> Run() {
    std::string joined;  // what the lines before, each with a backslash at its end, amount to
    bool is_continuation = false;
    std::uint64_t begins_at = 0;
    while (true) {
      const std::uint64_t line_at = lines_.at();
      std::optional<std::string_view> line = lines_.Next();
      if (!line) break;
      if (line_at == 0 && line->starts_with(kByteOrderMark)) line->remove_prefix(kByteOrderMark.size());
      const std::size_t first = line->find_first_not_of(kBlanks);
      if (first != std::string_view::npos && ((*line)[first] == '#' || (*line)[first] == ';')) continue;
      if (!is_continuation) begins_at = line_at;
      const bool is_continued = IsContinued(*line);
      joined.append(is_continued ? line->substr(0, line->size() - 1) : *line);
      if (is_continued) joined.push_back(' ');
      if (!is_continued) {
        HS_CHECK(TakeLine(joined, begins_at));
        joined.clear();
      }
      is_continuation = is_continued;
    }
    HS_CHECK(TakeLine(joined, begins_at));
    return std::move(unit_);
  }

 private:
  static constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

  // One logical line.
  Result<void> TakeLine(std::string_view line, std::uint64_t at) {
    line = Trimmed(line, kBlanks);
    if (line.empty()) return {};
    if (line.front() == '[') {
      if (line.size() < 2 || line.back() != ']') {
        return Error{Error::Kind::kMalformed, "a section header that does not end", file_.base() + at};
      }
      if (line.size() - 2 > limits::kMaxUnitSectionBytes) {
        return Error{Error::Kind::kLimit, "a section name longer than one may be", file_.base() + at};
      }
      section_ = line.substr(1, line.size() - 2);
      return {};
    }
    if (unit_.assignments.size() == limits::kMaxUnitAssignments) {
      return Error{Error::Kind::kLimit, "more assignments than a unit may have", file_.base() + at};
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return Skip("a line that assigns nothing", at);
    if (section_.empty()) return Skip("an assignment before the first section", at);
    unit_.assignments.push_back({section_, std::string(Trimmed(line.substr(0, equals), kBlanks)),
                                 std::string(Trimmed(line.substr(equals + 1), kBlanks)), file_.base() + at});
    return {};
  }

  Result<void> Skip(const char* why, std::uint64_t at) {
    if (unit_.damage.size() < limits::kMaxReportedDamage) {
      unit_.damage.push_back({Error::Kind::kMalformed, why, file_.base() + at});
    }
    return {};
  }

  Bytes file_;
  Lines lines_;
  std::string section_;
  UnitFile unit_;
};

}  // namespace

Result<UnitFile> ReadUnitFile(Bytes file) {
  if (file.size() > limits::kMaxUnitBytes) {
    return Error{Error::Kind::kLimit, "larger than a unit file may be", file.base() + limits::kMaxUnitBytes};
  }
  return Parser(file).Run();
}

}  // namespace halfsecond::unit
