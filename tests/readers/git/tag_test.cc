#include "readers/git/tag.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

const std::string kHead = "object " + std::string(40, 'a') +
                          "\ntype commit\ntag v1.0\ntagger Maintainer One <one@host.test> 1672414471 +0800\n\nv1.0\n";
// One version 4 signature packet whose issuer fingerprint ends in 1111222233334444.
const std::string kPgp =
    "-----BEGIN PGP "
    "SIGNATURE-----\n\niQAuBAABCAAXFiEENpDCQM5RtGcNMK0cEREiIjMzREQACgkQEREiIjMzREQAAAAI/w==\n=abcd\n-----END PGP "
    "SIGNATURE-----\n";
const std::string kSsh =
    "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQAAAAgBAgMEBQYHCHJlc3Q=\n-----END SSH SIGNATURE-----\n";

}  // namespace

TEST_CASE("a tag says what it points at, who made it and by which key") {
  const std::string text = kHead + kPgp;
  const auto tag = git::ReadTag(Bytes::Of(text));
  REQUIRE(tag.ok());
  CHECK(tag->object.Hex() == std::string(40, 'a'));
  CHECK(tag->type == "commit");
  CHECK(tag->tagger.name == "Maintainer One");
  CHECK(tag->tagger.seconds == 1672414471);
  CHECK(tag->key == "1111222233334444");
}

TEST_CASE("an SSH key is known by the end of its bytes, an unsigned tag has none") {
  const std::string ssh = kHead + kSsh;
  CHECK(git::ReadTag(Bytes::Of(ssh))->key == "ssh-0102030405060708");
  CHECK(git::ReadTag(Bytes::Of(kHead))->key.empty());
}

TEST_CASE("a tag that points at nothing is malformed") {
  CHECK(git::ReadTag(Bytes::Of("tag v1\n\n")).error().kind == Error::Kind::kMalformed);
}

TEST_CASE("10000 damaged tags are read or refused") {
  int read = 0;
  ForEachDamage(kHead + kPgp, 10000, [&](Bytes damaged) { read += git::ReadTag(damaged).ok() ? 1 : 0; });
  CHECK(read > 1000);
  ForEachPrefix(kHead + kSsh, [&](Bytes prefix) { static_cast<void>(git::ReadTag(prefix).ok()); });
}
