// Bytes: a window onto somebody else's file. Every read is checked; a read that fails says where.

#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "base/result.h"

namespace halfsecond {

// The byte order of the integers in an input, which its own header states.
enum class ByteOrder : std::uint8_t { kLittle, kBig };

// A view, not an owner: the Source it came from must outlive it. Copy freely.
// Offsets and lengths are std::uint64_t, as the formats have them, and are never added before they are compared.
class Bytes {
 public:
  Bytes() = default;
  explicit Bytes(std::span<const std::byte> data, std::uint64_t base = 0) : data_(data), base_(base) {}

  // The bytes of `text`, which must outlive the window.
  static Bytes Of(std::string_view text) { return Bytes(std::as_bytes(std::span(text.data(), text.size()))); }

  std::uint64_t size() const { return data_.size(); }
  bool empty() const { return data_.empty(); }

  // Where the first byte of this window stands in the whole input.
  std::uint64_t base() const { return base_; }

  // The window as characters, for formats that are text. Nothing is checked and nothing is escaped.
  std::string_view text() const { return {reinterpret_cast<const char*>(data_.data()), data_.size()}; }

  // The `length` bytes from `offset`. kTruncated when they are not all there.
  Result<Bytes> Slice(std::uint64_t offset, std::uint64_t length) const {
    if (offset > size() || length > size() - offset) {
      return Error{Error::Kind::kTruncated, "needs bytes past the end of the input", base_ + offset};
    }
    return Bytes(data_.subspan(offset, length), base_ + offset);
  }

  // The integer at `offset` in the given byte order. kTruncated when it is not all there.
  template <std::unsigned_integral T>
  Result<T> Integer(std::uint64_t offset, ByteOrder order) const {
    if (offset > size() || sizeof(T) > size() - offset) {
      return Error{Error::Kind::kTruncated, "needs bytes past the end of the input", base_ + offset};
    }
    return IntegerUnchecked<T>(offset, order);
  }

  // The integer at `offset`. REQUIRES: offset + sizeof(T) <= size(), established by an earlier Slice of a whole table.
  // For the inner loops over tables of millions of entries, where a Result an entry costs more than the read.
  template <std::unsigned_integral T>
  T IntegerUnchecked(std::uint64_t offset, ByteOrder order) const {
    T value = 0;
    std::memcpy(&value, data_.data() + offset, sizeof(T));
    if constexpr (sizeof(T) > 1) {
      if ((order == ByteOrder::kBig) != (std::endian::native == std::endian::big)) value = Reverse(value);
    }
    return value;
  }

  // The NUL-terminated string at `offset`, without its NUL. kTruncated when it starts past the end, kMalformed when no
  // NUL follows inside the window.
  Result<std::string_view> CString(std::uint64_t offset) const {
    if (offset >= size()) {
      return Error{Error::Kind::kTruncated, "string starts past the end of its table", base_ + offset};
    }
    const std::string_view tail = text().substr(offset);
    const std::size_t nul = tail.find('\0');
    if (nul == std::string_view::npos) {
      return Error{Error::Kind::kMalformed, "string runs past the end of its table", base_ + offset};
    }
    return tail.substr(0, nul);
  }

 private:
  template <std::unsigned_integral T>
  static T Reverse(T value) {
    if constexpr (sizeof(T) == 2) return __builtin_bswap16(value);
    if constexpr (sizeof(T) == 4) return __builtin_bswap32(value);
    if constexpr (sizeof(T) == 8) return __builtin_bswap64(value);
    return value;
  }

  std::span<const std::byte> data_;
  std::uint64_t base_ = 0;  // so that an Error names the input's own offset
};

}  // namespace halfsecond
