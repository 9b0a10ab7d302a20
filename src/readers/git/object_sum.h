// How git names an object: the digest of its type, its size and its bytes.

#pragma once

#include <cstdint>
#include <string_view>

#include "base/sha1.h"
#include "readers/git/object_id.h"

namespace halfsecond::git {

class ObjectSum {
 public:
  // `type` is "blob", "tree", "commit" or "tag".
  ObjectSum(std::string_view type, std::uint64_t size_bytes);

  ObjectSum& Add(std::string_view bytes);

  // The id, once `size_bytes` were added. Call it once, last.
  ObjectId Finish();

 private:
  Sha1 sum_;
};

// The id of an object at hand.
ObjectId IdOfObject(std::string_view type, std::string_view bytes);

}  // namespace halfsecond::git
