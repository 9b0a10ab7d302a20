#include "readers/git/pack_index.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "readers/git/object_sum.h"
#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

std::string BigEndian(std::uint32_t number) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(number >> static_cast<unsigned>(shift));
  return text;
}

std::string Name(const git::ObjectId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.length};
}

// An index of version 2 of objects of these names.
std::string IndexOf(std::vector<git::ObjectId> ids) {
  std::sort(ids.begin(), ids.end());
  std::string text = "\xfftOc" + BigEndian(2);
  for (unsigned first = 0; first < 256; ++first) {
    const auto upto =
        std::count_if(ids.begin(), ids.end(), [&](const git::ObjectId& id) { return id.bytes[0] <= first; });
    text += BigEndian(static_cast<std::uint32_t>(upto));
  }
  for (const git::ObjectId& id : ids) text += Name(id);
  const std::size_t length = ids.empty() ? 20 : ids.front().length;
  return text + std::string(ids.size() * 8 + 2 * length, '\0');
}

std::vector<git::ObjectId> SomeIds(std::size_t count, git::Algorithm algorithm) {
  std::vector<git::ObjectId> ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back(git::IdOfObject("blob", std::to_string(i), algorithm));
  return ids;
}

bool Has(const std::string& index, const git::ObjectId& id) {
  MemorySource source(std::as_bytes(std::span(index)));
  const auto read = git::PackIndex::Read(source, id.length);
  REQUIRE(read.ok());
  const auto has = read->Has(id);
  REQUIRE(has.ok());
  return *has;
}

}  // namespace

TEST_CASE("every object of a pack is found by its index, and no other is") {
  for (const auto algorithm : {git::Algorithm::kSha1, git::Algorithm::kSha256}) {
    const auto ids = SomeIds(20'000, algorithm);
    const std::string index = IndexOf({ids.begin(), ids.begin() + 10'000});
    MemorySource source(std::as_bytes(std::span(index)));
    const auto read = git::PackIndex::Read(source, ids.front().length);
    REQUIRE(read.ok());
    CHECK(read->size() == 10'000);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (*read->Has(ids[i]) != (i < 10'000)) ++wrong;
    }
    CHECK(wrong == 0);
  }
  CHECK_FALSE(Has(IndexOf({}), SomeIds(1, git::Algorithm::kSha1)[0]));
}

TEST_CASE("names that somebody chose, all alike but for the end, are found as well") {
  std::vector<git::ObjectId> ids(5'000);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ids[i].length = 20;
    ids[i].bytes.fill(7);
    std::fill(ids[i].bytes.begin() + 20, ids[i].bytes.end(), std::uint8_t{0});
    ids[i].bytes[18] = static_cast<std::uint8_t>(i >> 8U);
    ids[i].bytes[19] = static_cast<std::uint8_t>(i);
  }
  const std::string index = IndexOf({ids.begin() + 100, ids.end() - 100});
  CHECK_FALSE(Has(index, ids.front()));
  CHECK(Has(index, ids[100]));
  CHECK(Has(index, ids[2'500]));
  CHECK(Has(index, ids[4'899]));
  CHECK_FALSE(Has(index, ids.back()));
}

TEST_CASE("what is no index of version 2, or not whole, is refused; a damaged one finds fewer or more") {
  const auto ids = SomeIds(3, git::Algorithm::kSha1);
  const std::string index = IndexOf(ids);
  int whole = 0;
  tests::ForEachPrefix(index, [&](Bytes bytes) {
    MemorySource source(std::as_bytes(std::span(bytes.text())));
    whole += git::PackIndex::Read(source, 20).ok() ? 1 : 0;
  });
  CHECK(whole == 1);
  std::string other = index;
  other[7] = 3;
  MemorySource source(std::as_bytes(std::span(other)));
  CHECK(git::PackIndex::Read(source, 20).error().kind == Error::Kind::kUnsupported);
  tests::ForEachDamage(index, 10'000, [&](Bytes bytes) {
    MemorySource damaged(std::as_bytes(std::span(bytes.text())));
    const auto read = git::PackIndex::Read(damaged, 20);
    if (read.ok()) CHECK(read->Has(ids[0]).ok());
  });
}
