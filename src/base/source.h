// Source: where foreign bytes come from. A file, or memory in tests and fuzzers; readers cannot tell which.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond {

class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  // Bytes in the whole input.
  virtual std::uint64_t size() const = 0;

  // The `length` bytes from `offset`. They stay valid as long as the Source does.
  // Errors: kTruncated (not all there), kLimit (this input has had its budget, limits.h), kIo.
  virtual Result<Bytes> At(std::uint64_t offset, std::uint64_t length) = 0;

  // A hint that the `length` bytes from `offset` will be asked for, piece by piece: one read may fetch them all.
  virtual void Expect(std::uint64_t offset, std::uint64_t length) {
    static_cast<void>(offset);
    static_cast<void>(length);
  }

  // A hint that little will be asked for, here and there: larger reads would fetch what nobody wants.
  virtual void ExpectLittle() {}

  // The same bytes, valid only until the next call of Window: for one pass over a table too large to keep.
  virtual Result<Bytes> Window(std::uint64_t offset, std::uint64_t length) = 0;
};

// A Source over bytes that somebody else holds; they must outlive it.
class MemorySource : public Source {
 public:
  explicit MemorySource(std::span<const std::byte> data) : data_(data) {}
  std::uint64_t size() const override { return data_.size(); }
  Result<Bytes> At(std::uint64_t offset, std::uint64_t length) override { return data_.Slice(offset, length); }
  Result<Bytes> Window(std::uint64_t offset, std::uint64_t length) override { return data_.Slice(offset, length); }

 private:
  Bytes data_;
};

}  // namespace halfsecond
