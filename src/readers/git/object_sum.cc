#include "readers/git/object_sum.h"

#include <algorithm>
#include <span>
#include <string>

namespace halfsecond::git {

ObjectSum::ObjectSum(std::string_view type, std::uint64_t size_bytes) {
  Add(std::string(type) + ' ' + std::to_string(size_bytes) + '\0');
}

ObjectSum& ObjectSum::Add(std::string_view bytes) {
  sum_.Add(std::as_bytes(std::span(bytes.data(), bytes.size())));
  return *this;
}

ObjectId ObjectSum::Finish() {
  const Sha1Digest digest = sum_.Finish();
  ObjectId id;
  std::copy(digest.begin(), digest.end(), id.bytes.begin());
  id.length = static_cast<std::uint8_t>(digest.size());
  return id;
}

ObjectId IdOfObject(std::string_view type, std::string_view bytes) {
  return ObjectSum(type, bytes.size()).Add(bytes).Finish();
}

}  // namespace halfsecond::git
