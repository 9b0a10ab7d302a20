// The files of a release archive, each with the id that git would give it. The archive is read once, as a stream;
// nothing of it is written anywhere, and only the contents of files that the tag does not have are kept.

#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/release/archive_stream.h"
#include "base/bytes.h"
#include "base/result.h"
#include "base/sha256.h"
#include "facts/release.h"
#include "readers/archive/records.h"
#include "readers/git/object_id.h"
#include "readers/git/object_sum.h"

namespace halfsecond::release {

struct ArchiveFile {
  std::string path;  // below the top folder
  archive::Entry::Type type = archive::Entry::Type::kFile;
  std::uint32_t mode = 0;
  std::uint64_t size = 0;
  git::ObjectId id;                            // of the contents; of the target's name for a symbolic link
  std::optional<git::ObjectId> lf_id;          // of a text with LF for each CR LF, where it has any
  std::optional<std::string> content;          // kept where the tag does not have it and it is not too large
  std::string start;                           // of contents that are too large
  std::shared_ptr<const Sha256Digest> digest;  // of contents for which alone there was no room

  // The name of the contents where objects are named by `algorithm`; null where that would need contents not kept.
  git::ObjectId IdBy(git::Algorithm algorithm) const;
};

struct ArchiveListing {
  std::string top;  // the one folder that everything is in, with its slash; or ""
  std::optional<std::string>
      lead;  // what the archive's own names have in front of that, "./"; nothing: not all the same
  std::vector<ArchiveFile> files;  // files and symbolic links, sorted by path, one of each name
  std::vector<ArchiveOddity> oddities;
};

// Takes the records of an archive as they come.
class ListingBuilder final : public ArchiveSink {
 public:
  // `on_first` is told the first path, before anything is hashed; `is_known` says whether the contents of a blob need
  // not be kept, which may be asked once `is_ready` says so; until then they are kept, up to a limit, and from there on
  // `wait` returns when it is. `on_settled` is told each file once that was asked; it stays as it is until Finish.
  struct Questions {
    std::function<Result<void>(const std::string& path)> on_first;
    std::function<bool(const git::ObjectId&)> is_known;
    std::function<bool()> is_ready = [] { return true; };
    std::function<void()> wait = [] {};
    git::Algorithm algorithm = git::Algorithm::kSha1;  // by which the tag names its blobs
    std::function<void(const ArchiveFile&)> on_settled = [](const ArchiveFile&) {};
  };
  explicit ListingBuilder(Questions questions) : questions_(std::move(questions)) {}

  void OnEntry(const archive::Entry& entry) override;
  void OnData(Bytes data) override;
  void OnOddity(std::string_view kind, const std::string& path, std::string detail) override;

  // Nothing more comes: the last file is whole.
  void End() { EndFile(content_); }

  // What came, whole. Errors: kLimit (too many files or names), what on_first returned, kMalformed (a file whose
  // contents are not as long as it says).
  Result<ArchiveListing> Finish();

  // Nothing more is wanted: the listing has failed.
  const std::optional<Error>& failure() const override { return failure_; }

 private:
  void Begin(const archive::Entry& entry, std::string path);
  void EndFile(std::string_view content);
  void AddLink(const archive::Entry& entry, const std::string& path);
  void Put(ArchiveFile file);
  void NoteLead(std::string_view name, std::string_view path);
  void Odd(std::string_view kind, const std::string& path, std::string detail);
  void FindCollisions(std::size_t top_bytes);
  void Keep(ArchiveFile& file, std::string_view content);
  void Settle();
  void TellSettled();
  void TakeFiles();

  Questions questions_;
  ArchiveListing listing_;
  std::deque<ArchiveFile> files_;                         // which stay where they are
  std::unordered_map<std::string, std::size_t> by_path_;  // into files_, the last of each name
  std::vector<bool> is_replaced_;                         // of files_, by a later one of its name; as far as it goes
  std::vector<std::string> folders_;                      // that the archive names as such
  bool is_settled_ = false;                               // none is kept that is known
  std::size_t told_ = 0;                                  // of files_, to on_settled
  std::optional<ArchiveFile> current_;
  std::optional<git::ObjectSum> sum_;   // of the current file
  std::string content_;                 // of it, where it comes in pieces
  bool is_whole_ = false;               // the file that came last
  std::uint64_t seen_bytes_ = 0;        // of the current file
  std::uint64_t kept_bytes_ = 0;        // of all
  std::vector<std::size_t> unsettled_;  // files kept before it could be asked whether they are known
  std::uint64_t unsettled_bytes_ = 0;
  std::uint64_t path_bytes_ = 0;  // of all
  std::optional<Error> failure_;
  bool has_first_ = false;
  bool has_lead_ = false;
};

}  // namespace halfsecond::release
