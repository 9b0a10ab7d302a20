// Small files that ask for endless work or memory: each was found by reading or by a fuzzer, and ends at a limit.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "base/limits.h"
#include "readers/elf/object.h"
#include "readers/elf/relocations.h"
#include "readers/elf/symbol_tables.h"
#include "readers/elf/symbols.h"
#include "tests/readers/elf/small_elf.h"
#include "tests/strict_source.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using elf::Dynamic;
using elf::Image;
using tests::Number;
using tests::SmallElf;
using tests::StrictSource;

namespace {

// A file with `head` at its start and zeros behind: sparse, 10 GiB.
class SparseSource : public Source {
 public:
  explicit SparseSource(std::string head) : head_(std::move(head)) {}
  std::uint64_t size() const override { return 10ULL << 30U; }
  Result<Bytes> At(std::uint64_t offset, std::uint64_t length) override { return Window(offset, length); }
  Result<Bytes> Window(std::uint64_t offset, std::uint64_t length) override {
    ++calls_;
    kept_.assign(length, '\0');
    for (std::uint64_t i = 0; i < length && offset + i < head_.size(); ++i) kept_[i] = head_[offset + i];
    return Bytes(Bytes::Of(kept_));
  }
  std::uint64_t calls() const { return calls_; }

 private:
  std::string head_;
  std::string kept_;
  std::uint64_t calls_ = 0;
};

Dynamic DynamicOf(const Image& image) {
  auto dynamic = elf::ReadDynamic(image);
  REQUIRE(dynamic.ok());
  REQUIRE(dynamic->has_value());
  return **dynamic;
}

bool HasDamage(const elf::Object& object, std::string_view what) {
  return std::any_of(object.damages.begin(), object.damages.end(),
                     [&](const Error& damage) { return damage.kind == Error::Kind::kLimit && damage.what == what; });
}

// A string table with one name of `length` bytes at offset 1.
void AddLongName(SmallElf& elf, std::size_t length) {
  const std::string strings = std::string(1, '\0') + std::string(length, 'x') + std::string(1, '\0');
  elf.Tag(elf::kTagStringTable, elf.Add(strings));
  elf.Tag(elf::kTagStringSize, strings.size());
}

}  // namespace

TEST_CASE("a hash chain that runs through a sparse file of 10 GiB ends at a limit, in a few hundred reads") {
  SmallElf made;
  // One bucket, first symbol 1, no bloom words; the chain of symbol 1 stands in the zeros.
  const std::string hash = Number(1, 4) + Number(1, 4) + Number(0, 4) + Number(0, 4) + Number(1000, 4);
  made.Tag(elf::kTagSymbolTable, made.Add(std::string(24, '\0')));
  made.Tag(elf::kTagGnuHash, made.Add(hash));
  SparseSource source(made.Build(10ULL << 30U));
  const auto image = Image::Read(source);
  REQUIRE(image.ok());
  const auto count = elf::CountSymbols(*image, DynamicOf(*image));
  REQUIRE_FALSE(count.ok());
  CHECK(count.error().kind == Error::Kind::kLimit);
  CHECK(source.calls() < 500);
}

TEST_CASE("versions that all name one long string are kept up to a limit, and the rest is told as damage") {
  SmallElf made;
  AddLongName(made, 60'000);
  // Entries of the needed file overlap: each starts one byte behind the one before and has the same long name.
  std::string needs = Number(1, 2) + Number(1'000, 2) + Number(1, 4) + Number(16, 4) + Number(0, 4);
  for (int i = 0; i < 1'000; ++i) needs += Number(0, 4) + Number(0, 2) + Number(2, 2) + Number(1, 4) + Number(16, 4);
  made.Tag(elf::kTagVerneed, made.Add(needs));
  const tests::Exact file(made.Build());
  StrictSource source(file.bytes());
  const auto object = elf::ReadObject(source, elf::Depth::kNamed);
  REQUIRE(object.ok());
  CHECK(HasDamage(*object, "more text than one file may have"));
  std::size_t kept = 0;
  for (const auto& need : object->version_needs) kept += need.file.size() + need.version.size();
  CHECK(kept <= limits::kMaxObjectText);
  CHECK(kept > limits::kMaxObjectText / 2);
}

TEST_CASE("a file that needs four thousand long names is refused") {
  SmallElf made;
  AddLongName(made, 60'000);
  for (int i = 0; i < 4'000; ++i) made.Tag(elf::kTagNeeded, 1);
  const tests::Exact file(made.Build());
  StrictSource source(file.bytes());
  const auto object = elf::ReadObject(source, elf::Depth::kNeeded);
  REQUIRE_FALSE(object.ok());
  CHECK(object.error().kind == Error::Kind::kLimit);
}

TEST_CASE("note segments that are all the same place are read until a limit") {
  SmallElf made;
  std::string notes;
  for (int i = 0; i < 20'000; ++i) notes += Number(0, 4) + Number(0, 4) + Number(1, 4);
  const std::uint64_t at = made.Add(notes);
  for (int i = 0; i < 250; ++i) made.Segment(elf::kSegmentNote, at, notes.size());
  const tests::Exact file(made.Build());
  StrictSource source(file.bytes());
  const auto object = elf::ReadObject(source, elf::Depth::kNamed);
  REQUIRE(object.ok());
  CHECK(HasDamage(*object, "too many notes"));
  CHECK(source.given_bytes() < limits::kMaxNoteBytes * 2);
}

TEST_CASE("relocations that all change one word do not read that word again and again") {
  SmallElf made;
  const std::uint64_t array = made.Add(Number(0x1234, 8));
  made.Tag(elf::kTagInitArray, array);
  made.Tag(elf::kTagInitArraySize, 8);
  std::string entries;
  for (int i = 0; i < 10'000; ++i) entries += Number(array, 8) + Number(8, 8);
  made.Tag(elf::kTagRel, made.Add(entries));
  made.Tag(elf::kTagRelSize, entries.size());
  const tests::Exact file(made.Build());
  StrictSource source(file.bytes());
  const auto image = Image::Read(source);
  REQUIRE(image.ok());
  const Dynamic dynamic = DynamicOf(*image);
  const auto relocated = elf::ReadRelocations(*image, dynamic, {dynamic.init_array});
  REQUIRE(relocated.ok());
  REQUIRE(relocated->slots.size() == 1);
  CHECK(relocated->slots[0].value == 0x1234);
  CHECK(relocated->slots[0].by == elf::Slot::By::kRelative);
  CHECK(source.calls() < 20);
}

TEST_CASE("a bitmap of RELR reaches the words it names and no others, wherever it begins") {
  SmallElf made;
  const std::uint64_t array = made.Add(std::string(std::size_t{64} * 8, '\0'));
  made.Tag(elf::kTagInitArray, array);
  made.Tag(elf::kTagInitArraySize, std::uint64_t{64} * 8);
  // A word far below, bitmaps that lead up to the array's 61st word, then two bits beyond it.
  const std::string words = Number(array - 32, 8) + Number((1ULL << 63U) | 1, 8) + Number(0b1101, 8);
  made.Tag(elf::kTagRelr, made.Add(words));
  made.Tag(elf::kTagRelrSize, words.size());
  const tests::Exact file(made.Build());
  StrictSource source(file.bytes());
  const auto image = Image::Read(source);
  REQUIRE(image.ok());
  const Dynamic dynamic = DynamicOf(*image);
  const auto relocated = elf::ReadRelocations(*image, dynamic, {dynamic.init_array});
  REQUIRE(relocated.ok());
  std::string relative;
  for (std::size_t i = 0; i < relocated->slots.size(); ++i) {
    if (relocated->slots[i].by == elf::Slot::By::kRelative) relative += std::to_string(i) + " ";
  }
  CHECK(relative == "59 61 62 ");
}

TEST_CASE("symbols that all share one long name are read up to a limit of bytes") {
  SmallElf made;
  AddLongName(made, 60'000);
  constexpr std::uint32_t kCount = 5'000;
  std::string symbols;
  for (std::uint32_t i = 0; i < kCount; ++i) {
    symbols += Number(1, 4) + Number(0x12, 1) + Number(0, 1) + Number(1, 2) + Number(0x1000, 8) + Number(8, 8);
  }
  made.Tag(elf::kTagSymbolTable, made.Add(symbols));
  made.Tag(elf::kTagHash, made.Add(Number(1, 4) + Number(kCount, 4)));
  const tests::Exact file(made.Build());
  StrictSource source(file.bytes());
  const auto image = Image::Read(source);
  REQUIRE(image.ok());
  std::uint64_t visited = 0;
  const auto all =
      elf::VisitDefinitions(*image, DynamicOf(*image), [&](const auto& each) { visited += each.name.size(); });
  REQUIRE_FALSE(all.ok());
  CHECK(all.error().kind == Error::Kind::kLimit);
  CHECK(visited <= limits::kMaxSymbolText + 60'000);
}

TEST_CASE("a relocation that names a symbol past the end of the file reserves nothing for it") {
  SmallElf made;
  made.Tag(elf::kTagSymbolTable, made.Add(std::string(48, '\0')));
  const std::string entry = Number(0, 8) + Number(15'000'000ULL << 32U | 6, 8) + Number(0, 8);
  made.Tag(elf::kTagRela, made.Add(entry));
  made.Tag(elf::kTagRelaSize, entry.size());
  const tests::Exact file(made.Build());
  StrictSource source(file.bytes());
  const auto image = Image::Read(source);
  REQUIRE(image.ok());
  const auto references = elf::ReadReferences(*image, DynamicOf(*image));
  REQUIRE(references.ok());
  CHECK(references->empty());
}

TEST_CASE("an array of sixty thousand functions whose addresses collide in a hash is named at once") {
  SmallElf made;
  constexpr std::uint64_t kCount = 60'000;
  std::string words;
  // Multiples of a prime that hash tables of the standard library have as their number of buckets.
  for (std::uint64_t i = 0; i < kCount; ++i) words += Number((i + 1) * 107'897, 8);
  made.Tag(elf::kTagInitArray, made.Add(words));
  made.Tag(elf::kTagInitArraySize, words.size());
  const tests::Exact file(made.Build());
  StrictSource source(file.bytes());
  const auto object = elf::ReadObject(source, elf::Depth::kNamed);
  REQUIRE(object.ok());
  CHECK(object->start.size() == kCount);
}
