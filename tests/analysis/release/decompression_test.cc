#include "analysis/release/decompression.h"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "analysis/release/bzip2_pair.h"
#include "tests/damage.h"
#include "tests/made_bzip2.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

using std::string_view_literals::operator""sv;

constexpr std::uint64_t kBlockMark = 0x314159265359;
constexpr std::uint64_t kEndMark = 0x177245385090;

class File {
 public:
  explicit File(std::string_view content) : number_(memfd_create("made.bz2", MFD_CLOEXEC)) {
    REQUIRE(write(number_, content.data(), content.size()) == static_cast<ssize_t>(content.size()));
    lseek(number_, 0, SEEK_SET);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(number_); }
  int number() const { return number_; }

 private:
  int number_;
};

sandbox::Plugin Codec() {
  auto plugin = sandbox::Plugin::Start("codec", HS_PLUGIN_DIR, sandbox::Plugin::Use::kOneWorker);
  REQUIRE_MESSAGE(plugin.ok(), plugin.error().what);
  return std::move(*plugin);
}

struct Seen {
  std::string bytes;
  std::string error;  // "" when there was none
  bool operator==(const Seen&) const = default;
};

// Two ways to the same bytes. Fresh workers now and then: a worker that failed costs the host a pause after some time.
class Ways {
 public:
  static constexpr std::size_t kAll = static_cast<std::size_t>(-1);

  Seen ByOne(std::string_view file, std::size_t most = kAll) { return See(file, {one_, nullptr}, most); }
  Seen ByTwo(std::string_view file, std::size_t most = kAll) { return See(file, {first_, &second_}, most); }

  // How far two get alone.
  release::BlocksDecoded OnlyTwo(std::string_view content) {
    const File file(content);
    const auto decoded = release::DecodeByTwo(file.number(), first_, second_, [](Bytes) -> Result<void> { return {}; });
    REQUIRE(decoded.ok());
    return *decoded;
  }

 private:
  // `most`: of bytes that are wanted.
  static Seen See(std::string_view content, const release::Codecs& codecs, std::size_t most) {
    const File file(content);
    Seen seen;
    const auto done =
        release::Decompress(file.number(), codec::Format::kBzip2, codecs, [&](Bytes piece) -> Result<void> {
          seen.bytes += piece.text();
          if (seen.bytes.size() <= most) return {};
          seen.bytes.resize(most);
          return Error{Error::Kind::kMalformed, "enough"};
        });
    if (!done.ok()) seen.error = std::string(KindName(done.error().kind)) + ": " + done.error().what;
    return seen;
  }

  sandbox::Plugin one_ = Codec();
  sandbox::Plugin first_ = Codec();
  sandbox::Plugin second_ = Codec();
};

// Several streams of several blocks.
std::string SomeStreams() {
  return Bzip2(Lines(250'000), 1) + Bzip2("") + Bzip2(Noise(3000)) + Bzip2(Lines(7000), 5) + Bzip2(Noise(1000), 3) +
         Bzip2("x");
}

void CheckSame(Ways& ways, std::string_view file) {
  const Seen by_one = ways.ByOne(file);
  const Seen by_two = ways.ByTwo(file);
  CHECK(by_two.error == by_one.error);
  CHECK((by_two.bytes == by_one.bytes));
}

}  // namespace

TEST_CASE("two codecs unpack every level of every kind of contents by themselves, to the bytes of one") {
  Ways ways;
  for (int level = 1; level <= 9; ++level) {
    CAPTURE(level);
    const std::string text = Lines(500'000) + std::string(300'000, '\0') + Noise(100'000) + Lines(450'000);
    const std::string file = Bzip2(text, level);
    CHECK(ways.OnlyTwo(file).is_whole);
    const Seen seen = ways.ByTwo(file);
    CHECK(seen.error.empty());
    CHECK((seen.bytes == text));
  }
  const std::string file = SomeStreams();
  CHECK(ways.OnlyTwo(file).is_whole);
  CHECK((ways.ByTwo(file) == ways.ByOne(file)));
  CHECK((ways.ByTwo(Bzip2("")) == Seen()));
}

TEST_CASE("marks planted inside a block make no difference but time") {
  Ways ways;
  for (const std::uint64_t mark : {kBlockMark, kEndMark}) {
    const std::string odd = WithBitsInside(Bzip2(Noise(20'000)), mark);
    const std::string file = Bzip2(Lines(150'000), 1) + odd + Bzip2(Lines(5000));
    const auto alone = ways.OnlyTwo(file);
    CHECK_FALSE(alone.is_whole);
    CHECK(alone.bytes <= 150'000);
    const Seen seen = ways.ByTwo(file);
    CHECK(seen.error.empty());
    CHECK((seen.bytes == Lines(150'000) + Noise(20'000) + Lines(5000)));
    CHECK((ways.ByOne(file) == seen));
  }
}

TEST_CASE("a block that unpacks to more than is kept, and blocks that are many and tiny, are for one") {
  Ways ways;
  const std::string large(std::size_t{12} << 20, 'a');
  CHECK_FALSE(ways.OnlyTwo(Bzip2(large)).is_whole);
  CHECK((ways.ByTwo(Bzip2(Noise(20'000)) + Bzip2(large)).bytes == Noise(20'000) + large));
  CheckSame(ways, Bzip2(large));  // out of proportion
  std::string tiny;
  for (int i = 0; i < 100; ++i) tiny += Bzip2("abc");
  CHECK_FALSE(ways.OnlyTwo(tiny).is_whole);
  CheckSame(ways, tiny);
}

TEST_CASE("a file cut anywhere gives the same bytes and the same words by two as by one") {
  Ways ways;
  const std::string file = SomeStreams();
  std::vector<std::size_t> lengths;
  for (std::size_t length = 0; length < 24; ++length) lengths.push_back(length);  // in the header, mark and CRC
  for (std::size_t length = 97; length < file.size(); length += 4999) lengths.push_back(length);
  for (const std::string_view inner : {"BZh9\x17\x72"sv, "BZh9\x31\x41"sv, "BZh5"sv}) {  // around the next stream
    const std::size_t at = file.find(inner);
    REQUIRE(at != std::string::npos);
    for (std::size_t length = at - 11; length < at + 16; ++length) lengths.push_back(length);
  }
  for (std::size_t length = file.size() - 45; length < file.size(); ++length) lengths.push_back(length);
  for (const std::size_t length : lengths) {
    CAPTURE(length);
    CheckSame(ways, file.substr(0, length));
  }
}

TEST_CASE("what follows the last stream gives the same bytes and the same words by two as by one") {
  Ways ways;
  for (const std::string_view behind : {"B"sv, "BZh"sv, "BZh9"sv, "BZh0"sv, "\0"sv, "\0\0\0\0"sv, "something"sv,
                                        "BZh9\x31\x41\x59\x26\x53\x59"sv, "BZh9\x17\x72\x45\x38\x50\x90"sv}) {
    CheckSame(ways, SomeStreams() + std::string(behind));
  }
}

TEST_CASE("250 flipped bits and other damages give the same bytes and the same words by two as by one") {
  Ways ways;
  const std::string file = Bzip2(Lines(120'000), 1) + Bzip2(Noise(300)) + Bzip2("") + Bzip2(Lines(900), 2);
  Numbers numbers(20240329);
  for (int i = 0; i < 200; ++i) {
    CAPTURE(i);
    std::string damaged = file;
    // Half of them near the end, where the small streams are.
    const std::size_t at = i % 2 == 0 ? numbers.Below(file.size()) : file.size() - 1 - numbers.Below(800);
    damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ 1U << numbers.Below(8));
    CheckSame(ways, damaged);
  }
  ForEachBinaryDamage(file, ByteOrder::kBig, 50, [&](Bytes damaged) { CheckSame(ways, damaged.text()); });
}

TEST_CASE("whoever has enough says so at any place, and the codecs are as good as new") {
  Ways ways;
  const std::string text = Lines(600'000);
  const std::string file = Bzip2(text, 1);
  for (const std::size_t most : {std::size_t{0}, std::size_t{70'000}, std::size_t{350'000}, std::size_t{599'999}}) {
    const Seen seen = ways.ByTwo(file, most);
    CHECK(seen.error == "malformed: enough");
    CHECK((seen.bytes == text.substr(0, most)));
    CHECK((ways.ByOne(file, most) == seen));
    CHECK((ways.ByTwo(file).bytes == text));
  }
}

TEST_CASE("other formats, small files and what is no file are for one") {
  const File small(Bzip2("x"));
  CHECK_FALSE(release::IsForTwo(small.number(), codec::Format::kBzip2));
  const File large(std::string(std::size_t{2} << 20, 'x'));
  CHECK(release::IsForTwo(large.number(), codec::Format::kBzip2));
  CHECK_FALSE(release::IsForTwo(large.number(), codec::Format::kXz));
  int ends[2] = {-1, -1};
  REQUIRE(pipe(ends) == 0);
  CHECK_FALSE(release::IsForTwo(ends[0], codec::Format::kBzip2));
  close(ends[0]);
  close(ends[1]);
}
