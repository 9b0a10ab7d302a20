// 10,000 damages of each made library, through its symbols, versions and relocations.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "readers/elf/relocations.h"
#include "readers/elf/symbol_tables.h"
#include "readers/elf/symbols.h"
#include "readers/elf/versions.h"
#include "tests/damage.h"
#include "tests/readers/elf/seeds.h"
#include "tests/strict_source.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using elf::Dynamic;
using elf::Image;
using tests::StrictSource;

namespace {

constexpr std::uint64_t kMostCalls = 20'000;

std::string Words(const Error& error) {
  return std::string(KindName(error.kind)) + " at " + std::to_string(error.at_byte) + "\n";
}

// One line for everything that the tables say, and one for each that cannot be read.
class Tables {
 public:
  Tables(const Image& image, const Dynamic& dynamic) : image_(image), dynamic_(dynamic) {}

  std::string All() {
    References();
    Definitions();
    Versions();
    Ifuncs();
    Relocations();
    return std::move(text_);
  }
  bool is_whole() const { return is_whole_; }

 private:
  void Fail(const Error& error) {
    is_whole_ = false;
    text_ += Words(error);
  }

  void References() {
    const auto references = elf::ReadReferences(image_, dynamic_);
    if (!references.ok()) return Fail(references.error());
    for (const auto& each : *references) Line(each.name, each.version, each.lookups);
  }

  void Definitions() {
    const auto visited = elf::VisitDefinitions(image_, dynamic_, [&](const elf::SymbolDefinition& each) {
      Line(each.name, each.version, each.is_hidden ? 1 : 0);
    });
    if (!visited.ok()) Fail(visited.error());
  }

  void Versions() {
    const auto needs = elf::ReadVersionNeeds(image_, dynamic_);
    if (!needs.ok()) return Fail(needs.error());
    for (const auto& each : *needs) Line(each.file, each.version, each.at_byte);
    const auto definitions = elf::ReadVersionDefinitions(image_, dynamic_);
    if (!definitions.ok()) return Fail(definitions.error());
    for (const auto& each : *definitions) Line(each.version, "", each.index);
  }

  void Ifuncs() {
    const auto symbols = elf::ReadIfuncSymbols(image_, dynamic_);
    if (!symbols.ok()) return Fail(symbols.error());
    for (const auto& each : *symbols) Line(each.name, "", each.resolver);
  }

  void Relocations() {
    const auto relocated = elf::ReadRelocations(image_, dynamic_, {dynamic_.init_array, dynamic_.preinit_array});
    if (!relocated.ok()) return Fail(relocated.error());
    for (const auto& each : relocated->slots) Line("", "", each.value);
    for (const auto& each : relocated->irelatives) Line("", "", each.resolver);
  }

  void Line(std::string_view name, std::string_view version, std::uint64_t number) {
    text_.append(name).append("@").append(version).append(" ").append(std::to_string(number)).append("\n");
  }

  const Image& image_;
  const Dynamic& dynamic_;
  std::string text_;
  bool is_whole_ = true;
};

struct Answer {
  std::string text;
  bool is_whole = false;
};

Answer AnswerOf(Source& source) {
  const auto image = Image::Read(source);
  if (!image.ok()) return {Words(image.error())};
  const auto dynamic = elf::ReadDynamic(*image);
  if (!dynamic.ok()) return {Words(dynamic.error())};
  if (!*dynamic) return {"static"};
  Tables tables(*image, **dynamic);
  Answer answer{tables.All()};
  answer.is_whole = tables.is_whole();
  return answer;
}

}  // namespace

TEST_CASE("the tables of each made library are read whole") {
  for (const tests::Seed& seed : tests::kSeeds) {
    CAPTURE(seed.name);
    const tests::Exact file(tests::Contents(seed));
    StrictSource source(file.bytes());
    const Answer answer = AnswerOf(source);
    CHECK(answer.is_whole);
    CHECK(answer.text.find("hs_constructor@") != std::string::npos);
    CHECK(answer.text.find("libc.so.6@GLIBC_2.2.5") != std::string::npos);
  }
}

TEST_CASE("10,000 damages of each library's tables give names or a typed error, the same twice, in bounded work") {
  for (const tests::Seed& seed : tests::kSeeds) {
    CAPTURE(seed.name);
    std::size_t whole = 0, differ = 0, costly = 0;
    tests::ForEachBinaryDamage(tests::Contents(seed), seed.order, 10'000, [&](Bytes file) {
      StrictSource once(file), twice(file);
      const Answer answer = AnswerOf(once);
      if (answer.is_whole) ++whole;
      if (answer.text != AnswerOf(twice).text) ++differ;
      if (once.calls() > kMostCalls) ++costly;
    });
    CHECK(differ == 0);
    CHECK(costly == 0);
    CHECK(whole > 3'000);
    CHECK(whole < 9'500);
  }
}
