#include "inputs/file_source.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "inputs/root.h"
#include "tests/system_tree.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using tests::SystemTree;

namespace {

constexpr std::uint64_t kGib = 1ULL << 30U;
constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

std::string Numbered(std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(i * 7 + i / 251);
  return text;
}

}  // namespace

TEST_CASE("every range of a file is what stands there, in any order of asking") {
  const std::string text = Numbered(20'000);
  SystemTree tree;
  tree.File("/file", text);
  const auto source = std::move(*tree.Open().OpenFile("/file"));
  CHECK(source->size() == text.size());
  for (const std::uint64_t offset : std::vector<std::uint64_t>{19'999, 0, 4095, 4096, 12'345, 1, 8191, 5000}) {
    for (const std::uint64_t length : std::vector<std::uint64_t>{0, 1, 2, 100, 5000}) {
      CAPTURE(offset);
      CAPTURE(length);
      const auto bytes = source->At(offset, length);
      REQUIRE(bytes.ok() == (offset + length <= text.size()));
      if (!bytes.ok()) continue;
      CHECK(bytes->text() == std::string_view(text).substr(offset, length));
      CHECK(bytes->base() == offset);
      CHECK(source->Window(offset, length)->text() == bytes->text());
    }
  }
}

TEST_CASE("bytes handed out stay good while others are read") {
  const std::string text = Numbered(300'000);
  SystemTree tree;
  tree.File("/file", text);
  const auto source = std::move(*tree.Open().OpenFile("/file"));
  const Bytes first = *source->At(0, 16);
  const Bytes middle = *source->At(150'000, 16);
  for (std::uint64_t offset = 0; offset < 290'000; offset += 10'000) CHECK(source->At(offset, 5000).ok());
  CHECK(first.text() == std::string_view(text).substr(0, 16));
  CHECK(middle.text() == std::string_view(text).substr(150'000, 16));
}

TEST_CASE("what lies past the end is truncated, however the sum would wrap") {
  SystemTree tree;
  tree.File("/file", "0123456789").File("/empty");
  const Root root = tree.Open();
  const auto source = std::move(*root.OpenFile("/file"));
  CHECK(source->At(10, 0).ok());
  CHECK(source->At(10, 1).error().kind == Error::Kind::kTruncated);
  CHECK(source->At(5, kHuge).error().at_byte == 5);
  CHECK(source->At(kHuge, 2).error().kind == Error::Kind::kTruncated);
  CHECK(source->Window(kHuge, kHuge).error().kind == Error::Kind::kTruncated);
  const auto empty = std::move(*root.OpenFile("/empty"));
  CHECK(empty->At(0, 0)->empty());
  CHECK_FALSE(empty->At(0, 1).ok());
}

TEST_CASE("a sparse file of 10 GiB costs what is read of it, and the budget ends the reading") {
  SystemTree tree;
  tree.File("/sparse", "start");
  std::filesystem::resize_file(tree.path("/sparse"), 10 * kGib);
  const auto source = std::move(*tree.Open().OpenFile("/sparse"));
  CHECK(source->size() == 10 * kGib);
  CHECK(source->At(0, 5)->text() == "start");
  CHECK(source->At(10 * kGib - 4, 4)->text() == std::string(4, '\0'));
  CHECK(source->At(kGib, 5 * kGib).error().kind == Error::Kind::kLimit);
  CHECK(source->Window(kGib, 5 * kGib).error().kind == Error::Kind::kLimit);
  CHECK(source->At(5 * kGib, 64).ok());
}

TEST_CASE("one file is passed over at most as often as its budget allows") {
  SystemTree tree;
  tree.File("/sparse");
  std::filesystem::resize_file(tree.path("/sparse"), 10 * kGib);
  const auto source = std::move(*tree.Open().OpenFile("/sparse"));
  const std::uint64_t step = 64ULL << 20U;
  std::uint64_t passed = 0;
  while (passed < 4 * kGib && source->Window(kGib + passed, step).ok()) passed += step;
  CHECK(passed == limits::kMaxScannedBytes);
}

TEST_CASE("a file that becomes shorter while it is read is truncated, not a signal") {
  SystemTree tree;
  tree.File("/file", Numbered(100'000));
  const auto source = std::move(*tree.Open().OpenFile("/file"));
  CHECK(source->At(0, 16).ok());
  std::filesystem::resize_file(tree.path("/file"), 50'000);
  const auto bytes = source->At(40'000, 20'000);
  CHECK(bytes.error().kind == Error::Kind::kTruncated);
  CHECK(bytes.error().at_byte == 50'000);
}

TEST_CASE("a file knows its permissions, and an attribute it does not have is not found") {
  SystemTree tree;
  tree.File("/file", "x");
  REQUIRE(::chmod(tree.path("/file").c_str(), 04755) == 0);
  const auto source = std::move(*tree.Open().OpenFile("/file"));
  CHECK(source->status().is_regular());
  CHECK_FALSE(source->status().is_directory());
  CHECK((source->status().mode & 07777U) == 04755U);
  CHECK(source->status().uid == ::getuid());
  CHECK(source->Attribute("user.halfsecond").error().kind == Error::Kind::kNotFound);
}

TEST_CASE("a file asked about in two thousand places gives the right bytes, again when asked again") {
  const std::string text = Numbered(8'000'000);
  SystemTree tree;
  tree.File("/file", text);
  const auto source = std::move(*tree.Open().OpenFile("/file"));
  std::size_t wrong = 0;
  for (std::uint64_t i = 0; i < 6'000; ++i) {
    const std::uint64_t offset = i * 1'234'567 % 2'000 * 3'999;
    const std::uint64_t length = i % 5 == 0 ? 9'000 : 100;
    const auto bytes = source->At(offset, std::min<std::uint64_t>(length, text.size() - offset));
    if (!bytes.ok() || bytes->text() != std::string_view(text).substr(offset, bytes->size())) ++wrong;
  }
  CHECK(wrong == 0);
}
