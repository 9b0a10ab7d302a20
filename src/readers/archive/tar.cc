#include "readers/archive/tar.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/limits.h"

namespace halfsecond::archive {
namespace {

constexpr std::size_t kBlock = TarReader::kBlockBytes;

// Of the header (POSIX.1-1988, ustar): offset and length of a field.
struct Field {
  std::size_t at;
  std::size_t bytes;
};
constexpr Field kName{0, 100};
constexpr Field kMode{100, 8};
constexpr Field kUid{108, 8};
constexpr Field kGid{116, 8};
constexpr Field kSize{124, 12};
constexpr Field kMtime{136, 12};
constexpr Field kChecksum{148, 8};
constexpr std::size_t kTypeAt = 156;
constexpr Field kLink{157, 100};
constexpr Field kMagic{257, 6};
constexpr Field kPrefix{345, 155};
constexpr std::string_view kPosixMagic{"ustar\0", 6};
constexpr std::uint64_t kMostInOctal = (std::uint64_t{1} << 33) - 1;  // what 11 digits hold

std::string_view Raw(std::string_view block, Field field) {
  return block.substr(field.at, field.bytes);
}
std::string_view Text(std::string_view block, Field field) {
  const std::string_view raw = Raw(block, field);
  return raw.substr(0, raw.find('\0'));
}

// Octal digits, or GNU's base 256 behind a first byte of 0x80. Nothing for what is neither.
std::optional<std::uint64_t> Number(std::string_view block, Field field) {
  std::string_view raw = Raw(block, field);
  if (static_cast<unsigned char>(raw.front()) == 0x80) {
    std::uint64_t value = 0;
    for (const char c : raw.substr(1)) {
      if (value >> 55U != 0) return std::nullopt;
      value = value << 8U | static_cast<unsigned char>(c);
    }
    return value;
  }
  while (!raw.empty() && (raw.back() == ' ' || raw.back() == '\0')) raw.remove_suffix(1);
  while (!raw.empty() && raw.front() == ' ') raw.remove_prefix(1);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value, 8);
  if (!raw.empty() && (error != std::errc() || end != raw.data() + raw.size())) return std::nullopt;
  return value;
}

// The sum of the header's bytes, its own field taken for blanks; old writers took bytes for signed.
bool HasItsChecksum(std::string_view block) {
  const auto claimed = Number(block, kChecksum);
  std::int64_t plain = 0;
  std::int64_t as_signed = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const bool is_own = i >= kChecksum.at && i < kChecksum.at + kChecksum.bytes;
    const char c = is_own ? ' ' : block[i];
    plain += static_cast<unsigned char>(c);
    as_signed += static_cast<signed char>(c);
  }
  return claimed && (std::cmp_equal(*claimed, plain) || std::cmp_equal(*claimed, as_signed));
}

bool IsZero(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

Entry::Type TypeOf(char flag, std::string_view path) {
  switch (flag) {
    case '1':
      return Entry::Type::kHardlink;
    case '2':
      return Entry::Type::kSymlink;
    case '3':
      return Entry::Type::kCharacterDevice;
    case '4':
      return Entry::Type::kBlockDevice;
    case '5':
      return Entry::Type::kDirectory;
    case '6':
      return Entry::Type::kPipe;
    default:  // POSIX: what is unknown is a file
      return path.ends_with('/') ? Entry::Type::kDirectory : Entry::Type::kFile;
  }
}

std::string PathIn(std::string_view block) {
  const std::string_view name = Text(block, kName);
  const std::string_view prefix = Raw(block, kMagic) == kPosixMagic ? Text(block, kPrefix) : std::string_view();
  return prefix.empty() ? std::string(name) : std::string(prefix) + "/" + std::string(name);
}

}  // namespace

bool LooksLikeTar(std::string_view start) {
  if (start.size() >= kBlock && IsZero(start)) return true;  // an empty one
  return start.size() >= kBlock && Raw(start, kMagic).starts_with("ustar") && HasItsChecksum(start.substr(0, kBlock));
}

Result<void> TarReader::Add(Bytes piece) {
  std::string_view rest = piece.text();
  while (!rest.empty()) {
    const std::size_t before = rest.size();
    if (state_ == State::kEnded) {
      HS_CHECK(TakeAfterEnd(rest));
      rest = {};
    } else if (state_ == State::kHeader) {
      const std::size_t now = std::min(rest.size(), kBlock - held_.size());
      held_ += rest.substr(0, now);
      rest.remove_prefix(now);
      if (held_.size() == kBlock) {
        const std::string block = std::exchange(held_, {});
        HS_CHECK(TakeHeader(block));
      }
    } else {
      HS_TRY(taken, TakeBody(rest));
      rest.remove_prefix(taken);
    }
    at_ += before - rest.size();
  }
  return {};
}

// Takes what `bytes` have of contents, of an extended header, or of the zeros behind either.
Result<std::size_t> TarReader::TakeBody(std::string_view bytes) {
  const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_));
  const auto contents = static_cast<std::size_t>(std::min<std::uint64_t>(now, left_contents_));
  if (state_ == State::kExtended) extended_bytes_ += bytes.substr(0, contents);
  if (state_ == State::kContents && contents > 0) visitor_.on_data(Bytes::Of(bytes.substr(0, contents)));
  left_contents_ -= contents;
  left_ -= now;
  if (left_ > 0) return now;
  if (std::exchange(state_, State::kHeader) == State::kExtended) {
    HS_CHECK(TakeExtended());
  }
  return now;
}

Result<void> TarReader::TakeHeader(std::string_view block) {
  if (IsZero(block)) {
    if (std::exchange(was_zero_block_, true)) state_ = State::kEnded;
    return {};
  }
  if (std::exchange(was_zero_block_, false)) {
    visitor_.on_oddity("lone-zeros", Text(block, kName).empty() ? "" : PathIn(block),
                       "comes after a block of zeros, where some readers stop");
  }
  if (!HasItsChecksum(block)) return Error{Error::Kind::kMalformed, "no tar header", at_};
  const char type = block[kTypeAt];
  const bool is_extended = type == 'x' || type == 'g' || type == 'L' || type == 'K';
  if (!is_extended) return Begin(block, type);
  const auto size = Number(block, kSize);
  if (!size || *size > limits::kMaxTarHeaderBytes) {
    return Error{Error::Kind::kLimit, "an extended header that is too long", at_};
  }
  extended_type_ = type;
  extended_bytes_.clear();
  left_contents_ = *size;
  left_ = (*size + kBlock - 1) / kBlock * kBlock;
  if (left_ > 0) state_ = State::kExtended;
  return {};
}

Result<void> TarReader::Begin(std::string_view block, char type) {
  if (type == 'S' || type == 'M') return Error{Error::Kind::kUnsupported, "a sparse file or several volumes", at_};
  const Extended extended = std::exchange(extended_, {});
  Entry entry;
  entry.path = extended.path.value_or(PathIn(block));
  entry.link = extended.link.value_or(std::string(Text(block, kLink)));
  if (entry.path.size() > limits::kMaxArchiveNameBytes || entry.link.size() > limits::kMaxArchiveNameBytes) {
    return Error{Error::Kind::kLimit, "a name longer than any path", at_};
  }
  const auto size = Number(block, kSize);
  const auto mode = Number(block, kMode);
  if (!size || !mode) return Error{Error::Kind::kMalformed, "a tar header without numbers", at_};
  entry.type = TypeOf(type, entry.path);
  entry.mode = static_cast<std::uint32_t>(*mode & 07777U);
  entry.uid = static_cast<std::uint32_t>(Number(block, kUid).value_or(0));
  entry.gid = static_cast<std::uint32_t>(Number(block, kGid).value_or(0));
  entry.mtime_seconds = static_cast<std::int64_t>(Number(block, kMtime).value_or(0));
  const std::uint64_t real = extended.size.value_or(*size);
  if (real != *size && real <= kMostInOctal) {
    visitor_.on_oddity("two-sizes", entry.path,
                       "its header says " + std::to_string(*size) + " bytes, its extension " + std::to_string(real));
  }
  // As GNU tar: only a file has contents, whatever the size of something else.
  const std::uint64_t contents = entry.type == Entry::Type::kFile ? real : 0;
  if (contents > limits::kMaxTarContentBytes) return Error{Error::Kind::kLimit, "a file too large to read", at_};
  entry.size = contents;
  ++entries_;
  if (type != 'V') visitor_.on_entry(entry);  // a label of the volume
  left_contents_ = contents;
  left_ = (contents + kBlock - 1) / kBlock * kBlock;
  if (left_ > 0) state_ = State::kContents;
  return {};
}

Result<void> TarReader::TakeExtended() {
  const std::string bytes = std::exchange(extended_bytes_, {});
  if (extended_type_ == 'x') return TakePax(bytes);
  if (extended_type_ == 'L') extended_.path = bytes.substr(0, bytes.find('\0'));
  if (extended_type_ == 'K') extended_.link = bytes.substr(0, bytes.find('\0'));
  return {};  // a global header: git writes the commit's id there
}

// "LENGTH KEY=VALUE\n", the length counting all of it.
Result<void> TarReader::TakePax(std::string_view records) {
  while (!records.empty()) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(records.data(), records.data() + records.size(), length);
    const auto digits = static_cast<std::size_t>(end - records.data());
    if (error != std::errc() || length > records.size() || length < digits + 4 || records[digits] != ' ' ||
        records[length - 1] != '\n') {
      return Error{Error::Kind::kMalformed, "an extended header that is none", at_};
    }
    const std::string_view pair = records.substr(digits + 1, length - digits - 2);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return Error{Error::Kind::kMalformed, "an extension without a value", at_};
    HS_CHECK(TakePaxRecord(pair.substr(0, equals), pair.substr(equals + 1)));
    records.remove_prefix(length);
  }
  return {};
}

Result<void> TarReader::TakePaxRecord(std::string_view key, std::string_view value) {
  if (key == "path") extended_.path = std::string(value);
  if (key == "linkpath") extended_.link = std::string(value);
  if (key.starts_with("GNU.sparse.")) return Error{Error::Kind::kUnsupported, "a sparse file", at_};
  if (key == "size") {
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size);
    if (error != std::errc() || end != value.data() + value.size()) {
      return Error{Error::Kind::kMalformed, "a size that is no number", at_};
    }
    extended_.size = size;
  }
  return {};
}

Result<void> TarReader::TakeAfterEnd(std::string_view bytes) {
  after_end_ += bytes.size();
  if (after_end_ > limits::kMaxTarAfterEndBytes) {
    return Error{Error::Kind::kLimit, "more after the end of the archive than is looked at", at_};
  }
  if (has_told_after_end_ || IsZero(bytes)) return {};
  has_told_after_end_ = true;
  visitor_.on_oddity("after-the-end", "",
                     "there is more after the end of the archive, which some readers go on to read");
  return {};
}

Result<void> TarReader::Finish() {
  if (entries_ == 0 && state_ == State::kEnded) return Error{Error::Kind::kMalformed, "an archive without files"};
  // An archive may end without its zeros; inside of something it may not.
  if (state_ == State::kContents || state_ == State::kExtended || !held_.empty() || entries_ == 0) {
    return Error{Error::Kind::kTruncated, "an archive that was cut short", at_};
  }
  return {};
}

}  // namespace halfsecond::archive
