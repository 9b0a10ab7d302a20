// The messages of a translation, each with what it is translated to. All text stands in one string and all places in
// one sorted list: a release has a hundred translations of some thousand messages, and each is held against another
// once.

#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfsecond::gettext {

struct Message {
  std::string_view text;
  std::string_view translation;
};

class Messages {
 public:
  Messages() = default;
  Messages(std::initializer_list<Message> messages);

  // Adds a message without looking whether it is there. Before anything is asked again: Sort().
  void Add(const Message& message);
  // Of messages that were added more than once the last one stays.
  void Sort();

  std::size_t size() const { return places_.size(); }
  bool empty() const { return places_.empty(); }

  // In an order that means nothing. Views are valid until something is added. REQUIRES: i < size().
  Message operator[](std::size_t i) const { return {Text(places_[i]), Translation(places_[i])}; }

  // What a message is translated to; nothing when it is not there. Valid until something is added.
  std::optional<std::string_view> Find(std::string_view text) const;

 private:
  struct Place {
    std::uint64_t digest;  // of the message: places are in its order, then in that of the messages themselves
    std::size_t at;        // of the message in all_; its translation follows
    std::size_t text_bytes;
    std::size_t translation_bytes;
  };
  std::string_view Text(const Place& place) const { return std::string_view(all_).substr(place.at, place.text_bytes); }
  std::string_view Translation(const Place& place) const {
    return std::string_view(all_).substr(place.at + place.text_bytes, place.translation_bytes);
  }

  std::string all_;
  std::vector<Place> places_;
};

}  // namespace halfsecond::gettext
