#include "analysis/release/archive_stream.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "analysis/release/decompression.h"
#include "analysis/release/zip_sink.h"
#include "base/limits.h"
#include "base/text.h"
#include "plugins/archive/protocol.h"
#include "plugins/codec/protocol.h"
#include "readers/archive/tar.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kPieceBytes = 1 << 18;

// What the codec plug-in reads, by how its streams begin.
struct Compression {
  std::string_view start;
  codec::Format format;
};
constexpr std::array kCompressions{
    Compression{"\x1f\x8b", codec::Format::kGzip}, Compression{"\xfd\x37\x7a\x58\x5a", codec::Format::kXz},
    Compression{"\x28\xb5\x2f\xfd", codec::Format::kZstd}, Compression{"BZh", codec::Format::kBzip2},
    Compression{"\x04\x22\x4d\x18", codec::Format::kLz4}};

// The first bytes of an archive.
class Start {
 public:
  explicit Start(int descriptor) {
    const ssize_t n = ::pread(descriptor, bytes_.data(), bytes_.size(), 0);
    size_ = static_cast<std::size_t>(std::max<ssize_t>(n, 0));
  }
  std::string_view text() const { return {bytes_.data(), size_}; }
  std::optional<codec::Format> compression() const {
    for (const Compression& one : kCompressions) {
      if (text().starts_with(one.start)) return one.format;
    }
    return std::nullopt;
  }

 private:
  std::array<char, archive::TarReader::kBlockBytes> bytes_{};
  std::size_t size_ = 0;
};

// Are the unpacked bytes in proportion to the archive's size?
class Proportion {
 public:
  explicit Proportion(int descriptor) {
    struct stat seen {};
    const bool is_file = ::fstat(descriptor, &seen) == 0 && S_ISREG(seen.st_mode);
    const std::uint64_t file_bytes = is_file ? static_cast<std::uint64_t>(seen.st_size) : limits::kMaxTarContentBytes;
    most_bytes_ = limits::kFreeArchiveBytes + limits::kMaxArchiveRatio * file_bytes;
  }
  Result<void> Add(Bytes piece) {
    bytes_ += piece.size();
    if (bytes_ <= most_bytes_) return {};
    return Error{Error::Kind::kLimit, "an archive that unpacks to more than " +
                                          std::to_string(limits::kMaxArchiveRatio) + " times its size"};
  }

 private:
  std::uint64_t most_bytes_ = 0;
  std::uint64_t bytes_ = 0;
};

using Take = std::function<Result<void>(Bytes)>;

Result<void> ReadPlain(int descriptor, const Take& take) {
  std::vector<std::byte> piece(kPieceBytes);
  for (;;) {
    const ssize_t n = ::read(descriptor, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Error{Error::Kind::kIo, SystemErrorText(errno)};
    if (n == 0) return {};
    HS_CHECK(take(Bytes(std::span(piece.data(), static_cast<std::size_t>(n)))));
  }
}

// `compression`: nothing for a tar as it is.
Result<void> StreamTar(int descriptor, std::optional<codec::Format> compression, const ArchivePlugins& plugins,
                       ArchiveSink& sink) {
  archive::TarReader reader({[&sink](const archive::Entry& entry) { sink.OnEntry(entry); },
                             [&sink](Bytes data) { sink.OnData(data); },
                             [&sink](std::string_view kind, const std::string& path, std::string detail) {
                               sink.OnOddity(kind, path, std::move(detail));
                             }});
  Proportion proportion(descriptor);
  const Take take = [&](Bytes piece) -> Result<void> {
    HS_CHECK(proportion.Add(piece));
    HS_CHECK(reader.Add(piece));
    if (sink.failure()) return *sink.failure();
    return {};
  };
  if (!compression) {
    HS_CHECK(ReadPlain(descriptor, take));
  } else {
    const bool is_for_two = IsForTwo(descriptor, *compression);
    HS_CHECK(Decompress(descriptor, *compression, {plugins.codec, is_for_two ? plugins.second_codec : nullptr}, take));
  }
  return reader.Finish();
}

Result<void> StreamOther(int descriptor, sandbox::Plugin& plugin, ArchiveSink& sink) {
  archive::RecordReader reader(
      {[&sink](const archive::Entry& entry) { sink.OnEntry(entry); }, [&sink](Bytes data) { sink.OnData(data); }});
  Proportion proportion(descriptor);
  sandbox::PluginJob job;
  job.operation = static_cast<std::uint32_t>(archive::Operation::kRead);
  job.input = descriptor;
  job.on_output = [&](Bytes piece) -> Result<void> {
    HS_CHECK(proportion.Add(piece));
    HS_CHECK(reader.Add(piece));
    if (sink.failure()) return *sink.failure();
    return {};
  };
  HS_CHECK(plugin.Run(job));
  if (!reader.complete()) return Error{Error::Kind::kTruncated, "the archive's listing was cut short"};
  return {};
}

// By its local headers, as they come, and by its directory, which unzip goes by.
Result<void> StreamZip(int descriptor, sandbox::Plugin& plugin, ArchiveSink& sink) {
  HS_TRY(directory, DirectoryOfZip(descriptor));
  ZipSink checked(directory, sink);
  HS_CHECK(StreamOther(descriptor, plugin, checked));
  checked.Finish();
  if (sink.failure()) return *sink.failure();
  return {};
}

}  // namespace

bool SaysTar(std::string_view name) {
  constexpr std::array<std::string_view, 9> kEndings{".tar",     ".tar.gz",  ".tgz",  ".tar.xz", ".txz",
                                                     ".tar.zst", ".tar.bz2", ".tbz2", ".tar.lz4"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

std::optional<bool> BeginsAsTar(int descriptor) {
  const Start start(descriptor);
  if (start.text().empty()) return std::nullopt;
  return archive::LooksLikeTar(start.text()) || start.compression();
}

bool IsForTwoCodecs(int descriptor) {
  const auto compression = Start(descriptor).compression();
  return compression && IsForTwo(descriptor, *compression);
}

Result<void> StreamArchive(int descriptor, const ArchivePlugins& plugins, ArchiveSink& sink) {
  ::lseek(descriptor, 0, SEEK_SET);
  const Start start(descriptor);
  if (archive::LooksLikeTar(start.text())) return StreamTar(descriptor, std::nullopt, plugins, sink);
  if (const auto compression = start.compression()) return StreamTar(descriptor, compression, plugins, sink);
  if (plugins.archive == nullptr) return Error{Error::Kind::kMalformed, "no tar archive"};
  if (start.text().starts_with("PK")) return StreamZip(descriptor, *plugins.archive, sink);
  return StreamOther(descriptor, *plugins.archive, sink);
}

}  // namespace halfsecond::release
