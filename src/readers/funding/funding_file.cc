#include "readers/funding/funding_file.h"

#include <algorithm>

#include "base/limits.h"
#include "readers/funding/yaml_line.h"

namespace halfsecond::funding {
namespace {

void Add(std::string_view platform, std::string_view name, std::vector<FundingPlace>& places) {
  name = Scalar(name);
  if (platform.empty() || name.empty()) return;
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
    const std::string_view line = TakeLine(rest);
    const std::string_view text = Trimmed(line);
    if (text.starts_with("- ")) {
      Add(platform, text.substr(2), places);
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !IsKey(line.substr(0, colon))) continue;
    platform = line.substr(0, colon);
    AddValue(platform, line.substr(colon + 1), places);
  }
  return places;
}

}  // namespace halfsecond::funding
