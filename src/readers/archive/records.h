// The records of the archive plug-in (plugins/archive/protocol.h says the format), read from a stream cut anywhere. The
// plug-in has met hostile bytes and may have been taken over by them: its records are read like any foreign input.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "plugins/archive/protocol.h"

namespace halfsecond::archive {

// One entry, as the archive says it. Nothing is checked against any file system: a path may be absolute, climb out by
// "..", or name a device.
struct Entry {
  using Type = EntryType;
  Type type = Type::kOther;
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::optional<std::uint64_t> size;  // nothing: the archive does not say before the contents
  std::int64_t mtime_seconds = 0;
  std::string path;
  std::string link;  // a symbolic or hard link's target
};

// A path that stays below where it is put: relative, no "..", not empty.
bool StaysInside(const std::string& path);

class RecordReader {
 public:
  struct Visitor {
    std::function<void(const Entry&)> on_entry;
    std::function<void(Bytes)> on_data;  // of the last entry, in order
  };
  explicit RecordReader(Visitor visitor) : visitor_(std::move(visitor)) {}

  // The next piece of the stream. Errors: kMalformed (no record, contents before any entry, something after the end),
  // kLimit (a name longer than limits::kMaxArchiveNameBytes).
  Result<void> Add(Bytes piece);

  // The stream has come to its own end. Without that, it was cut short.
  bool complete() const { return complete_; }

 private:
  Result<bool> TakeRecord();
  Result<bool> TakeEntry();
  std::uint64_t Wanted() const;

  Visitor visitor_;
  std::string held_;             // the beginning of a record
  std::uint64_t data_left_ = 0;  // of a data record, passed on as it comes
  std::uint32_t entries_ = 0;
  bool complete_ = false;
  std::uint64_t at_ = 0;  // of held_, in the stream
};

}  // namespace halfsecond::archive
