// Tar archives as a stream cut anywhere: ustar (POSIX.1-1988), pax (POSIX.1-2001) and GNU tar's long names. What makes
// two readers see two archives is told: sizes that disagree, and what follows the end. Sparse files and archives over
// several volumes are refused: no release needs them, and their sizes are claims.

#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "readers/archive/records.h"

namespace halfsecond::archive {

class TarReader {
 public:
  struct Visitor {
    std::function<void(const Entry&)> on_entry;
    std::function<void(Bytes)> on_data;  // of the last entry, in order
    // "two-sizes", "after-the-end", "lone-zeros": what the archive does that readers take in different ways.
    std::function<void(std::string_view kind, const std::string& path, std::string detail)> on_oddity;
  };
  explicit TarReader(Visitor visitor) : visitor_(std::move(visitor)) {}

  // The next piece of the stream. Errors: kMalformed (no header where one must be), kUnsupported (sparse files, several
  // volumes), kLimit (a name or an extended header that is too long).
  Result<void> Add(Bytes piece);

  // The stream has ended. Errors: kTruncated, when it ended inside an entry, or before any; kMalformed, when
  // there is none in it.
  Result<void> Finish();

  static constexpr std::size_t kBlockBytes = 512;

 private:
  enum class State : std::uint8_t { kHeader, kContents, kExtended, kEnded };

  // What extended headers say of the entry that follows.
  struct Extended {
    std::optional<std::string> path;
    std::optional<std::string> link;
    std::optional<std::uint64_t> size;
  };

  Result<void> TakeHeader(std::string_view block);
  Result<void> Begin(std::string_view block, char type);
  Result<std::size_t> TakeBody(std::string_view bytes);
  Result<void> TakeExtended();
  Result<void> TakePax(std::string_view records);
  Result<void> TakePaxRecord(std::string_view key, std::string_view value);
  Result<void> TakeAfterEnd(std::string_view bytes);

  Visitor visitor_;
  State state_ = State::kHeader;
  std::string held_;                 // the beginning of a block
  std::uint64_t after_end_ = 0;      // bytes that came behind the end
  std::uint64_t left_ = 0;           // of contents or of an extended header, and of the zeros that fill its block
  std::uint64_t left_contents_ = 0;  // without those
  char extended_type_ = 0;
  std::string extended_bytes_;
  Extended extended_;
  std::uint64_t at_ = 0;  // in the stream
  std::uint64_t entries_ = 0;
  bool was_zero_block_ = false;
  bool has_told_after_end_ = false;
};

// Do these first bytes of a stream look like a tar archive's?
bool LooksLikeTar(std::string_view start);

}  // namespace halfsecond::archive
