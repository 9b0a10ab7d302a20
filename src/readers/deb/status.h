// dpkg's status file (var/lib/dpkg/status): which packages a Debian system knows, and which of them are on its disk.
//
// Refuses to guess: a stanza that is damaged, or lacks what a package must have, is damage and not a package.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond::deb {

// The third word of a Status field: dpkg(1), "Package states".
enum class PackageState : std::uint8_t {
  kNotInstalled,
  kConfigFiles,  // removed; what it has in /etc remains
  kHalfInstalled,
  kUnpacked,
  kHalfConfigured,
  kTriggersAwaited,
  kTriggersPending,
  kInstalled,
};

// True when the files of this version stand on the disk, configured or not.
bool FilesAreInPlace(PackageState state);

// Views into the file's bytes.
struct Package {
  std::string_view name;          // without an architecture: "libc6"; only letters, digits and "-+._"
  std::string_view architecture;  // "amd64", "all"; letters, digits and "-"; may be empty when nothing is installed
  std::string_view version;       // likewise
  std::string_view source;        // the source package it was built from; the name when the field is absent
  std::string_view maintainer;    // as written; may be empty
  std::string_view homepage;      // likewise
  PackageState state = PackageState::kNotInstalled;
  bool multi_arch_same = false;  // may stand beside itself built for another architecture; its list is named after both
  std::uint64_t at_byte = 0;     // its stanza
};

struct Status {
  std::vector<Package> packages;  // in file order
  std::vector<Error> damage;      // a stanza each, at most limits::kMaxReportedDamage of them
};

// The packages of a status file. An empty file is a system without packages, and an answer.
// Error: kLimit (over limits::kMaxPackages).
Result<Status> ReadStatus(Bytes file);

}  // namespace halfsecond::deb
