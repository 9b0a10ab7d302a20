#include "readers/gettext/messages.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <utility>

namespace halfsecond::gettext {
namespace {

// Equal digests of different messages, chance or not, cost comparisons and nothing else.
std::uint64_t DigestOf(std::string_view text) {
  return std::hash<std::string_view>()(text);
}

}  // namespace

Messages::Messages(std::initializer_list<Message> messages) {
  for (const Message& message : messages) Add(message);
  Sort();
}

void Messages::Add(const Message& message) {
  places_.push_back({DigestOf(message.text), all_.size(), message.text.size(), message.translation.size()});
  all_.append(message.text).append(message.translation);
}

int Messages::Compare(const Place& a, const Place& b) const {
  if (a.digest != b.digest) return a.digest < b.digest ? -1 : 1;
  return Text(a).compare(Text(b));
}

// Digests are as good as random: as many ranges as there are messages have one or two each. Messages made to share a
// range cost what sorting them costs.
void Messages::SortIntoRanges() {
  const auto bits = static_cast<unsigned>(std::bit_width(places_.size()));
  shift_ = 64 - bits;
  ranges_.assign((std::size_t{1} << bits) + 1, 0);
  for (const Place& place : places_) ++ranges_[RangeOf(place.digest) + 1];
  std::partial_sum(ranges_.begin(), ranges_.end(), ranges_.begin());
  std::vector<std::uint32_t> next(ranges_.begin(), ranges_.end() - 1);
  std::vector<Place> sorted(places_.size());
  for (const Place& place : places_) sorted[next[RangeOf(place.digest)]++] = place;
  places_ = std::move(sorted);
}

void Messages::Sort() {
  if (places_.empty()) return;
  SortIntoRanges();
  std::size_t kept = 0;
  for (std::size_t range = 0; range + 1 < ranges_.size(); ++range) {
    const auto first = places_.begin() + ranges_[range];
    const auto end = places_.begin() + ranges_[range + 1];
    ranges_[range] = static_cast<std::uint32_t>(kept);
    // The last one of the same message first, which stays.
    std::sort(first, end, [this](const Place& a, const Place& b) {
      const int order = Compare(a, b);
      return order != 0 ? order < 0 : a.at > b.at;
    });
    for (auto place = first; place != end; ++place) {
      if (kept > ranges_[range] && Compare(places_[kept - 1], *place) == 0) continue;
      places_[kept++] = *place;
    }
  }
  places_.resize(kept);
  ranges_.back() = static_cast<std::uint32_t>(kept);
}

std::optional<std::size_t> Messages::IndexOf(std::string_view text) const {
  if (places_.empty()) return std::nullopt;
  const std::uint64_t digest = DigestOf(text);
  const std::size_t range = RangeOf(digest);
  const auto end = places_.begin() + ranges_[range + 1];
  const auto found =
      std::lower_bound(places_.begin() + ranges_[range], end, text, [&](const Place& place, std::string_view) {
        return place.digest != digest ? place.digest < digest : Text(place) < text;
      });
  if (found == end || found->digest != digest || Text(*found) != text) return std::nullopt;
  return static_cast<std::size_t>(found - places_.begin());
}

std::optional<std::string_view> Messages::Find(std::string_view text) const {
  const auto index = IndexOf(text);
  return index ? std::optional(Translation(places_[*index])) : std::nullopt;
}

}  // namespace halfsecond::gettext
