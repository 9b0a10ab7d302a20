#include "readers/archive/bzip2_blocks.h"

#include <doctest/doctest.h>

#include <vector>

#include "readers/archive/bzip2_marks.h"
#include "tests/damage.h"
#include "tests/made_bzip2.h"

using namespace halfsecond::archive;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;    // NOLINT(google-build-using-namespace)
using halfsecond::Bytes;

namespace {

using std::string_view_literals::operator""sv;
using Kind = Bzip2Splitter::Step::Kind;

struct Cut {
  std::vector<std::string> streams;
  Kind end = Kind::kOdd;
};

Cut CutUp(std::string_view file, std::size_t piece = 1U << 20U) {
  Bzip2Splitter splitter;
  Cut cut;
  std::uint64_t end_byte = 0;
  for (;;) {
    auto step = splitter.Next();
    if (step.kind == Kind::kBlock) {
      CHECK(step.end_byte > end_byte);
      end_byte = step.end_byte;
      cut.streams.push_back(std::move(step.stream));
    } else if (step.kind == Kind::kNeedsMore) {
      if (file.empty()) splitter.End();
      const Exact next(file.substr(0, piece));
      splitter.Add(next.bytes());
      file.remove_prefix(next.span().size());
    } else {
      cut.end = step.kind;
      return cut;
    }
  }
}

// What the blocks unpack to, one after the other; nothing where one is not good.
std::optional<std::string> Unpacked(const Cut& cut) {
  std::string text;
  for (const std::string& stream : cut.streams) {
    const auto part = Bunzip2(stream);
    if (!part) return std::nullopt;
    text += *part;
  }
  return text;
}

// The same, bit by bit.
std::vector<std::uint64_t> MarksIn(const std::string& text) {
  std::vector<std::uint64_t> found;
  const std::string bits = ToBits(text);
  for (std::size_t at = 0; at + 48 <= bits.size(); ++at) {
    for (const std::uint64_t mark : {Bzip2Mark::kBlock, Bzip2Mark::kEndOfStream}) {
      if (bits.compare(at, 48, BitsOf(mark, 48)) == 0) found.push_back(at);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("a mark is found at every bit of every alignment, and at no other") {
  for (std::size_t at = 0; at < 96; ++at) {
    for (const std::uint64_t mark : {Bzip2Mark::kBlock, Bzip2Mark::kEndOfStream}) {
      std::string bits = ToBits(Noise(24, at));
      bits.replace(at, 48, BitsOf(mark, 48));
      const Exact file(FromBits(bits));
      const auto found = NextBzip2Mark(file.bytes(), 0);
      REQUIRE(found);
      CHECK(found->at_bit == at);
      CHECK((found->kind == Bzip2Mark::Kind::kBlock) == (mark == Bzip2Mark::kBlock));
      CHECK(NextBzip2Mark(file.bytes(), at)->at_bit == at);
      CHECK_FALSE(NextBzip2Mark(file.bytes(), at + 1));
      const Exact cut(FromBits(bits).substr(0, (at + 47) / 8));
      CHECK_FALSE(NextBzip2Mark(cut.bytes(), 0));
    }
  }
}

TEST_CASE("marks that touch, or share bits, are all found") {
  // The last three bits of the one that ends a stream are the first three of another.
  const std::string end = BitsOf(Bzip2Mark::kEndOfStream, 48);
  for (const std::string& bits :
       {"1" + end + end.substr(3) + end, BitsOf(Bzip2Mark::kBlock, 48) + BitsOf(Bzip2Mark::kBlock, 48) + end}) {
    const std::string text = FromBits(bits);
    const auto expected = MarksIn(text);
    REQUIRE(expected.size() == 3);
    std::vector<std::uint64_t> found;
    for (auto mark = NextBzip2Mark(Bytes::Of(text), 0); mark; mark = NextBzip2Mark(Bytes::Of(text), mark->at_bit + 1))
      found.push_back(mark->at_bit);
    CHECK(found == expected);
  }
}

TEST_CASE(
    "each block of a file is a stream, whose contents follow each other, at every level and in pieces of any size") {
  const std::string text = Lines(200'000) + Noise(150'000) + std::string(300'000, 'a') + Lines(10);
  for (int level = 1; level <= 9; ++level) {
    CAPTURE(level);
    const std::string file = Bzip2(text, level);
    const Cut cut = CutUp(file);
    CHECK(cut.end == Kind::kWhole);
    CHECK(cut.streams.size() == (level == 1 ? 4 : level == 2 ? 2 : level == 3 ? 2 : 1));
    CHECK((Unpacked(cut) == text));
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
      if (piece == 1 && level > 1) continue;  // slow
      CHECK((CutUp(file, piece).streams == cut.streams));
    }
  }
}

TEST_CASE("streams that follow each other are one file, empty ones among them") {
  const std::string file =
      Bzip2("") + Bzip2(Lines(5000), 3) + Bzip2("") + Bzip2(Noise(kBlockAtLevelOne + 1000), 1) + Bzip2("x");
  const Cut cut = CutUp(file);
  CHECK(cut.end == Kind::kWhole);
  CHECK(cut.streams.size() == 4);
  CHECK((Unpacked(cut) == Lines(5000) + Noise(kBlockAtLevelOne + 1000) + "x"));
  CHECK(CutUp(Bzip2("")).end == Kind::kWhole);
}

TEST_CASE("what is cut short, followed by something or of another format is odd, wherever it ends") {
  const std::string file = Bzip2(Lines(3000)) + Bzip2(Lines(2000));
  const std::size_t first = Bzip2(Lines(3000)).size();
  for (std::size_t length = 0; length < file.size(); ++length) {
    CAPTURE(length);
    CHECK(CutUp(file.substr(0, length)).end == (length == first ? Kind::kWhole : Kind::kOdd));
  }
  for (const std::string_view behind : {"B"sv, "BZh"sv, "BZh9"sv, "\0"sv, "BZh0\x31\x41\x59\x26\x53\x59"sv, "\n"sv}) {
    CHECK(CutUp(file + std::string(behind)).end == Kind::kOdd);
  }
  CHECK(CutUp("BZ" + file).end == Kind::kOdd);
}

TEST_CASE("a stream's CRC that is not that of its blocks is odd") {
  std::string file = Bzip2(Lines(3000));
  const auto end = NextBzip2Mark(Bytes::Of(file), 33);
  REQUIRE(end);
  const std::size_t crc_byte = (end->at_bit + 48) / 8 + 1;
  file[crc_byte] = static_cast<char>(file[crc_byte] ^ 1);
  const Cut cut = CutUp(file);
  CHECK(cut.end == Kind::kOdd);
  CHECK(cut.streams.size() == 1);
}

TEST_CASE("marks planted inside a block cut streams that no decoder calls good, of a file that is good") {
  const std::string text = Noise(20'000);
  for (const std::uint64_t mark : {Bzip2Mark::kBlock, Bzip2Mark::kEndOfStream}) {
    const std::string file = WithBitsInside(Bzip2(text), mark);
    REQUIRE((Bunzip2(file) == text));
    const Cut cut = CutUp(file);
    REQUIRE_FALSE(cut.streams.empty());
    CHECK_FALSE(Bunzip2(cut.streams[0]));
  }
}

TEST_CASE("blocks that are many and tiny are odd: they cost more to cut than to decode") {
  std::string file;
  for (int i = 0; i < 100; ++i) file += Bzip2("x");
  const Cut cut = CutUp(file);
  CHECK(cut.end == Kind::kOdd);
  CHECK(cut.streams.size() == 64);
}

TEST_CASE("a block without an end is odd after a few megabytes") {
  Bzip2Splitter splitter;
  const std::string start = Bzip2(Lines(3000)).substr(0, 100);
  const std::string more(std::size_t{1} << 20, 'z');
  splitter.Add(Bytes::Of(start));
  int megabytes = 0;
  while (splitter.Next().kind == Kind::kNeedsMore && megabytes < 100) {
    splitter.Add(Bytes::Of(more));
    ++megabytes;
  }
  CHECK(megabytes == 4);
}

TEST_CASE("4000 damages: where no doubt is left, the contents are what the library makes of the file") {
  const std::string file = Bzip2(Lines(30)) + Bzip2("") + Bzip2("x") + Bzip2(Noise(20));
  int whole = 0;
  ForEachBinaryDamage(file, halfsecond::ByteOrder::kBig, 4000, [&](Bytes damaged) {
    const Cut cut = CutUp(damaged.text());
    const auto text = cut.end == Kind::kWhole ? Unpacked(cut) : std::nullopt;
    if (!text) return;
    ++whole;
    // The library stops behind a stream; the next one begins at the first byte that it has not taken.
    std::string expected;
    for (std::string_view rest = damaged.text(); !rest.empty();) {
      std::size_t next = rest.find("BZh", 1);
      while (next != std::string_view::npos && !Bunzip2(rest.substr(0, next))) next = rest.find("BZh", next + 1);
      const auto part = Bunzip2(rest.substr(0, next));
      REQUIRE(part);
      expected += *part;
      rest.remove_prefix(std::min(next, rest.size()));
    }
    CHECK((*text == expected));
  });
  CHECK(whole > 20);
}
