// Explains files of an archive while it is still being read, against the tag that its name speaks for. Decompression
// keeps one processor busy and git another; what stands here would else be done after both.
//
// It is a guess: whoever knows the whole archive takes the answers only where the tag, its folder and the archive's top
// turned out as guessed, and no name came twice. An answer that asked for a file of the archive which had not come is
// given again once that comes; it stands where none does.

#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/release/archive_listing.h"
#include "analysis/release/difference.h"
#include "analysis/release/explain/explanation.h"
#include "analysis/release/tag_search.h"

namespace halfsecond::release {

class EarlyLook {
 public:
  EarlyLook(const content_index::ContentIndex& index, Repository& repository, std::vector<Repository>& others)
      : index_(index), repository_(repository), others_(others) {}

  // By the thread that reads the archive. A file stays where it is, as it is, until Run has returned.
  void Add(const ArchiveFile& file);
  // Nothing more comes: the archive was read to its end, or it is none and nobody wants answers.
  enum class How : std::uint8_t { kWhole, kRefused };
  void End(How how = How::kWhole);

  struct Tags {
    const std::vector<Candidate>& candidates;  // the likeliest by their names first
    const std::string& version;                // that the archive's name says
  };
  // By the other one, once the candidates are at hand: returns after End, when all is looked at.
  void Run(const Tags& tags);

  // The answers, by path, where they hold for this tag and this archive; else none. REQUIRES: Run has returned.
  Answers TakeAnswers(const Candidate& tag, const ArchiveListing& listing);

 private:
  using Files = std::vector<const ArchiveFile*>;
  Files Wait(std::size_t least);
  bool IsRefused();
  const Candidate& Guess(const Tags& tags, const Files& files) const;
  std::string_view Below(const ArchiveFile& file) const { return std::string_view(file.path).substr(top_.size()); }
  void Look(Files files, Comparison& comparison);

  const content_index::ContentIndex& index_;
  Repository& repository_;
  std::vector<Repository>& others_;

  std::mutex mutex_;
  std::condition_variable wake_;
  Files come_;  // and not yet looked at
  std::uint64_t come_bytes_ = 0;
  std::size_t count_ = 0;  // of all that came
  bool is_over_ = false;
  bool is_refused_ = false;

  std::string tag_;  // by its name; "" when there was nothing to guess from
  std::string top_;
  bool holds_ = true;  // all files are below top_, and none came twice
  Answers answers_;
  std::unordered_map<std::string, Files> waiting_;  // that asked for a file which had not come, by its path
};

}  // namespace halfsecond::release
