// A .dsc file: which files make up a source package of Debian (deb-src-control(5)). Signed or not; the signature is not
// looked at.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond::deb {

struct SourceControl {
  std::string source;
  std::string version;             // with the epoch and the distribution's revision
  std::vector<std::string> files;  // names in the same folder; one with a slash is refused

  // The archive that upstream released: NAME_VERSION.orig.tar.*, or NAME_VERSION.tar.* of a native package; "" without.
  std::string UpstreamArchive() const;
  // A further archive of upstream's: NAME_VERSION.orig-COMPONENT.tar.*; "" without.
  std::string ComponentArchive(std::string_view component) const;
  // What the distribution adds: NAME_VERSION.debian.tar.*; "" without.
  std::string PackagingArchive() const;
};

// Errors: kMalformed (no Files or Checksums-Sha256 field, a name that leads out of the folder), kLimit.
Result<SourceControl> ReadSourceControl(Bytes file);

}  // namespace halfsecond::deb
