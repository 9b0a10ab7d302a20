#include "readers/archive/zip_directory.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "base/limits.h"

namespace halfsecond::archive {
namespace {

constexpr std::string_view kEndMark{"PK\x05\x06", 4};
constexpr std::uint32_t kEntryMark = 0x02014b50;
constexpr std::uint32_t kEnd64Mark = 0x06064b50;
constexpr std::uint32_t kLocatorMark = 0x07064b50;
constexpr std::uint64_t kEndBytes = 22;
constexpr std::uint64_t kEnd64Bytes = 56;
constexpr std::uint64_t kLocatorBytes = 20;
constexpr std::uint64_t kEntryBytes = 46;
constexpr std::uint64_t kMostCommentBytes = 65'535;
constexpr std::uint16_t kZip64Field = 0x0001;
constexpr std::uint16_t kUnicodePathField = 0x7075;
constexpr std::uint32_t kInZip64 = 0xffffffff;  // the field of 64 bits has it

template <class T>
T Number(Bytes bytes, std::uint64_t at) {
  return bytes.IntegerUnchecked<T>(at, ByteOrder::kLittle);
}

// What an end record says.
struct End {
  std::uint64_t at = 0;  // where the first record behind the directory is
  std::uint64_t entries = 0;
  std::uint64_t directory_bytes = 0;
  std::uint64_t directory_at = 0;
};

Error NoEnd() {
  return {Error::Kind::kMalformed, "no end record, without which unzip reads nothing"};
}

// The end record of zip64, where a locator in front of the plain one names it.
Result<std::optional<End>> ReadEnd64(Source& file, std::uint64_t end_at) {
  if (end_at < kLocatorBytes) return std::optional<End>();
  HS_TRY(locator, file.Window(end_at - kLocatorBytes, kLocatorBytes));
  if (Number<std::uint32_t>(locator, 0) != kLocatorMark) return std::optional<End>();
  const auto at = Number<std::uint64_t>(locator, 8);
  HS_TRY(record, file.Window(at, kEnd64Bytes));
  if (Number<std::uint32_t>(record, 0) != kEnd64Mark) return NoEnd();
  End end;
  end.at = at;
  end.entries = Number<std::uint64_t>(record, 32);
  end.directory_bytes = Number<std::uint64_t>(record, 40);
  end.directory_at = Number<std::uint64_t>(record, 48);
  const auto tail = Number<std::uint64_t>(record, 4);  // of the record, behind its length
  if (tail != end_at - kLocatorBytes - at - 12)
    return Error{Error::Kind::kMalformed, "a zip64 record of another length"};
  return std::optional<End>(end);
}

Result<End> ReadEnd(Source& file, std::vector<ZipRemark>& remarks) {
  const std::uint64_t tail_bytes = std::min(file.size(), kEndBytes + kMostCommentBytes);
  const std::uint64_t tail_at = file.size() - tail_bytes;
  HS_TRY(tail, file.Window(tail_at, tail_bytes));
  const std::size_t found = tail.text().rfind(kEndMark);
  if (found == std::string_view::npos || tail.size() - found < kEndBytes) return NoEnd();
  HS_TRY(record, tail.Slice(found, kEndBytes));
  const auto comment_bytes = Number<std::uint16_t>(record, 20);
  if (comment_bytes != tail.size() - found - kEndBytes) {
    remarks.push_back({"", "its end record is not where the file ends: readers search for it in different ways"});
  }
  if (Number<std::uint16_t>(record, 4) != 0 || Number<std::uint16_t>(record, 6) != 0) {
    return Error{Error::Kind::kUnsupported, "a zip of several volumes"};
  }
  End end;
  end.at = tail_at + found;
  end.entries = Number<std::uint16_t>(record, 10);
  end.directory_bytes = Number<std::uint32_t>(record, 12);
  end.directory_at = Number<std::uint32_t>(record, 16);
  HS_TRY(large, ReadEnd64(file, end.at));
  if (!large) return end;
  // Where the plain record says something itself, both must say the same.
  const bool agree = (end.entries == 0xffff || end.entries == large->entries) &&
                     (end.directory_bytes == kInZip64 || end.directory_bytes == large->directory_bytes) &&
                     (end.directory_at == kInZip64 || end.directory_at == large->directory_at);
  if (!agree) remarks.push_back({"", "its two end records name different directories"});
  return *large;
}

// "ID LENGTH BYTES", one field after the other; what is no such thing at the end is left alone, as others do.
void ReadExtra(Bytes extra, ZipEntry& entry) {
  while (extra.size() >= 4) {
    const auto id = Number<std::uint16_t>(extra, 0);
    const auto length = Number<std::uint16_t>(extra, 2);
    const auto field = extra.Slice(4, length);
    if (!field.ok()) return;
    std::uint64_t at = 0;
    const auto widen = [&](std::uint64_t& value) {
      if (value != kInZip64 || field->size() - at < 8) return;
      value = Number<std::uint64_t>(*field, at);
      at += 8;
    };
    if (id == kZip64Field) {
      widen(entry.size);
      widen(entry.packed_bytes);
      widen(entry.local_at);
    }
    if (id == kUnicodePathField && length > 5) entry.unicode_path = field->text().substr(5);
    extra = *extra.Slice(4 + std::uint64_t{length}, extra.size() - 4 - length);
  }
}

// One entry off the front of `rest`.
Result<ZipEntry> TakeEntry(Bytes& rest) {
  HS_TRY(header, rest.Slice(0, kEntryBytes));
  if (Number<std::uint32_t>(header, 0) != kEntryMark) {
    return Error{Error::Kind::kMalformed, "no entry of a zip's directory", header.base()};
  }
  const std::uint64_t path_bytes = Number<std::uint16_t>(header, 28);
  const std::uint64_t extra_bytes = Number<std::uint16_t>(header, 30);
  const std::uint64_t whole = kEntryBytes + path_bytes + extra_bytes + Number<std::uint16_t>(header, 32);
  HS_TRY(path, rest.Slice(kEntryBytes, path_bytes));
  HS_TRY(extra, rest.Slice(kEntryBytes + path_bytes, extra_bytes));
  HS_TRY(behind, rest.Slice(std::min(whole, rest.size()), rest.size() - std::min(whole, rest.size())));
  ZipEntry entry;
  entry.path = path.text();
  entry.flags = Number<std::uint16_t>(header, 8);
  entry.method = Number<std::uint16_t>(header, 10);
  entry.crc = Number<std::uint32_t>(header, 16);
  entry.packed_bytes = Number<std::uint32_t>(header, 20);
  entry.size = Number<std::uint32_t>(header, 24);
  entry.mode = Number<std::uint32_t>(header, 38) >> 16U;
  entry.local_at = Number<std::uint32_t>(header, 42);
  ReadExtra(extra, entry);
  rest = behind;
  return entry;
}

}  // namespace

Result<ZipDirectory> ReadZipDirectory(Source& file) {
  ZipDirectory directory;
  HS_TRY(end, ReadEnd(file, directory.remarks));
  if (end.directory_bytes > limits::kMaxZipDirectoryBytes) {
    return Error{Error::Kind::kLimit, "a zip's directory that is too long"};
  }
  if (end.directory_bytes > end.at || end.directory_at > end.at - end.directory_bytes) {
    return Error{Error::Kind::kMalformed, "a zip's directory that is not where its end record says"};
  }
  // As unzip: the directory is right in front of its end, and what it names moves with it.
  directory.begin = end.at - end.directory_bytes;
  const std::uint64_t shift = directory.begin - end.directory_at;
  if (shift > 0) {
    directory.remarks.push_back({"", std::to_string(shift) + " bytes are in front of what its directory counts from"});
  }
  HS_TRY(rest, file.Window(directory.begin, end.directory_bytes));
  while (!rest.empty() && directory.entries.size() < limits::kMaxZipEntries) {
    HS_TRY(entry, TakeEntry(rest));
    if (entry.local_at > directory.begin - shift) {
      return Error{Error::Kind::kMalformed, entry.path + ": a zip's entry behind its directory"};
    }
    entry.local_at += shift;
    const bool is_ascii = std::all_of(entry.path.begin(), entry.path.end(), [](char c) { return (c & 0x80) == 0; });
    if (is_ascii && !entry.unicode_path.empty() && entry.unicode_path != entry.path) {
      directory.remarks.push_back({entry.path, "has a second name: " + entry.unicode_path});
    }
    directory.entries.push_back(std::move(entry));
  }
  if (!rest.empty()) return Error{Error::Kind::kLimit, "more entries than we are willing to follow"};
  if (directory.entries.size() != end.entries) {
    directory.remarks.push_back({"", "its end record counts " + std::to_string(end.entries) +
                                         " entries, its directory " + std::to_string(directory.entries.size())});
  }
  std::stable_sort(directory.entries.begin(), directory.entries.end(),
                   [](const ZipEntry& a, const ZipEntry& b) { return a.local_at < b.local_at; });
  return directory;
}

}  // namespace halfsecond::archive
