// What in a source package brought a request for a library: upstream's own build, or what the distribution added.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "facts/damage.h"

namespace halfsecond {

// One line of the source that speaks of the library.
struct SourceLine {
  enum class Kind : std::uint8_t {
    kPatchBuild,    // a patch of the distribution has the build look for it
    kPatchCall,     // such a patch calls it
    kUpstream,      // upstream's build looks for it
    kOption,        // debian/rules switches it on
    kBuildDepends,  // debian/control wants it to build
  };
  Kind kind = Kind::kUpstream;
  std::string path;  // in the source package
  std::size_t line = 0;
  std::string text;  // without blanks around it; foreign
};

// "patch", "patch-call", "upstream", "option", "build-depends".
std::string_view SourceLineName(SourceLine::Kind kind);

struct SourceOrigin {
  enum class Verdict : std::uint8_t { kUnknown, kUpstream, kDistribution };
  Verdict verdict = Verdict::kUnknown;
  std::string source;             // as it was given
  std::string program;            // that makes the request
  std::string library;            // that it asks for, by its soname
  std::string target;             // that this brings in the end; the library itself, or one further down
  std::string patch;              // that adds it, where the distribution does
  std::string forwarded;          // what the patch's head says of having been sent upstream (DEP 3); "" when nothing
  std::vector<SourceLine> lines;  // by kind, then path, then line
  std::size_t files_read = 0;
  std::vector<Damage> damages;
};

// "unknown", "upstream", "distribution".
std::string_view SourceVerdictName(SourceOrigin::Verdict verdict);

}  // namespace halfsecond
