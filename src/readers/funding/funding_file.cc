#include "readers/funding/funding_file.h"

#include <algorithm>

#include "base/limits.h"

namespace halfsecond::funding {
namespace {

bool IsKeyCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  while (!text.empty() && kBlanks.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

// Without its quotes, and without a comment behind it.
std::string_view Scalar(std::string_view text) {
  text = Trimmed(text);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const std::size_t end = text.find(text.front(), 1);
    return end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
  }
  if (text.starts_with('#')) return {};
  return Trimmed(text.substr(0, text.find(" #")));
}

void Add(std::string_view platform, std::string_view name, std::vector<FundingPlace>& places) {
  name = Scalar(name);
  if (platform.empty() || name.empty() || name == "null" || name == "~") return;
  if (places.size() < limits::kMaxFundingPlaces) places.push_back({platform, name});
}

void AddValue(std::string_view platform, std::string_view value, std::vector<FundingPlace>& places) {
  value = Trimmed(value);
  if (!value.starts_with('[')) return Add(platform, value, places);
  value = value.substr(1, std::min(value.find(']'), value.size()) - 1);
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    Add(platform, value.substr(0, comma), places);
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
}

}  // namespace

std::vector<FundingPlace> ReadFunding(Bytes file) {
  std::vector<FundingPlace> places;
  std::string_view rest = file.text();
  std::string_view platform;
  while (!rest.empty() && places.size() < limits::kMaxFundingPlaces) {
    const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::string_view text = Trimmed(line);
    if (text.starts_with("- ")) {
      Add(platform, text.substr(2), places);
      continue;
    }
    const std::size_t colon = line.find(':');
    const bool is_key = colon != std::string_view::npos && colon > 0 &&
                        std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), IsKeyCharacter);
    if (!is_key) continue;
    platform = line.substr(0, colon);
    AddValue(platform, line.substr(colon + 1), places);
  }
  return places;
}

}  // namespace halfsecond::funding
