// Why a library is in a program's process.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace halfsecond {

// One request on the way: `from` names `to` in a DT_NEEDED entry.
struct WhyStep {
  std::size_t from = 0;  // indexes into LoadFacts::objects
  std::size_t to = 0;
  std::uint64_t at_byte = 0;         // the entry in the file of `from`
  std::vector<std::string> symbols;  // that `from` binds from `to`, sorted
  std::vector<std::string> removed;  // sonames that would go without this entry
  std::size_t libraries_left = 0;    // in the process without it
};

struct WhyFacts {
  std::size_t library = 0;                   // index into LoadFacts::objects
  std::vector<std::vector<WhyStep>> chains;  // every shortest one, as many as are shown
  std::uint64_t total_chains = 0;
};

}  // namespace halfsecond
