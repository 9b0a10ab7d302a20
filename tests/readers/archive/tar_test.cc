#include "readers/archive/tar.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using archive::Entry;

namespace {

constexpr std::size_t kBlock = archive::TarReader::kBlockBytes;

std::string Octal(std::uint64_t number, int digits) {
  std::array<char, 32> text{};
  const int n = std::snprintf(text.data(), text.size(), "%0*llo", digits, static_cast<unsigned long long>(number));
  return {text.data(), static_cast<std::size_t>(n)};
}

std::string Padded(std::string bytes) {
  bytes.resize((bytes.size() + kBlock - 1) / kBlock * kBlock);
  return bytes;
}

// An entry of ustar, its contents behind it. `claimed` is the size it says.
std::string Member(const std::string& name, char type, const std::string& content, std::uint64_t claimed) {
  std::string block(kBlock, '\0');
  block.replace(0, name.size(), name);
  block.replace(100, 7, "0000644");
  block.replace(124, 11, Octal(claimed, 11));
  block.replace(136, 11, Octal(0, 11));
  block.replace(148, 8, 8, ' ');
  block[156] = type;
  block.replace(257, 8, std::string("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  block.replace(148, 7, Octal(sum, 6) + '\0');
  return block + Padded(content);
}
std::string File(const std::string& name, const std::string& content) {
  return Member(name, '0', content, content.size());
}
std::string Pax(const std::string& key, const std::string& value) {
  const std::string rest = " " + key + "=" + value + "\n";
  std::string record = std::to_string(rest.size() + 2) + rest;
  if (record.size() != rest.size() + 2) record = std::to_string(rest.size() + 3) + rest;
  return Member("pax", 'x', record, record.size());
}
const std::string kEnd(2 * kBlock, '\0');

struct Read {
  std::vector<std::string> entries;  // "path size"
  std::string contents;
  std::vector<std::string> oddities;
  std::optional<Error> error;
};

Read ReadAll(Bytes bytes, std::size_t piece = 1'000'000) {
  Read read;
  archive::TarReader reader(
      {[&](const Entry& entry) { read.entries.push_back(entry.path + " " + std::to_string(entry.size.value_or(0))); },
       [&](Bytes data) { read.contents += data.text(); },
       [&](std::string_view kind, const std::string&, const std::string&) { read.oddities.emplace_back(kind); }});
  for (std::uint64_t at = 0; at < bytes.size(); at += piece) {
    const auto added = reader.Add(*bytes.Slice(at, std::min<std::uint64_t>(piece, bytes.size() - at)));
    if (!added.ok()) return read.error = added.error(), read;
  }
  if (const auto finished = reader.Finish(); !finished.ok()) read.error = finished.error();
  return read;
}

}  // namespace

TEST_CASE("a tar archive gives its entries and their contents, however it is cut") {
  const std::string tar = Member("p/", '5', "", 0) + File("p/a", "one\n") + Pax("path", "p/" + std::string(200, 'n')) +
                          File("short", "two\n") + kEnd;
  for (const std::size_t piece : {1UL, 7UL, 511UL, 512UL, 4096UL}) {
    const Read read = ReadAll(Bytes::Of(tar), piece);
    CHECK_FALSE(read.error);
    CHECK(read.entries == std::vector<std::string>{"p/ 0", "p/a 4", "p/" + std::string(200, 'n') + " 4"});
    CHECK(read.contents == "one\ntwo\n");
    CHECK(read.oddities.empty());
  }
}

TEST_CASE("what readers take in different ways is told") {
  const std::string one = File("a", "x");
  CHECK(ReadAll(Bytes::Of(one + kEnd + one + kEnd)).oddities == std::vector<std::string>{"after-the-end"});
  CHECK(ReadAll(Bytes::Of(one + kEnd + "rubbish")).oddities == std::vector<std::string>{"after-the-end"});
  // A file of a hundred gigabytes of nothing is not read to its end.
  CHECK(ReadAll(Bytes::Of(one + kEnd + std::string((std::size_t{16} << 20) + kBlock, '\0'))).error.has_value());
  CHECK(ReadAll(Bytes::Of(one + std::string(kBlock, '\0') + one + kEnd)).oddities ==
        std::vector<std::string>{"lone-zeros"});
  CHECK(ReadAll(Bytes::Of(Pax("size", "3") + Member("a", '0', "xyz", 1) + kEnd)).oddities ==
        std::vector<std::string>{"two-sizes"});
  CHECK(ReadAll(Bytes::Of(one + kEnd)).oddities.empty());
}

TEST_CASE("claims of size, sparse files and what is no archive are refused") {
  CHECK(ReadAll(Bytes::Of(Pax("size", "99999999999999") + File("a", "x"))).error->kind == Error::Kind::kLimit);
  CHECK(ReadAll(Bytes::Of(Member("h", 'x', "", 077777777777))).error->kind == Error::Kind::kLimit);
  CHECK(ReadAll(Bytes::Of(Pax("GNU.sparse.major", "1"))).error->kind == Error::Kind::kUnsupported);
  CHECK(ReadAll(Bytes::Of(Member("s", 'S', "", 0))).error->kind == Error::Kind::kUnsupported);
  CHECK(ReadAll(Bytes::Of(std::string(2 * kBlock, 'x'))).error->kind == Error::Kind::kMalformed);
  CHECK(ReadAll(Bytes::Of(kEnd)).error->what == "an archive without files");
  CHECK(ReadAll(Bytes::Of(std::string(kBlock, '\0'))).error->kind == Error::Kind::kTruncated);
}

TEST_CASE("a tar archive damaged or cut anywhere is an error, or never gives more than it holds") {
  const std::string tar = Pax("path", "p/long") + File("p/a", "one\n") + File("p/b", std::string(700, 'b')) + kEnd;
  std::size_t whole = 0;
  tests::ForEachPrefix(tar, [&](Bytes bytes) { whole += ReadAll(bytes).error ? 0U : 1U; });
  CHECK(whole == 4);  // at the end of either file, and of either block of zeros
  tests::ForEachDamage(tar, 10'000, [&](Bytes bytes) { CHECK(ReadAll(bytes).contents.size() <= tar.size()); });
}
