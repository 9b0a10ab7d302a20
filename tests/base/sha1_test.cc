#include "base/sha1.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/base/sha_text.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using tests::HexOf;

namespace {

std::string Hex(std::string_view text) {
  return HexOf(tests::ShaOf<Sha1>(text));
}

}  // namespace

TEST_CASE("SHA-1 of the standard's own examples") {
  CHECK(Hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(Hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") == "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  CHECK(Hex(std::string(1'000'000, 'a')) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST_CASE("SHA-1 of a text cut anywhere is that of the whole") {
  CHECK(tests::IsSameHoweverCut<Sha1>(std::string(200, 'x')));
}

TEST_CASE("SHA-1 is git's name of a blob") {
  CHECK(Hex(std::string_view("blob 6\0hello\n", 13)) == "ce013625030ba8dba906f756967f9e9ca394464a");
}
