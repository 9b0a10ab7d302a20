#include "analysis/release/template_marks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostMarks = 4096;

bool IsOfName(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':';
}

// The length of the mark "@NAME@", "@KIND:NAME@" or "@@NAME@@" at the front of `text`; 0 for none.
std::size_t MarkAt(std::string_view text) {
  const std::size_t ats = text.starts_with("@@") ? 2 : text.starts_with("@") ? 1 : 0;
  std::size_t end = ats;
  while (end < text.size() && IsOfName(text[end])) ++end;
  return end > ats && text.substr(end).starts_with(text.substr(0, ats)) ? end + ats : 0;
}

std::size_t NextMark(std::string_view text) {
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (MarkAt(text.substr(at)) > 0) return at;
  }
  return std::string_view::npos;
}

}  // namespace

namespace {

// May a value of configure's stand there? None has what runs a command or ends one.
bool IsFilling(std::string_view text) {
  constexpr std::array<std::string_view, 6> kActs{"`", "$(", ";", "|", "*/", "&&"};
  return std::none_of(kActs.begin(), kActs.end(),
                      [text](std::string_view act) { return text.find(act) != std::string_view::npos; });
}

}  // namespace

bool IsLineFilled(std::string_view form, std::string_view line) {
  for (std::size_t marks = 0; marks < kMostMarks; ++marks) {
    const std::size_t mark = NextMark(form);
    if (mark == std::string_view::npos) return form == line;
    if (line.substr(0, mark) != form.substr(0, mark)) return false;
    form.remove_prefix(mark);
    form.remove_prefix(MarkAt(form));
    line.remove_prefix(mark);
    const std::string_view next = form.substr(0, NextMark(form));
    if (next.empty() && form.empty()) return IsFilling(line);
    const std::size_t at = NextMark(form) == std::string_view::npos && line.size() >= next.size()
                               ? line.size() - next.size()
                               : line.find(next);
    if (at == std::string_view::npos || !IsFilling(line.substr(0, at))) return false;
    line.remove_prefix(at);
  }
  return false;
}

std::string WithoutMarks(std::string_view line) {
  std::string plain;
  for (std::size_t mark = NextMark(line); mark != std::string_view::npos; mark = NextMark(line)) {
    plain += line.substr(0, mark);
    line.remove_prefix(mark);
    line.remove_prefix(MarkAt(line));
  }
  return plain.append(line);
}

}  // namespace halfsecond::release
