// What a packager of Debian took out of upstream's archive: the Files-Excluded field of a machine-readable
// debian/copyright, as mk-origtargz(1) and uscan(1) read it.
//
// Refuses what mk-origtargz refuses: a backslash before anything but "*", "?" and a backslash.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond::deb {

class Exclusions {
 public:
  Exclusions();

  struct Pattern {
    std::string text;
    std::uint64_t line = 0;  // of debian/copyright, from 1
  };

  const std::vector<Pattern>& excluded() const { return excluded_; }

  // The pattern by which `path` was taken out of an archive, or a folder above it; nullptr when there is none, and once
  // all answers together have taken limits::kMaxPatternSteps. `path` begins with the archive's top folder, which a
  // pattern may leave out. "*" and "?" match a slash, too.
  const Pattern* WhyExcluded(std::string_view path);

 private:
  friend Result<Exclusions> ReadExclusions(Bytes copyright, std::string_view component);

  std::vector<Pattern> excluded_;
  std::vector<Pattern> kept_;  // Files-Included: stay although excluded, wherever in the path they match
  std::size_t steps_left_;
};

// The patterns for the upstream archive, or for that of `component` (orig-COMPONENT) when it is not "". None where the
// file is not of the machine-readable format, or has no such field. Errors: kMalformed, kTruncated, kLimit.
Result<Exclusions> ReadExclusions(Bytes copyright, std::string_view component);

// Where a pattern may match: the whole of a path or one of the folders above it, or any part of it.
enum class Anchor : std::uint8_t { kWholeOrFolder, kAnywhere };

// Does a pattern of Files-Excluded match? `steps` counts down; at 0 the answer is false.
bool MatchesExclusion(std::string_view pattern, std::string_view path, Anchor anchor, std::size_t& steps);

}  // namespace halfsecond::deb
