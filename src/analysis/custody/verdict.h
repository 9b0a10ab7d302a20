// What the contents of one changed file said, and a book of that. It follows from the commit, from which of its changes
// it is, from the two questions about its author that signals ask and from the compiler; so it never has to be found
// out twice.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "facts/custody.h"
#include "readers/git/object_id.h"

namespace halfsecond::custody {

struct Verdict {
  bool is_final = true;            // false: a compiler that was asked did not answer, this time
  bool is_load = false;            // bytes that no reviewer can read, without test code beside them
  std::uint32_t compilations = 0;  // how often a compiler was asked
  std::vector<std::pair<CustodyEventKind, std::string>> told;

  void Tell(CustodyEventKind kind, std::string detail) { told.emplace_back(kind, std::move(detail)); }
};

struct VerdictKey {
  git::ObjectId commit;
  std::uint32_t change = 0;    // which of the changes kept of the commit
  bool is_first_year = false;  // of the author
  bool has_push = false;       // the author, by then
  std::uint64_t compiler = 0;  // which one build probes were shown to; 0: none, or there are none

  bool operator==(const VerdictKey& other) const = default;
};

struct VerdictKeyHash {
  std::size_t operator()(const VerdictKey& key) const {
    return git::ObjectIdHash()(key.commit) + std::size_t{4} * key.change + (key.is_first_year ? 2U : 0U) +
           (key.has_push ? 1U : 0U);
  }
};

// Verdicts of earlier runs and of this one. Only what could be read is in it.
class VerdictBook {
 public:
  // Null when it is not known.
  const Verdict* Find(const VerdictKey& key) const;

  // REQUIRES: `key` is not in it.
  const Verdict& Add(const VerdictKey& key, Verdict verdict);

  // Takes a page. Errors: kMalformed, kUnsupported, kLimit; what was taken before stays.
  Result<void> TakePage(Bytes page);

  // Leaves out what another compiler said. REQUIRES: nothing was added yet.
  void KeepOnly(std::uint64_t compiler);

  // What was added here and is final, not what was taken: pages of at most kPageBytes or so.
  std::vector<std::string> NewPages() const;
  // All of it.
  std::vector<std::string> AllPages() const;

  std::size_t size() const { return verdicts_.size(); }
  bool has_new() const { return !added_.empty(); }
  // Was anything left out that the pages taken hold?
  bool has_lost() const { return has_lost_; }

 private:
  using Verdicts = std::unordered_map<VerdictKey, Verdict, VerdictKeyHash>;

  Verdicts verdicts_;
  std::vector<const Verdicts::value_type*> added_;  // in their order
  bool has_lost_ = false;
};

inline constexpr std::size_t kPageBytes = 4U << 20U;  // of a page of the store; it ends with the record that exceeds it

}  // namespace halfsecond::custody
