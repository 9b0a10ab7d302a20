#include "base/sha256.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/base/sha_text.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using tests::HexOf;

namespace {

std::string Hex(std::string_view text) {
  return HexOf(tests::ShaOf<Sha256>(text));
}

}  // namespace

TEST_CASE("SHA-256 of the standard's own examples") {
  CHECK(Hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(Hex(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 of a text cut anywhere is that of the whole") {
  CHECK(tests::IsSameHoweverCut<Sha256>(std::string(200, 'x')));
}

TEST_CASE("SHA-256 by the processor's own instructions is that of the portable way") {
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string text(size, static_cast<char>(size));
    Sha256 sum(Sha256::Way::kPortable);
    sum.Add(std::as_bytes(std::span(text.data(), text.size())));
    CHECK(HexOf(sum) == Hex(text));
  }
}

TEST_CASE("SHA-256 is git's name of a blob") {
  CHECK(Hex(std::string_view("blob 6\0hello\n", 13)) ==
        "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4");
}
