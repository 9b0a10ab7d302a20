// The little of YAML that FUNDING.yml and SECURITY-INSIGHTS.yml are read by: one line at a time, keys and plain values.

#pragma once

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace halfsecond::funding {

// A value without its quotes, and without a comment behind it; "" for one that is null, too.
inline std::string_view Scalar(std::string_view text) {
  text = Trimmed(text);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const std::size_t end = text.find(text.front(), 1);
    return end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
  }
  if (text.starts_with('#')) return {};
  text = Trimmed(text.substr(0, text.find(" #")));
  return text == "null" || text == "~" ? std::string_view() : text;
}

// Is it a key as these files have them: small letters, digits, '_' and '-'?
inline bool IsKey(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// The next line of `rest`, without its end.
inline std::string_view TakeLine(std::string_view& rest) {
  const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  return line;
}

}  // namespace halfsecond::funding
