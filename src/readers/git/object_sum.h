// How git names an object: the digest of its type, its size and its bytes.

#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "base/sha1.h"
#include "base/sha256.h"
#include "readers/git/object_id.h"

namespace halfsecond::git {

// By what a repository names its objects (git-init(1), --object-format).
enum class Algorithm : std::uint8_t { kSha1, kSha256 };

// By what an object of this name was named.
inline Algorithm AlgorithmOf(const ObjectId& id) {
  return id.length == Sha256Digest().size() ? Algorithm::kSha256 : Algorithm::kSha1;
}

class ObjectSum {
 public:
  // `type` is "blob", "tree", "commit" or "tag".
  ObjectSum(std::string_view type, std::uint64_t size_bytes, Algorithm algorithm = Algorithm::kSha1);

  ObjectSum& Add(std::string_view bytes);

  // The id, once `size_bytes` were added. Call it once, last.
  ObjectId Finish();

 private:
  std::variant<Sha1, Sha256> sum_;
};

// The id of an object at hand.
ObjectId IdOfObject(std::string_view type, std::string_view bytes, Algorithm algorithm = Algorithm::kSha1);

}  // namespace halfsecond::git
