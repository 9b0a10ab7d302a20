// FileSource: a regular file read with pread. It never maps: mapping costs 2.6 times as much for the few pages a
// reader of load-time facts wants, and a mapped file that shrinks is a SIGBUS.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/source.h"

namespace halfsecond {

// What the file system says of a file. Times in nanoseconds since 1970.
struct FileStatus {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;
  std::uint32_t mode = 0;  // st_mode: type and permission bits
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;

  bool is_directory() const { return (mode & 0170000U) == 0040000U; }
  bool is_regular() const { return (mode & 0170000U) == 0100000U; }
};

// Memory that one FileSource after the other reads into, for those who read thousands: no file pays for its own.
struct ReadBuffers {
  static constexpr std::uint64_t kAheadBytes = 256ULL << 10;
  static constexpr std::uint64_t kWindowBytes = 256ULL << 10;

  static constexpr std::uint64_t kBlocksBytes = 256ULL << 10;

  std::unique_ptr<std::byte[]> blocks = std::make_unique_for_overwrite<std::byte[]>(kBlocksBytes);
  std::unique_ptr<std::byte[]> ahead = std::make_unique_for_overwrite<std::byte[]>(kAheadBytes);
  std::unique_ptr<std::byte[]> window = std::make_unique_for_overwrite<std::byte[]>(kWindowBytes);
};

class FileSource : public Source {
 public:
  // Takes `descriptor`, which is open for reading on a regular file, and closes it when it dies.
  FileSource(int descriptor, const FileStatus& status);
  ~FileSource() override;

  std::uint64_t size() const override { return status_.size_bytes; }
  const FileStatus& status() const { return status_; }

  // The value of the extended attribute `name`. Errors: kNotFound (the file, or its file system, has none), kLimit
  // (over 256 bytes), kIo.
  Result<std::string> Attribute(const char* name) const;

  // Reads into `buffers` where they suffice. REQUIRES: nothing was read yet; the buffers outlive this source, and no
  // other source uses them meanwhile.
  void Borrow(ReadBuffers& buffers) { buffers_ = &buffers; }

  // Fetches what lies at the start of the file in one call, when there are buffers to fetch it into.
  void Expect(std::uint64_t offset, std::uint64_t length) override;

  // Reads pieces of a kilobyte from then on; of most files the first has the headers. REQUIRES: nothing was read yet.
  void ExpectLittle() override { least_bytes_ = kLittleBytes; }

  Result<Bytes> At(std::uint64_t offset, std::uint64_t length) override;
  Result<Bytes> Window(std::uint64_t offset, std::uint64_t length) override;

 private:
  static constexpr std::uint64_t kHeadBytes = 4096;
  static constexpr std::uint64_t kLittleBytes = 1024;

  struct Block {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::byte* bytes = nullptr;
    std::unique_ptr<std::byte[]> owned;  // empty when `bytes` are borrowed
  };

  // Room for a block: borrowed where there is some left, else its own.
  Block NewBlock(std::uint64_t offset, std::uint64_t length);

  // Reads exactly `length` bytes; the range was checked against size().
  Result<void> Fill(std::uint64_t offset, std::span<std::byte> into) const;
  std::uint64_t NextBlockBytes(std::uint64_t start);
  void Keep(Block block);
  Result<Bytes> Held(std::uint64_t offset, std::uint64_t length) const;

  Result<void> ReadHead();

  int descriptor_;
  FileStatus status_;
  ReadBuffers* buffers_ = nullptr;
  std::uint64_t least_bytes_ = kHeadBytes;  // of the head, and of a block
  std::uint64_t blocks_used_ = 0;           // bytes of buffers_->blocks
  std::uint64_t ahead_length_ = 0;          // bytes from the start of the file in buffers_->ahead
  std::uint64_t block_bytes_ = 0;           // of the last block that was read for a piece of it
  std::uint64_t held_bytes_ = 0;
  std::uint64_t scanned_bytes_ = 0;
  std::uint64_t head_length_ = 0;
  std::vector<Block> blocks_;
  std::map<std::uint64_t, std::size_t> by_offset_;  // once there are many; of two at one offset the longer
  Block window_;
  std::array<std::byte, kHeadBytes> head_;  // the first page: headers, and in small files everything
};

}  // namespace halfsecond
