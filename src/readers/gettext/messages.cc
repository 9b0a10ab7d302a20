#include "readers/gettext/messages.h"

#include <algorithm>
#include <functional>

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

void Messages::Sort() {
  const auto compare = [this](const Place& a, const Place& b) {
    if (a.digest != b.digest) return a.digest < b.digest ? -1 : 1;
    return Text(a).compare(Text(b));
  };
  // The last one of the same message first, which std::unique keeps.
  std::sort(places_.begin(), places_.end(), [&compare](const Place& a, const Place& b) {
    const int order = compare(a, b);
    return order != 0 ? order < 0 : a.at > b.at;
  });
  const auto end = std::unique(places_.begin(), places_.end(),
                               [&compare](const Place& a, const Place& b) { return compare(a, b) == 0; });
  places_.erase(end, places_.end());
}

std::optional<std::string_view> Messages::Find(std::string_view text) const {
  const std::uint64_t digest = DigestOf(text);
  const auto found = std::lower_bound(places_.begin(), places_.end(), text, [&](const Place& place, std::string_view) {
    return place.digest != digest ? place.digest < digest : Text(place) < text;
  });
  if (found == places_.end() || found->digest != digest || Text(*found) != text) return std::nullopt;
  return Translation(*found);
}

}  // namespace halfsecond::gettext
