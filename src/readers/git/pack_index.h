// Which objects a pack has, by its index (gitformat-pack, version 2): their names, sorted, with a table of how many
// begin with each byte. Where in the pack they are is not read, and the names are not summed again: an index that lies
// can only hide an object, or have git look for one in vain.

#pragma once

#include <array>
#include <cstdint>

#include "base/result.h"
#include "base/source.h"
#include "readers/git/object_id.h"

namespace halfsecond::git {

class PackIndex {
 public:
  // `id_bytes` is 20 or 32, by what the repository names its objects. REQUIRES: `source` outlives this.
  // Errors: kUnsupported (another version), kMalformed, kTruncated, kIo.
  static Result<PackIndex> Read(Source& source, std::uint8_t id_bytes);

  // Has the pack an object of that name? A page of the index or two is read. Errors: kLimit (asked too often), kIo.
  Result<bool> Has(const ObjectId& id) const;

  // How many objects it has.
  std::uint32_t size() const { return before_.back(); }

 private:
  PackIndex(Source& source, std::uint8_t id_bytes) : source_(&source), id_bytes_(id_bytes) {}

  Source* source_;
  std::uint8_t id_bytes_;
  std::array<std::uint32_t, 257> before_{};  // [b]: how many names begin with a byte below b
};

}  // namespace halfsecond::git
