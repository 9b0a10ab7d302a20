// What `git log -z --raw --no-renames --no-abbrev --date=raw` prints with kLogFormat, taken as it comes, a piece at a
// time. It refuses anything that git cannot have printed, and says at which byte.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "readers/git/object_id.h"

namespace halfsecond::git {

// A header of lines, then the message, then NUL. Names and addresses hold no line end; a message holds no NUL.
inline constexpr std::string_view kLogFormat = "%H%n%P%n%an%n%ae%n%ad%n%cn%n%ce%n%cd%n%B%x00";

// Views into the stream; they live until the call that brought them returns. All text is foreign.
struct LogPerson {
  std::string_view name;
  std::string_view address;
  std::int64_t seconds = 0;       // since 1970; a claim of whoever made the commit
  std::int16_t zone_minutes = 0;  // east of UTC
  bool is_date_broken = false;    // no number, or one outside the years 1970 to 2200: then 0
};

struct LogCommit {
  ObjectId id;
  std::string_view parents;  // ids with blanks between; each was checked
  std::size_t parent_count = 0;
  LogPerson author;
  LogPerson committer;
  std::string_view message;
};

struct LogChange {
  char status = 'M';  // A, M, D, T; or what else git says
  std::string_view old_mode;
  std::string_view new_mode;
  std::string_view old_blob;  // hexadecimal; zeros: none
  std::string_view new_blob;
  std::string_view path;
};

// Who takes what is read: a commit, then its changes, then the next.
class LogSink {
 public:
  LogSink() = default;
  LogSink(LogSink&&) = default;
  LogSink& operator=(LogSink&&) = default;
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;
  virtual ~LogSink() = default;
  virtual Result<void> TakeCommit(const LogCommit& commit) = 0;
  virtual Result<void> TakeChange(const LogChange& change) = 0;
};

class LogReader {
 public:
  explicit LogReader(LogSink& sink) : sink_(sink) {}

  // The next piece of the stream. Errors: kMalformed, kLimit (a field over limits::kMaxLogFieldBytes, a commit with
  // more than limits::kMaxParents), and those of the sink. After an error nothing more may be fed.
  Result<void> Feed(Bytes piece);

  // The stream has ended. kTruncated when it ended inside a record.
  Result<void> Finish() const;

 private:
  Result<void> TakeField(std::string_view field);
  Result<void> TakeHeader(std::string_view header);
  Error Malformed(std::string what) const;

  LogSink& sink_;
  std::string rest_;  // of a field that the next piece goes on with
  std::string meta_;  // the half of a change that came before its path
  bool path_is_next_ = false;
  std::uint64_t at_ = 0;  // where the current field starts
};

}  // namespace halfsecond::git
