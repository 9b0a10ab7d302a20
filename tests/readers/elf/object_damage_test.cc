// 10,000 damages of each made library, through all that is read of an object.

#include <doctest/doctest.h>

#include <string>

#include "analysis/survey/object_record.h"
#include "base/limits.h"
#include "readers/elf/notes.h"
#include "readers/elf/object.h"
#include "tests/damage.h"
#include "tests/readers/elf/seeds.h"
#include "tests/strict_source.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using tests::StrictSource;

namespace {

// A made library asks for bytes about 150 times; damages have made it 1,300.
constexpr std::uint64_t kMostCalls = 20'000;
constexpr std::uint64_t kMostBytes = 4ULL << 20U;

// All of the answer as text, so that two can be compared to the last field.
std::string TextOf(const Result<elf::Object>& object) {
  std::string answer;
  if (object.ok()) {
    survey::AppendObject(*object, answer);
  } else {
    answer = std::string(KindName(object.error().kind)) + " " + object.error().what + " " +
             std::to_string(object.error().at_byte);
  }
  return answer;
}

}  // namespace

TEST_CASE("each made library is read whole, with nothing damaged in it") {
  for (const tests::Seed& seed : tests::kSeeds) {
    CAPTURE(seed.name);
    const tests::Exact file(tests::Contents(seed));
    StrictSource source(file.bytes());
    const auto object = elf::ReadObject(source, elf::Depth::kNamed);
    REQUIRE(object.ok());
    CHECK(object->damages.empty());
    CHECK(object->needed.size() == 1);
    CHECK(object->start.size() >= 6);
    CHECK(object->version_needs.size() == 1);
    CHECK(object->on_demand.size() == 1);
    CHECK(object->start.front().symbol == "hs_resolver");
  }
}

TEST_CASE("10,000 damages of each made library give an object or a typed error, the same twice, in bounded work") {
  for (const tests::Seed& seed : tests::kSeeds) {
    CAPTURE(seed.name);
    std::size_t whole = 0, damaged = 0, differ = 0, costly = 0;
    tests::ForEachBinaryDamage(tests::Contents(seed), seed.order, 10'000, [&](Bytes file) {
      StrictSource once(file), again(file);
      const auto object = elf::ReadObject(once, elf::Depth::kNamed);
      if (object.ok()) ++whole;
      if (object.ok() && !object->damages.empty()) ++damaged;
      if (once.calls() > kMostCalls || once.given_bytes() > kMostBytes) ++costly;
      if (TextOf(object) != TextOf(elf::ReadObject(again, elf::Depth::kNamed))) ++differ;
    });
    CHECK(differ == 0);
    CHECK(costly == 0);
    // Damages do reach the readers: many are noticed in parts, and some make the file unreadable.
    CHECK(whole > 5'000);
    CHECK(whole < 9'900);
    CHECK(damaged > 1'000);
  }
}

TEST_CASE("every prefix of each made library is an object with damages or a typed error") {
  for (const tests::Seed& seed : tests::kSeeds) {
    tests::ForEachPrefix(tests::Contents(seed), [](Bytes file) {
      StrictSource source(file);
      static_cast<void>(elf::ReadObject(source, elf::Depth::kNamed).ok());
      StrictSource names(file);
      static_cast<void>(elf::ReadObject(names, elf::Depth::kNeeded).ok());
    });
  }
}

TEST_CASE("10,000 damages of a dlopen note give entries or a typed error") {
  const std::string note =
      R"([{"soname":["libhs.so.1","libhs.so.0"],"feature":"f","description":"d","priority":"suggested"},[[1]],{"a":null}])";
  std::size_t read = 0;
  tests::ForEachDamage(note, 10'000, [&](Bytes damaged) {
    const auto entries = elf::ParseDlopenNote(damaged.text(), 0);
    if (!entries.ok()) return;
    ++read;
    REQUIRE(entries->size() <= limits::kMaxOnDemand);
  });
  CHECK(read > 500);
  CHECK(read < 9'500);
}
