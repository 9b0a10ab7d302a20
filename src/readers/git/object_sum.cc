#include "readers/git/object_sum.h"

#include <algorithm>
#include <span>
#include <string>

namespace halfsecond::git {

ObjectSum::ObjectSum(std::string_view type, std::uint64_t size_bytes, Algorithm algorithm) {
  if (algorithm == Algorithm::kSha256) sum_.emplace<Sha256>();
  Add(std::string(type) + ' ' + std::to_string(size_bytes) + '\0');
}

ObjectSum& ObjectSum::Add(std::string_view bytes) {
  std::visit([bytes](auto& sum) { sum.Add(std::as_bytes(std::span(bytes.data(), bytes.size()))); }, sum_);
  return *this;
}

ObjectId ObjectSum::Finish() {
  ObjectId id;
  std::visit(
      [&id](auto& sum) {
        const auto digest = sum.Finish();
        std::copy(digest.begin(), digest.end(), id.bytes.begin());
        id.length = static_cast<std::uint8_t>(digest.size());
      },
      sum_);
  return id;
}

ObjectId IdOfObject(std::string_view type, std::string_view bytes, Algorithm algorithm) {
  return ObjectSum(type, bytes.size(), algorithm).Add(bytes).Finish();
}

}  // namespace halfsecond::git
