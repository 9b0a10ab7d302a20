#include "inputs/file_source.h"

#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/limits.h"
#include "base/text.h"
#include "inputs/descriptor.h"

namespace halfsecond {
namespace {

// A block is read whole around what was asked for: the dynamic section, the arrays before it and the table of offsets
// behind it lie side by side, and one call fetches them all.
constexpr std::uint64_t kLongestBlockBytes = 64ULL << 10;
constexpr std::uint64_t kStartsInBlock = 4;  // blocks start at multiples of this part of the shortest

// Up to here blocks are looked through one by one: nearly every file has fewer. A file whose tables lead everywhere has
// thousands, each asked about as often.
constexpr std::size_t kFewBlocks = 32;

// Blocks that nearly every file needs, wherever they lie.
constexpr std::size_t kFirstBlocks = 4;

}  // namespace

FileSource::FileSource(int descriptor, const FileStatus& status)  // NOLINT(cppcoreguidelines-pro-type-member-init)
    : descriptor_(descriptor), status_(status) {}

FileSource::~FileSource() {
  ::close(descriptor_);
}

Result<std::string> FileSource::Attribute(const char* name) const {
  AttributeRoom room;  // NOLINT(cppcoreguidelines-pro-type-member-init): the kernel fills it
  return AttributeFrom(room, ::fgetxattr(descriptor_, name, room.data(), room.size()));
}

Result<void> FileSource::Fill(std::uint64_t offset, std::span<std::byte> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t n = ::pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Error{Error::Kind::kIo, SystemErrorText(errno), offset + done};
    if (n == 0) return Error{Error::Kind::kTruncated, "the file became shorter while it was read", offset + done};
    done += static_cast<std::size_t>(n);
  }
  return {};
}

Result<Bytes> FileSource::Held(std::uint64_t offset, std::uint64_t length) const {
  const auto inside = [&](std::uint64_t start, std::uint64_t held) {
    return offset >= start && offset - start <= held && length <= held - (offset - start);
  };
  if (ahead_length_ != 0 && inside(0, ahead_length_))
    return Bytes(std::span(buffers_->ahead.get() + offset, length), offset);
  if (inside(0, head_length_)) return Bytes(std::span(head_).subspan(offset, length), offset);
  const auto within = [&](const Block& block) {
    return Bytes(std::span(block.bytes + (offset - block.offset), length), offset);
  };
  if (blocks_.size() <= kFewBlocks) {
    for (const Block& block : blocks_) {
      if (inside(block.offset, block.length)) return within(block);
    }
  } else {
    // Most blocks are of the shortest kind: one of the last few before `offset` has it, or a long one further up,
    // which is then read again, at the expense of this input's budget.
    auto next = by_offset_.upper_bound(offset);
    for (std::uint64_t i = 0; i < kStartsInBlock && next != by_offset_.begin(); ++i) {
      const Block& block = blocks_[(--next)->second];
      if (inside(block.offset, block.length)) return within(block);
    }
  }
  return Error{Error::Kind::kNotFound, "not read yet", offset};
}

Result<void> FileSource::ReadHead() {
  if (head_length_ != 0 || size() == 0) return {};
  const std::uint64_t wanted = std::min(least_bytes_, size());
  HS_CHECK(Fill(0, std::span(head_).first(wanted)));
  head_length_ = wanted;
  return {};
}

void FileSource::Expect(std::uint64_t offset, std::uint64_t length) {
  if (buffers_ == nullptr || ahead_length_ != 0 || head_length_ == 0) return;
  if (offset > size() || length > size() - offset) return;
  const std::uint64_t end = offset + length;
  if (end <= head_length_ || end > ReadBuffers::kAheadBytes) return;
  // From the first byte on, so that what crosses the end of the head is in one piece.
  std::memcpy(buffers_->ahead.get(), head_.data(), head_length_);
  const auto rest = std::span(buffers_->ahead.get() + head_length_, end - head_length_);
  if (Fill(head_length_, rest).ok()) ahead_length_ = end;
}

FileSource::Block FileSource::NewBlock(std::uint64_t offset, std::uint64_t length) {
  Block block;
  block.offset = offset;
  block.length = length;
  if (buffers_ != nullptr && length <= ReadBuffers::kBlocksBytes - blocks_used_) {
    block.bytes = buffers_->blocks.get() + blocks_used_;
    blocks_used_ += length;
  } else {
    block.owned = std::make_unique_for_overwrite<std::byte[]>(length);
    block.bytes = block.owned.get();
  }
  return block;
}

// Who reads on from block to block, as over the code of a thousand constructors, gets longer ones each time.
std::uint64_t FileSource::NextBlockBytes(std::uint64_t start) {
  const bool goes_on = blocks_.size() >= kFirstBlocks && start >= blocks_.back().offset &&
                       start - blocks_.back().offset <= blocks_.back().length + least_bytes_;
  block_bytes_ = goes_on ? std::min(block_bytes_ * 2, kLongestBlockBytes) : least_bytes_;
  return block_bytes_;
}

void FileSource::Keep(Block block) {
  blocks_.push_back(std::move(block));
  if (blocks_.size() <= kFewBlocks) return;
  if (by_offset_.empty()) {
    for (std::size_t i = 0; i + 1 < blocks_.size(); ++i) by_offset_.insert_or_assign(blocks_[i].offset, i);
  }
  by_offset_.insert_or_assign(blocks_.back().offset, blocks_.size() - 1);
}

Result<Bytes> FileSource::At(std::uint64_t offset, std::uint64_t length) {
  if (offset > size() || length > size() - offset) {
    return Error{Error::Kind::kTruncated, "needs bytes past the end of the file", offset};
  }
  HS_CHECK(ReadHead());
  if (auto held = Held(offset, length); held.ok()) return held;
  const std::uint64_t start = offset - offset % (least_bytes_ / kStartsInBlock);
  const std::uint64_t wanted = std::min(std::max(offset + length - start, NextBlockBytes(start)), size() - start);
  if (wanted > limits::kMaxHeldBytes - held_bytes_) {
    return Error{Error::Kind::kLimit, "the file asks for more memory than one input may have", offset};
  }
  held_bytes_ += wanted;
  Block block = NewBlock(start, wanted);
  HS_CHECK(Fill(block.offset, std::span(block.bytes, block.length)));
  Keep(std::move(block));
  return Held(offset, length);
}

Result<Bytes> FileSource::Window(std::uint64_t offset, std::uint64_t length) {
  if (offset > size() || length > size() - offset) {
    return Error{Error::Kind::kTruncated, "needs bytes past the end of the file", offset};
  }
  if (auto held = Held(offset, length); held.ok()) return held;
  if (length > limits::kMaxScannedBytes - scanned_bytes_ || length > limits::kMaxHeldBytes) {
    return Error{Error::Kind::kLimit, "the file asks for more reading than one input may have", offset};
  }
  scanned_bytes_ += length;
  if (buffers_ != nullptr && length <= ReadBuffers::kWindowBytes) {
    HS_CHECK(Fill(offset, std::span(buffers_->window.get(), length)));
    return Bytes(std::span(buffers_->window.get(), length), offset);
  }
  if (window_.length < length) {
    window_.owned = std::make_unique_for_overwrite<std::byte[]>(length);
    window_.bytes = window_.owned.get();
    window_.length = length;
  }
  HS_CHECK(Fill(offset, std::span(window_.bytes, length)));
  return Bytes(std::span(window_.bytes, length), offset);
}

}  // namespace halfsecond
