#include "readers/archive/records.h"

#include <algorithm>
#include <string_view>

#include "base/limits.h"

namespace halfsecond::archive {

namespace {

constexpr std::size_t kMarkBytes = 4;
constexpr std::size_t kShortBytes = 8;  // a data record without its bytes, an end record
constexpr std::size_t kPathBytesAt = 36;
constexpr std::size_t kLinkBytesAt = 40;

// REQUIRES: an entry's fixed part is there.
std::uint64_t WholeEntry(Bytes entry) {
  return std::uint64_t{kEntryBytes} + entry.IntegerUnchecked<std::uint32_t>(kPathBytesAt, ByteOrder::kLittle) +
         entry.IntegerUnchecked<std::uint32_t>(kLinkBytesAt, ByteOrder::kLittle);
}

Bytes View(const std::string& held, std::uint64_t at) {
  return Bytes(std::as_bytes(std::span(held.data(), held.size())), at);
}

}  // namespace

bool StaysInside(const std::string& path) {
  if (path.empty() || path.front() == '/' || path.find('\0') != std::string::npos) return false;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    if (rest.substr(0, slash) == "..") return false;
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return true;
}

// Reads one record off the front of held_. False: it is not all there.
Result<bool> RecordReader::TakeRecord() {
  const Bytes bytes = View(held_, at_);
  if (bytes.size() < kMarkBytes) return false;
  const auto mark = bytes.IntegerUnchecked<std::uint32_t>(0, ByteOrder::kLittle);
  if (mark == kEntryMark) return TakeEntry();
  if (mark != kDataMark && mark != kEndMark) {
    return Error{Error::Kind::kMalformed, "no record of an archive", at_};
  }
  if (bytes.size() < kShortBytes) return false;
  const auto number = bytes.IntegerUnchecked<std::uint32_t>(kMarkBytes, ByteOrder::kLittle);
  if (mark == kDataMark) {
    if (entries_ == 0) return Error{Error::Kind::kMalformed, "contents before any entry", at_};
    data_left_ = number;
  } else {
    if (number != entries_) return Error{Error::Kind::kMalformed, "another number of entries than there were", at_};
    complete_ = true;
  }
  held_.erase(0, kShortBytes);
  at_ += kShortBytes;
  return true;
}

Result<bool> RecordReader::TakeEntry() {
  const Bytes bytes = View(held_, at_);
  if (bytes.size() < kEntryBytes) return false;
  const auto word = [&bytes](std::uint64_t offset) {
    return bytes.IntegerUnchecked<std::uint32_t>(offset, ByteOrder::kLittle);
  };
  const std::uint64_t path_bytes = word(kPathBytesAt);
  const std::uint64_t link_bytes = word(kLinkBytesAt);
  if (path_bytes > limits::kMaxArchiveNameBytes || link_bytes > limits::kMaxArchiveNameBytes) {
    return Error{Error::Kind::kLimit, "a name longer than any path", at_};
  }
  const auto type = bytes.IntegerUnchecked<std::uint8_t>(4, ByteOrder::kLittle);
  if (type < static_cast<std::uint8_t>(Entry::Type::kFile) || type > static_cast<std::uint8_t>(Entry::Type::kOther)) {
    return Error{Error::Kind::kMalformed, "an entry of no known type", at_ + 4};
  }
  const std::uint64_t whole = WholeEntry(bytes);
  if (bytes.size() < whole) return false;
  Entry entry;
  entry.type = static_cast<Entry::Type>(type);
  entry.mode = word(8);
  entry.uid = word(12);
  entry.gid = word(16);
  if (bytes.IntegerUnchecked<std::uint8_t>(5, ByteOrder::kLittle) != 0) {
    entry.size = bytes.IntegerUnchecked<std::uint64_t>(20, ByteOrder::kLittle);
  }
  entry.mtime_seconds = static_cast<std::int64_t>(bytes.IntegerUnchecked<std::uint64_t>(28, ByteOrder::kLittle));
  entry.path = held_.substr(kEntryBytes, path_bytes);
  entry.link = held_.substr(kEntryBytes + path_bytes, link_bytes);
  held_.erase(0, whole);
  at_ += whole;
  ++entries_;
  visitor_.on_entry(entry);
  return true;
}

// How many bytes more make the record under way whole, or tell how long it is. Never 0: a whole one is taken at once.
std::uint64_t RecordReader::Wanted() const {
  if (held_.size() < kShortBytes) return kShortBytes - held_.size();
  if (held_.size() < kEntryBytes) return kEntryBytes - held_.size();
  return WholeEntry(View(held_, at_)) - held_.size();
}

Result<void> RecordReader::Add(Bytes piece) {
  while (!piece.empty()) {
    if (complete_) return Error{Error::Kind::kMalformed, "more after the end", at_};
    if (data_left_ > 0) {
      const std::uint64_t taken = std::min(data_left_, piece.size());
      HS_TRY(data, piece.Slice(0, taken));
      HS_TRY(rest, piece.Slice(taken, piece.size() - taken));
      visitor_.on_data(data);
      data_left_ -= taken;
      at_ += taken;
      piece = rest;
      continue;
    }
    const std::uint64_t taken = std::min(piece.size(), Wanted());
    held_.append(piece.text().substr(0, taken));
    HS_TRY(rest, piece.Slice(taken, piece.size() - taken));
    piece = rest;
    HS_CHECK(TakeRecord());
  }
  return {};
}

}  // namespace halfsecond::archive
