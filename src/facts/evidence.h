// Where a fact was seen. A claim that nobody can check is not a claim: every fact has one.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace halfsecond {

struct Evidence {
  std::string source;     // a file as the loader spells it, "git 5d3a1f2", "mail <id@host>"
  std::uint64_t at = 0;   // byte offset, line number or zero, as `unit` says
  std::string_view unit;  // "byte", "line", ""
  std::string quote;      // what stands there, shortened; foreign text, not yet escaped
};

}  // namespace halfsecond
