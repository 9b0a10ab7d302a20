// Changelogs of Debian packages (deb-changelog(5)): who uploaded which version, and when.
//
// Refuses nothing but says how much was damaged: an entry without its last line, who and when, is damage and no entry.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond::deb {

// Views into the file's bytes.
struct ChangelogEntry {
  std::string_view source;
  std::string_view version;
  std::string_view distribution;  // "unstable"
  std::string_view name;          // of the uploader
  std::string_view address;
  std::string_view date;           // as written: "Thu, 03 Apr 2025 21:55:39 +0200"
  bool is_non_maintainer = false;  // it says so in words, or by its version
  std::uint64_t at_byte = 0;       // its first line
};

struct Changelog {
  std::vector<ChangelogEntry> entries;  // in file order: the newest first
  std::size_t damaged_entries = 0;
  bool is_cut_short = false;  // over limits::kMaxChangelogEntries
};

// The entries of a changelog. A file of another format has none.
Changelog ReadChangelog(Bytes file);

// Does the version say that somebody else than the maintainer uploaded it: a Debian revision with a dot, or +nmuN?
// (Debian Developer's Reference, 5.11.2)
bool IsNonMaintainerVersion(std::string_view version);

// "2025-04-03" of "Thu, 03 Apr 2025 21:55:39 +0200", or "" when it is no such date.
std::string IsoDate(std::string_view date);

}  // namespace halfsecond::deb
