#include "readers/deb/source_control.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

const std::string kDsc =
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nFormat: 3.0 (quilt)\nSource: xz-utils\nVersion: 5.4.1-1\n"
    "Checksums-Sha256:\n aa 10 xz-utils_5.4.1.orig.tar.xz\n bb 1 xz-utils_5.4.1.orig.tar.xz.asc\n"
    " cc 2 xz-utils_5.4.1-1.debian.tar.xz\nFiles:\n aa 10 xz-utils_5.4.1.orig.tar.xz\n"
    "-----BEGIN PGP SIGNATURE-----\n\n x y z\n";

}  // namespace

TEST_CASE("a signed .dsc: its files once each, and the archive of upstream") {
  const auto control = deb::ReadSourceControl(Bytes::Of(kDsc));
  REQUIRE(control.ok());
  CHECK(control->source == "xz-utils");
  CHECK(control->version == "5.4.1-1");
  CHECK(control->files.size() == 3);
  CHECK(control->UpstreamArchive() == "xz-utils_5.4.1.orig.tar.xz");
}

TEST_CASE("a native package has one archive, and parts of an upstream are not the upstream") {
  const auto native = deb::ReadSourceControl(Bytes::Of("Files:\n a 1 dpkg_1.21.tar.xz\n"));
  REQUIRE(native.ok());
  CHECK(native->UpstreamArchive() == "dpkg_1.21.tar.xz");
  const auto parts = deb::ReadSourceControl(Bytes::Of("Files:\n a 1 n_1.orig-doc.tar.xz\n b 1 n_1.orig.tar.xz\n"));
  REQUIRE(parts.ok());
  CHECK(parts->UpstreamArchive() == "n_1.orig.tar.xz");
}

TEST_CASE("a name that leads out of the folder is refused") {
  CHECK_FALSE(deb::ReadSourceControl(Bytes::Of("Files:\n a 1 ../x.orig.tar.xz\n")).ok());
  CHECK_FALSE(deb::ReadSourceControl(Bytes::Of("Source: x\n")).ok());
}

TEST_CASE("a .dsc damaged anywhere is an error or names files beside it") {
  tests::ForEachDamage(kDsc, 10'000, [](Bytes bytes) {
    const auto control = deb::ReadSourceControl(bytes);
    if (!control.ok()) return;
    for (const std::string& name : control->files) CHECK(name.find('/') == std::string::npos);
  });
}
