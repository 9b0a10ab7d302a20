#include "base/result.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <type_traits>

using halfsecond::Error;
using halfsecond::KindName;
using halfsecond::Result;

namespace {

Result<int> Half(int number) {
  if (number % 2 != 0) return Error{Error::Kind::kMalformed, "not even", 7};
  return number / 2;
}

Result<std::string> QuarterInWords(int number) {
  HS_TRY(half, Half(number));
  HS_TRY(quarter, Half(half));
  return std::to_string(quarter);
}

Result<void> IsEven(int number) {
  HS_CHECK(Half(number));
  return {};
}

Result<std::unique_ptr<int>> Owned(int number) {
  HS_TRY(half, Half(number));
  return std::make_unique<int>(half);
}

Result<int> MovedOutOf(int number) {
  HS_TRY(owned, Owned(number));
  return *owned;
}

}  // namespace

TEST_CASE("a result is a value, or the error that says why there is none and where") {
  CHECK(Half(4).ok());
  CHECK(*Half(4) == 2);
  const auto odd = Half(3);
  CHECK_FALSE(odd.ok());
  CHECK(odd.error().kind == Error::Kind::kMalformed);
  CHECK(odd.error().what == "not even");
  CHECK(odd.error().at_byte == 7);
}

TEST_CASE("HS_TRY binds the value, and hands an error on as it is through any type of result") {
  CHECK(*QuarterInWords(8) == "2");
  CHECK(QuarterInWords(6).error().what == "not even");
  CHECK(QuarterInWords(6).error().at_byte == 7);
}

TEST_CASE("HS_CHECK needs no value") {
  CHECK(IsEven(2).ok());
  CHECK(IsEven(1).error().kind == Error::Kind::kMalformed);
}

TEST_CASE("a value that cannot be copied is moved out of its result") {
  CHECK(*MovedOutOf(10) == 5);
}

TEST_CASE("an error becomes a result by itself, a result never becomes a bool by mistake of type") {
  CHECK(std::is_convertible_v<Error, Result<int>>);
  CHECK_FALSE(std::is_convertible_v<Result<int>, bool>);
}

TEST_CASE("every kind has a word of its own") {
  using Kind = Error::Kind;
  CHECK(KindName(Kind::kTruncated) == "truncated");
  CHECK(KindName(Kind::kMalformed) == "malformed");
  CHECK(KindName(Kind::kUnsupported) == "unsupported");
  CHECK(KindName(Kind::kLimit) == "limit");
  CHECK(KindName(Kind::kIo) == "io");
  CHECK(KindName(Kind::kDenied) == "denied");
  CHECK(KindName(Kind::kNotFound) == "not found");
  CHECK(KindName(Kind::kDenied) == "denied");
}
