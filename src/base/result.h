// Result<T>: a value, or the Error that says why there is none.
//
// The only way a reader of foreign bytes reports failure. It never throws (an exception for each bad record is a gift
// to whoever sends the bad records) and it cannot be dropped: [[nodiscard]] is on the type.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace halfsecond {

// What went wrong, in words a user can act on, and where.
struct Error {
  enum class Kind : std::uint8_t {
    kTruncated,    // the input ends before what its own header promised
    kMalformed,    // the bytes contradict the format
    kUnsupported,  // well-formed, and beyond what we read (never a verdict)
    kLimit,        // would cross one of our own limits (limits.h names it)
    kIo,           // the operating system said no
    kDenied,       // it said no for want of permission
    kNotFound,     // the operating system says there is no such thing
  };

  Kind kind;
  std::string what;           // no capital, no full stop: "section table lies past the end of the file"
  std::uint64_t at_byte = 0;  // offset in the input, when one byte is to blame
};

// The word for `kind` in output: "truncated", "malformed", "unsupported", "limit", "io", "not found".
std::string_view KindName(Error::Kind kind);

// tl::expected is neither [[nodiscard]] nor implicit from its error: this class is both, and nothing else.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  Result(Error error)  // NOLINT(google-explicit-constructor): `return Error{...}` is the point
      : tl::expected<T, Error>(tl::unexpect, std::move(error)) {}

  bool ok() const { return this->has_value(); }
};

}  // namespace halfsecond

// NOLINTBEGIN(bugprone-macro-parentheses): a declared name cannot stand in parentheses.
// Binds `name` to the value of `expr`, or returns its Error from the enclosing function.
#define HS_CONCAT_(a, b) a##b
#define HS_CONCAT(a, b) HS_CONCAT_(a, b)
#define HS_TRY(name, expr) HS_TRY_(HS_CONCAT(hs_result_, __COUNTER__), name, expr)
#define HS_TRY_(tmp, name, expr)   \
  auto tmp = (expr);               \
  if (!tmp.ok()) {                 \
    return std::move(tmp).error(); \
  }                                \
  auto name = std::move(tmp).value()

// Returns the Error of `expr` (a Result<void> or any Result whose value is not needed) from the enclosing function.
#define HS_CHECK(expr) HS_CHECK_(HS_CONCAT(hs_result_, __COUNTER__), expr)
#define HS_CHECK_(tmp, expr)       \
  auto tmp = (expr);               \
  if (!tmp.ok()) {                 \
    return std::move(tmp).error(); \
  }
// NOLINTEND(bugprone-macro-parentheses)
