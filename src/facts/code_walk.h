// What a function that the loader runs does, as far as its machine code can be followed without running it.

#pragma once

#include <cstdint>
#include <string>

namespace halfsecond {

// How often it does one thing, and the first place, as linked.
struct CodeSites {
  std::uint64_t count = 0;
  std::uint64_t first_address = 0;
};

struct CodeWalk {
  bool is_cut_short = false;       // more code than is followed: the counts say "at least"
  bool is_readable = true;         // false: it leads to what is no code, or to what we cannot read
  std::uint64_t instructions = 0;  // reached, each counted once
  std::uint64_t own_instructions = 0;
  std::uint64_t functions = 0;  // reached by calls, itself among them
  std::uint64_t code_bytes = 0;
  CodeSites calls_out;         // into other objects
  std::string first_called;    // whose name that is; empty when unknown
  CodeSites protected_writes;  // into its object's tables of addresses
  CodeSites foreign_writes;    // into other objects
  CodeSites system_calls;
  CodeSites indirect_calls;  // to where we cannot tell
  std::uint64_t indirect_jumps = 0;
  std::uint64_t own_writes = 0;      // into its object's own data
  std::uint64_t pointer_writes = 0;  // to where we cannot tell
};

}  // namespace halfsecond
