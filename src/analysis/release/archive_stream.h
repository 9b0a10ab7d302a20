// The entries of an archive as a stream: a tar archive by our own reader, decompressed by the codec plug-in; any other
// by the archive plug-in. Nothing is written anywhere.

#pragma once

#include <optional>
#include <string>
#include <string_view>

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
  // What the archive does that readers take in different ways.
  virtual void OnOddity(std::string_view kind, const std::string& path, std::string detail) = 0;
  // Something once nothing more is wanted.
  virtual const std::optional<Error>& failure() const = 0;
};

// The plug-ins that take part.
struct ArchivePlugins {
  sandbox::Plugin& codec;
  sandbox::Plugin* archive = nullptr;       // for what is no tar archive; none: that is refused
  sandbox::Plugin* second_codec = nullptr;  // for what two can decompress at a time; none: one does
};

// Does the archive's name say that it is a tar archive the codec can decompress? Then no other plug-in is needed.
bool SaysTar(std::string_view name);

// Does what `descriptor` is open on begin as a tar archive, or as what the codec decompresses? Nothing: it has no
// bytes.
std::optional<bool> BeginsAsTar(int descriptor);

// Does it begin as what two codecs can decompress at a time, and is it large enough for that?
bool IsForTwoCodecs(int descriptor);

// Reads the archive that `descriptor` is open on, from its beginning. Errors: kMalformed, kTruncated, kUnsupported,
// kLimit (more than limits::kMaxArchiveRatio bytes out of one, too), kIo; the sink's failure.
Result<void> StreamArchive(int descriptor, const ArchivePlugins& plugins, ArchiveSink& sink);

}  // namespace halfsecond::release
