// A zip's entries as unzip would see them: read as a stream by their own headers, checked against the archive's
// directory, which alone says what is a symbolic link.

#pragma once

#include <optional>
#include <string>

#include "analysis/release/archive_stream.h"
#include "readers/archive/zip_directory.h"

namespace halfsecond::release {

// The directory of the zip that `descriptor` is open on, compared with what is in front of it. Where it has none, that
// is what is remarked. Errors: kLimit, kIo.
Result<archive::ZipDirectory> DirectoryOfZip(int descriptor);

// Hands on to another what it takes.
class ZipSink final : public ArchiveSink {
 public:
  // REQUIRES: both outlive this.
  ZipSink(const archive::ZipDirectory& directory, ArchiveSink& inner);

  void OnEntry(const archive::Entry& entry) override;
  void OnData(Bytes data) override;
  void OnOddity(std::string_view kind, const std::string& path, std::string detail) override;
  const std::optional<Error>& failure() const override { return inner_.failure(); }

  // Every entry has come.
  void Finish();

 private:
  const archive::ZipEntry* Next(const archive::Entry& entry);
  void EndLink();
  void Odd(const std::string& path, std::string detail);

  const archive::ZipDirectory& directory_;
  ArchiveSink& inner_;
  std::size_t next_ = 0;                // of the directory's entries
  bool agrees_ = true;                  // so far
  std::optional<archive::Entry> link_;  // whose target's name is still coming
};

}  // namespace halfsecond::release
