#include "readers/git/packed_refs.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

const std::string kId(40, 'a');
const std::string kFile = "# pack-refs with: peeled fully-peeled sorted\n" + kId + " refs/heads/main\n" + kId +
                          " refs/tags/v1.0\n^" + kId + "\n" + kId + " refs/tags/go/v2";

}  // namespace

TEST_CASE("the tags of packed-refs, without heads, peeled ids and the header") {
  const auto refs = git::ReadPackedRefs(Bytes::Of(kFile), "refs/tags/");
  REQUIRE(refs.ok());
  REQUIRE(refs->size() == 2);
  CHECK(refs->at(0).name == "refs/tags/v1.0");
  CHECK(refs->at(1).name == "refs/tags/go/v2");
  CHECK(git::HexOf(refs->at(1).id) == kId);
}

TEST_CASE("packed-refs damaged anywhere gives fewer refs, never other names") {
  tests::ForEachDamage(kFile, 10'000, [](Bytes bytes) {
    const auto refs = git::ReadPackedRefs(bytes, "refs/tags/");
    REQUIRE(refs.ok());
    for (const git::Ref& ref : *refs) CHECK(ref.name.rfind("refs/tags/", 0) == 0);
  });
}
