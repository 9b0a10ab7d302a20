#include <algorithm>
#include <array>
#include <string_view>

#include "base/bytes.h"
#include "base/limits.h"
#include "readers/archive/zip_directory.h"

namespace halfsecond::archive {
namespace {

constexpr std::uint32_t kLocalMark = 0x04034b50;
constexpr std::uint32_t kDescriptorMark = 0x08074b50;
constexpr std::uint64_t kLocalBytes = 30;
constexpr std::uint64_t kWindowBytes = 64ULL << 10;
constexpr std::uint16_t kEncrypted = 1U << 0U;
constexpr std::uint16_t kHasDescriptor = 1U << 3U;
constexpr std::uint16_t kIsUtf8 = 1U << 11U;
constexpr std::uint16_t kComparedFlags = kEncrypted | kHasDescriptor | kIsUtf8;
constexpr std::uint16_t kZip64Field = 0x0001;
constexpr std::uint32_t kInZip64 = 0xffffffff;
constexpr std::size_t kMaxRemarks = 100;  // the first ones say it

template <class T>
T Number(Bytes bytes, std::uint64_t at) {
  return bytes.IntegerUnchecked<T>(at, ByteOrder::kLittle);
}

struct Sizes {
  std::uint64_t packed_bytes = 0;
  std::uint64_t size = 0;
};

// The sizes of a local header; those that do not fit stand in its extra field.
Sizes LocalSizes(Bytes header, Bytes extra) {
  Sizes sizes{Number<std::uint32_t>(header, 18), Number<std::uint32_t>(header, 22)};
  while (extra.size() >= 4) {
    const auto id = Number<std::uint16_t>(extra, 0);
    const auto length = Number<std::uint16_t>(extra, 2);
    const auto field = extra.Slice(4, length);
    if (!field.ok()) break;
    if (id == kZip64Field && length >= 16) {
      if (sizes.size == kInZip64) sizes.size = Number<std::uint64_t>(*field, 0);
      if (sizes.packed_bytes == kInZip64) sizes.packed_bytes = Number<std::uint64_t>(*field, 8);
    }
    extra = *extra.Slice(4 + std::uint64_t{length}, extra.size() - 4 - length);
  }
  return sizes;
}

// Goes from local header to local header.
class Walk {
 public:
  Walk(Source& file, ZipDirectory& directory) : file_(file), directory_(directory) {}

  Result<void> Run() {
    const auto& entries = directory_.entries;
    for (std::size_t i = 0; i < entries.size() && directory_.remarks.size() < kMaxRemarks; ++i) {
      if (entries[i].local_at != at_) Misplaced(entries[i].path, entries[i].local_at);
      at_ = entries[i].local_at;
      const std::uint64_t next = i + 1 < entries.size() ? entries[i + 1].local_at : directory_.begin;
      HS_CHECK(Compare(entries[i], next));
    }
    if (directory_.remarks.size() < kMaxRemarks && at_ != directory_.begin) Misplaced("", directory_.begin);
    return {};
  }

 private:
  void Remark(const std::string& path, std::string detail) { directory_.remarks.push_back({path, std::move(detail)}); }

  void Misplaced(const std::string& path, std::uint64_t begin) {
    if (begin < at_) return Remark(path, "lies on what is in front of it in the archive");
    Remark(path, std::to_string(begin - at_) + " bytes in front of " + (path.empty() ? "the directory" : "it") +
                     " belong to nothing that the archive's directory names");
  }

  // `next` is where the next one, or the directory, begins. at_ is behind the entry then.
  Result<void> Compare(const ZipEntry& entry, std::uint64_t next) {
    const std::uint64_t left = directory_.begin - at_;
    HS_TRY(window, file_.Window(at_, std::min(left, kLocalBytes + 2 * kWindowBytes)));
    const bool is_header = window.size() >= kLocalBytes && Number<std::uint32_t>(window, 0) == kLocalMark;
    if (!is_header) {
      at_ = next;
      Remark(entry.path, "the archive's directory names it where no file begins");
      return {};
    }
    HS_TRY(header, window.Slice(0, kLocalBytes));
    const std::uint64_t path_bytes = Number<std::uint16_t>(header, 26);
    const std::uint64_t extra_bytes = Number<std::uint16_t>(header, 28);
    const std::uint64_t behind_header = kLocalBytes + path_bytes + extra_bytes;
    if (behind_header > left || entry.packed_bytes > left - behind_header) {
      at_ = next;
      Remark(entry.path, "runs into the archive's directory");
      return {};
    }
    const auto path = window.Slice(kLocalBytes, path_bytes);
    const auto extra = window.Slice(kLocalBytes + path_bytes, extra_bytes);
    CompareHeader(entry, header, {path->text(), LocalSizes(header, *extra)});
    at_ += behind_header;
    if ((entry.flags & kHasDescriptor) == 0) {
      at_ += entry.packed_bytes;
      return {};
    }
    HS_CHECK(FindMarks(entry));
    at_ += entry.packed_bytes;
    return TakeDescriptor(entry, next);
  }

  struct Local {
    std::string_view path;
    Sizes sizes;
  };
  void CompareHeader(const ZipEntry& entry, Bytes header, const Local& local) {
    if (local.path != entry.path) {
      Remark(entry.path, "is " + std::string(local.path) + " for readers that go by the file's own header");
    }
    const bool is_later = (entry.flags & kHasDescriptor) != 0;  // then the header may say nothing
    const auto same = [is_later](std::uint64_t here, std::uint64_t there) {
      return here == there || (is_later && (here == 0 || here == kInZip64));
    };
    if (!same(Number<std::uint32_t>(header, 14), entry.crc) || !same(local.sizes.size, entry.size) ||
        !same(local.sizes.packed_bytes, entry.packed_bytes)) {
      Remark(entry.path, "its own header and the archive's directory say different sizes or check sums");
    }
    if (((Number<std::uint16_t>(header, 6) ^ entry.flags) & kComparedFlags) != 0 ||
        Number<std::uint16_t>(header, 8) != entry.method) {
      Remark(entry.path, "its own header and the archive's directory say different ways to read it");
    }
  }

  // Where only the contents themselves say how long they are, a reader goes on at the next record that it finds.
  Result<void> FindMarks(const ZipEntry& entry) {
    constexpr std::uint64_t kOverlap = 3;  // of a mark that is cut by the window's end
    for (std::uint64_t done = 0; done < entry.packed_bytes;) {
      const std::uint64_t length = std::min(kWindowBytes, entry.packed_bytes - done);
      HS_TRY(window, file_.Window(at_ + done, length));
      if (HasZipMark(window.text())) {
        Remark(entry.path,
               "has a record of a zip archive in its contents, and does not say in front how long they are");
        return {};
      }
      done += length > kOverlap && done + length < entry.packed_bytes ? length - kOverlap : length;
    }
    return {};
  }

  // "[MARK] CRC PACKED SIZE", the sizes in 32 bits or in 64.
  Result<void> TakeDescriptor(const ZipEntry& entry, std::uint64_t next) {
    const std::uint64_t length = next < at_ ? 0 : next - at_;
    if (length == 0 && entry.packed_bytes == 0) return {};
    const bool is_marked = length == 16 || length == 24;
    const bool is_wide = length == 20 || length == 24;
    if (!is_marked && !is_wide && length != 12) return {};  // told as bytes of nobody
    HS_TRY(bytes, file_.Window(at_, length));
    const std::uint64_t crc_at = is_marked ? 4 : 0;
    const std::uint64_t packed =
        is_wide ? Number<std::uint64_t>(bytes, crc_at + 4) : Number<std::uint32_t>(bytes, crc_at + 4);
    const std::uint64_t size =
        is_wide ? Number<std::uint64_t>(bytes, crc_at + 12) : Number<std::uint32_t>(bytes, crc_at + 8);
    if ((is_marked && Number<std::uint32_t>(bytes, 0) != kDescriptorMark) ||
        Number<std::uint32_t>(bytes, crc_at) != entry.crc || packed != entry.packed_bytes || size != entry.size) {
      Remark(entry.path, "what follows it and the archive's directory say different sizes or check sums");
    }
    at_ = next;
    return {};
  }

  Source& file_;
  ZipDirectory& directory_;
  std::uint64_t at_ = 0;
};

}  // namespace

bool HasZipMark(std::string_view bytes) {
  constexpr std::array<std::string_view, 5> kTails{std::string_view("\x01\x02", 2), std::string_view("\x03\x04", 2),
                                                   std::string_view("\x05\x06", 2), std::string_view("\x06\x06", 2),
                                                   std::string_view("\x07\x08", 2)};
  for (std::size_t at = bytes.find("PK"); at != std::string_view::npos; at = bytes.find("PK", at + 1)) {
    const std::string_view tail = bytes.substr(at + 2, 2);
    if (std::find(kTails.begin(), kTails.end(), tail) != kTails.end()) return true;
  }
  return false;
}

Result<void> CompareLocalHeaders(Source& file, ZipDirectory& directory) {
  return Walk(file, directory).Run();
}

}  // namespace halfsecond::archive
