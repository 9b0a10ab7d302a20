#include "readers/deb/stanza.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/text.h"

namespace halfsecond::deb {
namespace {

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return Lower(x) == Lower(y); });
}

bool IsBlank(std::string_view line) {
  return Trimmed(line).empty();
}

// Adds what `line`, which is not blank, says. Returns what is wrong with it, or nothing.
std::string_view AddLine(std::vector<Field>& fields, std::string_view line) {
  if (line.front() == '#') return {};
  if (line.front() == ' ' || line.front() == '\t') {
    if (fields.empty()) return "a continuation line that continues nothing";
    std::string_view& value = fields.back().value;
    const char* const end = line.data() + line.size();
    value = Trimmed({value.data(), static_cast<std::size_t>(end - value.data())});
    return {};
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return "a line that is neither a field nor its continuation";
  const std::string_view name = Trimmed(line.substr(0, colon));
  for (const Field& field : fields) {
    if (SameName(field.name, name)) return "a field that is there twice";
  }
  const std::string_view value = Trimmed(line.substr(colon + 1));
  // A value that starts on its next line begins, empty, where its first line ends.
  fields.push_back({name, value.empty() ? line.substr(line.size()) : value});
  return {};
}

}  // namespace

std::string_view Stanza::Value(std::string_view name) const {
  for (const Field& field : fields) {
    if (SameName(field.name, name)) return field.value;
  }
  return {};
}

std::string_view StanzaReader::TakeLine() {
  const std::string_view rest = file_.text().substr(at_);
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  at_ += std::min(end + 1, rest.size());
  return rest.substr(0, end);
}

void StanzaReader::SkipBlankLines() {
  while (at_ < file_.size()) {
    const std::uint64_t before = at_;
    if (!IsBlank(TakeLine())) {
      at_ = before;
      return;
    }
  }
}

Result<Stanza> StanzaReader::TakeStanza() {
  Stanza stanza;
  stanza.at_byte = file_.base() + at_;
  while (at_ < file_.size()) {
    const std::uint64_t line_at = file_.base() + at_;
    const std::string_view line = TakeLine();
    if (IsBlank(line)) break;
    if (file_.text()[at_ - 1] != '\n') return Error{Error::Kind::kTruncated, "the last line has no end", line_at};
    const std::string_view fault = AddLine(stanza.fields, line);
    if (!fault.empty()) return Error{Error::Kind::kMalformed, std::string(fault), line_at};
    if (stanza.fields.size() > limits::kMaxStanzaFields) {
      return Error{Error::Kind::kLimit, "more fields than a stanza may have", line_at};
    }
  }
  return stanza;
}

std::optional<Result<Stanza>> StanzaReader::Next() {
  SkipBlankLines();
  if (at_ >= file_.size()) return std::nullopt;
  auto stanza = TakeStanza();
  if (!stanza.ok()) {
    while (at_ < file_.size() && !IsBlank(TakeLine())) {}
  }
  return stanza;
}

}  // namespace halfsecond::deb
