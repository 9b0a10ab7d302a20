// What `cargo vendor` writes beside the files of a crate, .cargo-checksum.json: the SHA-256 of each file, and that of
// the package which they came from, as Cargo.lock has it (the Cargo book, "Source Replacement", directory sources).

#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace halfsecond::cargo {

struct CrateFiles {
  std::string package;                                    // 64 hexadecimal digits; "" where it names none
  std::map<std::string, std::string, std::less<>> files;  // the digits of each, by its path below the crate

  // Errors: kMalformed, kLimit.
  static Result<CrateFiles> Read(std::string_view json);
};

}  // namespace halfsecond::cargo
