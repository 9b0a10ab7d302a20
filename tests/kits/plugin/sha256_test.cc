#include "kits/plugin/sha256.h"

#include <doctest/doctest.h>

#include <string>

using namespace halfsecond::plugin;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

std::string Hash(std::string_view text, std::size_t step, Sha256::Way way = Sha256::Way::kFastest) {
  Sha256 hash(way);
  for (std::size_t at = 0; at < text.size(); at += step) {
    const std::string_view piece = text.substr(at, step);
    hash.Add(std::as_bytes(std::span(piece.data(), piece.size())));
  }
  return HexOf(hash.Finish());
}

}  // namespace

TEST_CASE("the examples of FIPS 180 come out, however the message is cut") {
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{64}, std::size_t{1000}}) {
    CAPTURE(step);
    CHECK(Hash("", step) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(Hash("abc", step) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(Hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", step) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(Hash("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
               "mnopqrstnopqrstu",
               step) == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    CHECK(Hash(std::string(1'000'000, 'a'), step) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }
}

TEST_CASE("the processor's own instructions and ours make the same digest, at every length and of every byte") {
  std::string text;
  for (int i = 0; i < 700; ++i) {
    CAPTURE(i);
    REQUIRE(Hash(text, 100, Sha256::Way::kPortable) == Hash(text, 130, Sha256::Way::kFastest));
    text.push_back(static_cast<char>(i * 37 + i / 256));
  }
  CHECK(Hash("abc", 3, Sha256::Way::kPortable) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a digest is 64 digits and nothing else") {
  const std::string digits = Hash("abc", 3);
  REQUIRE(DigestFromHex(digits).has_value());
  CHECK(HexOf(*DigestFromHex(digits)) == digits);
  CHECK_FALSE(DigestFromHex(digits + "0").has_value());
  CHECK_FALSE(DigestFromHex(digits.substr(1)).has_value());
  CHECK_FALSE(DigestFromHex(digits.substr(1) + "g").has_value());
}
