#include "readers/cargo/crate_files.h"

#include <doctest/doctest.h>

#include <string>

#include "base/limits.h"
#include "tests/damage.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

const std::string kDigest(64, 'a');
const std::string kList = R"({"files":{"Cargo.toml":")" + kDigest + R"(","src/lib.rs":")" + kDigest +
                          R"(","odd":"abc","none":7},"package":")" + std::string(64, 'b') + R"("})";

}  // namespace

TEST_CASE("a list of a crate's files has their digests and the package's; what is no digest is left out") {
  const auto list = cargo::CrateFiles::Read(kList);
  REQUIRE(list.ok());
  CHECK(list->package == std::string(64, 'b'));
  CHECK(list->files.size() == 2);
  CHECK(list->files.at("src/lib.rs") == kDigest);
  CHECK(cargo::CrateFiles::Read(R"({"files":{},"package":null})")->package.empty());
}

TEST_CASE("what is no list of a crate's files is refused") {
  for (const char* text : {"", "[]", "{}", R"({"files":[]})", R"({"package":"x"})", "{\"files\":{"}) {
    const auto list = cargo::CrateFiles::Read(text);
    REQUIRE_FALSE(list.ok());
    CHECK(list.error().kind == Error::Kind::kMalformed);
  }
  CHECK(cargo::CrateFiles::Read(std::string(100'000, '[')).error().kind == Error::Kind::kLimit);
  CHECK(cargo::CrateFiles::Read(std::string(limits::kMaxCrateListBytes + 1, ' ')).error().kind == Error::Kind::kLimit);
}

TEST_CASE("ten thousand damages of a list of a crate's files end in digests or are refused") {
  ForEachDamage(kList, 10000, [](Bytes damaged) {
    const auto list = cargo::CrateFiles::Read(damaged.text());
    if (!list.ok()) return;
    for (const auto& [path, digest] : list->files) CHECK(digest.size() == 64);
  });
}
