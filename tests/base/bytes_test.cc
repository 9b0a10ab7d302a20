#include "base/bytes.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string_view>

#include "base/source.h"
#include "tests/damage.h"

using halfsecond::ByteOrder;
using halfsecond::Bytes;
using halfsecond::Error;
using halfsecond::MemorySource;
using halfsecond::tests::Exact;

namespace {

using std::string_view_literals::operator""sv;

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

}  // namespace

TEST_CASE("integers are read in the order their format states, at any alignment") {
  const Exact input("\x00\x01\x02\x03\x04\x05\x06\x07\x08"sv);
  const Bytes bytes = input.bytes();
  CHECK(*bytes.Integer<std::uint8_t>(8, ByteOrder::kLittle) == 8);
  CHECK(*bytes.Integer<std::uint16_t>(1, ByteOrder::kLittle) == 0x0201);
  CHECK(*bytes.Integer<std::uint16_t>(1, ByteOrder::kBig) == 0x0102);
  CHECK(*bytes.Integer<std::uint32_t>(1, ByteOrder::kLittle) == 0x04030201);
  CHECK(*bytes.Integer<std::uint32_t>(1, ByteOrder::kBig) == 0x01020304);
  CHECK(*bytes.Integer<std::uint64_t>(1, ByteOrder::kLittle) == 0x0807060504030201);
  CHECK(*bytes.Integer<std::uint64_t>(1, ByteOrder::kBig) == 0x0102030405060708);
}

TEST_CASE("an integer whose last byte is missing is truncated, and the error says where it started") {
  const Exact input("abcd"sv);
  CHECK(input.bytes().Integer<std::uint32_t>(0, ByteOrder::kLittle).ok());
  for (const std::uint64_t offset : {std::uint64_t{1}, std::uint64_t{4}, std::uint64_t{5}, kHuge, kHuge - 3}) {
    const auto value = input.bytes().Integer<std::uint32_t>(offset, ByteOrder::kLittle);
    REQUIRE_FALSE(value.ok());
    CHECK(value.error().kind == Error::Kind::kTruncated);
    CHECK(value.error().at_byte == offset);
  }
}

TEST_CASE("a slice of any offset and length is inside the window or refused") {
  const Exact input("0123456789"sv);
  int inside = 0;
  for (std::uint64_t offset = 0; offset <= 11; ++offset) {
    for (std::uint64_t length = 0; length <= 11; ++length) {
      const auto slice = input.bytes().Slice(offset, length);
      CHECK(slice.ok() == (offset + length <= 10));
      if (!slice.ok()) continue;
      CHECK(slice->size() == length);
      CHECK(slice->base() == offset);
      ++inside;
    }
  }
  CHECK(inside == 66);
  CHECK_FALSE(input.bytes().Slice(1, kHuge).ok());
  CHECK_FALSE(input.bytes().Slice(kHuge, 1).ok());
  CHECK_FALSE(input.bytes().Slice(kHuge, kHuge).ok());
}

TEST_CASE("errors in a slice of a slice count bytes from the start of the input") {
  const Exact input("0123456789"sv);
  const auto inner = input.bytes().Slice(2, 6)->Slice(3, 2);
  REQUIRE(inner.ok());
  CHECK(inner->text() == "56");
  CHECK(inner->Integer<std::uint32_t>(1, ByteOrder::kLittle).error().at_byte == 6);
  CHECK(inner->CString(0).error().at_byte == 5);
}

TEST_CASE("a string ends at its NUL, and one without a NUL is malformed instead of read on") {
  const Exact input("one\0\0two"sv);
  CHECK(*input.bytes().CString(0) == "one");
  CHECK(*input.bytes().CString(3) == "");
  CHECK(*input.bytes().CString(4) == "");
  CHECK(input.bytes().CString(5).error().kind == Error::Kind::kMalformed);
  CHECK(input.bytes().CString(8).error().kind == Error::Kind::kTruncated);
  CHECK(input.bytes().CString(kHuge).error().kind == Error::Kind::kTruncated);
}

TEST_CASE("nothing is inside an empty window") {
  const Bytes nothing;
  CHECK(nothing.empty());
  CHECK(nothing.Slice(0, 0).ok());
  CHECK_FALSE(nothing.Slice(0, 1).ok());
  CHECK_FALSE(nothing.Integer<std::uint8_t>(0, ByteOrder::kLittle).ok());
  CHECK_FALSE(nothing.CString(0).ok());
}

TEST_CASE("a source in memory gives the same answers as the window over it") {
  const Exact input("0123456789"sv);
  const std::string_view text = input.bytes().text();
  MemorySource source(std::as_bytes(std::span(text.data(), text.size())));
  CHECK(source.size() == 10);
  CHECK(source.At(3, 4)->text() == "3456");
  CHECK(source.Window(3, 4)->text() == "3456");
  CHECK(source.At(7, 4).error().kind == Error::Kind::kTruncated);
  CHECK(source.Window(kHuge, 2).error().kind == Error::Kind::kTruncated);
}
