#include "base/sha1.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <string>

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

std::string Hex(Sha1 sum) {
  std::string text;
  for (const std::uint8_t byte : sum.Finish()) {
    char digits[3];
    static_cast<void>(std::snprintf(digits, sizeof digits, "%02x", byte));
    text += digits;
  }
  return text;
}

Sha1 Of(const std::string& text) {
  Sha1 sum;
  sum.Add(std::as_bytes(std::span(text.data(), text.size())));
  return sum;
}

}  // namespace

TEST_CASE("SHA-1 of the standard's own examples") {
  CHECK(Hex(Of("")) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(Hex(Of("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(Hex(Of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  CHECK(Hex(Of(std::string(1'000'000, 'a'))) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST_CASE("SHA-1 of a text cut anywhere is that of the whole") {
  const std::string text(200, 'x');
  const std::string whole = Hex(Of(text));
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Sha1 sum = Of(text.substr(0, cut));
    sum.Add(std::as_bytes(std::span(text.data() + cut, text.size() - cut)));
    CHECK(Hex(sum) == whole);
  }
}

TEST_CASE("SHA-1 is git's name of a blob") {
  CHECK(Hex(Of(std::string("blob 6\0hello\n", 13))) == "ce013625030ba8dba906f756967f9e9ca394464a");
}
