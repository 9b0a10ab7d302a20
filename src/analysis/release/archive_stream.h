// The entries of an archive as a stream, from the plug-in that reads it. Nothing is written anywhere.

#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "readers/archive/records.h"
#include "sandbox/plugin.h"

namespace halfsecond::release {

// Who takes what comes.
class ArchiveSink {
 public:
  ArchiveSink() = default;
  ArchiveSink(ArchiveSink&&) = default;
  ArchiveSink& operator=(ArchiveSink&&) = default;
  ArchiveSink(const ArchiveSink&) = delete;
  ArchiveSink& operator=(const ArchiveSink&) = delete;
  virtual ~ArchiveSink() = default;
  virtual void OnEntry(const archive::Entry& entry) = 0;
  virtual void OnData(Bytes data) = 0;  // of the last entry, in order
  // Something once nothing more is wanted.
  virtual const std::optional<Error>& failure() const = 0;
};

// Reads the archive that `descriptor` is open on, from its beginning. Errors: kMalformed, kTruncated, kUnsupported,
// kLimit, kIo; the sink's failure.
Result<void> StreamArchive(int descriptor, sandbox::Plugin& plugin, ArchiveSink& sink);

}  // namespace halfsecond::release
