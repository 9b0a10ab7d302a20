// The messages of a translation, each with what it is translated to. All text stands in one string and all places in
// one list, sorted by digest and cut into ranges of a message or two: a release has a hundred translations of some
// thousand messages, and each is held against another once.

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

  // Room for so many bytes of messages and translations.
  void Reserve(std::size_t bytes) { all_.reserve(bytes); }

  // Adds a message without looking whether it is there. Before anything is asked again: Sort().
  void Add(const Message& message);
  // Of messages that were added more than once the last one stays.
  void Sort();

  std::size_t size() const { return places_.size(); }
  bool empty() const { return places_.empty(); }

  // In an order that means nothing. Views are valid until something is added. REQUIRES: i < size().
  Message operator[](std::size_t i) const { return {Text(places_[i]), Translation(places_[i])}; }

  // Where a message is, for []; nothing when it is not there. Valid until something is added.
  std::optional<std::size_t> IndexOf(std::string_view text) const;
  // What it is translated to; nothing when it is not there. Valid until something is added.
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

  // The range of places that a digest is in, by its upper bits; the last range ends at the end.
  std::size_t RangeOf(std::uint64_t digest) const { return digest >> shift_; }
  int Compare(const Place& a, const Place& b) const;
  void SortIntoRanges();

  std::string all_;
  std::vector<Place> places_;
  std::vector<std::uint32_t> ranges_;  // where in places_ each begins, and the end
  unsigned shift_ = 0;
};

}  // namespace halfsecond::gettext
