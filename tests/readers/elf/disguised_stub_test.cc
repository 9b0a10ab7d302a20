// A stub of DT_INIT that jumps through a word which the object itself fills is a disguise, on each machine we know.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "readers/elf/object.h"
#include "tests/readers/elf/seeds.h"
#include "tests/strict_source.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using elf::ObjectStartFunction;
using elf::StartFunction;

namespace {

constexpr char kTarget = 0x11;

// The word of __gmon_start__ stands eight bytes before the code of DT_INIT (bench/tiny_elf.py).
std::string WithFilledSlot(std::string file) {
  const tests::Exact whole(file);
  tests::StrictSource source(whole.bytes());
  const auto image = elf::Image::Read(source);
  REQUIRE(image.ok());
  const auto dynamic = elf::ReadDynamic(*image);
  REQUIRE(dynamic.ok());
  REQUIRE((*dynamic)->init.has_value());
  file[*(*dynamic)->init - 8] = kTarget;
  return file;
}

bool CallsTarget(const std::string& file) {
  const tests::Exact whole(file);
  tests::StrictSource source(whole.bytes());
  const auto object = elf::ReadObject(source, elf::Depth::kNamed);
  REQUIRE(object.ok());
  return std::any_of(object->start.begin(), object->start.end(), [](const ObjectStartFunction& function) {
    return function.how == StartFunction::How::kInitCall && function.nature == StartFunction::Nature::kCode &&
           function.address == kTarget;
  });
}

}  // namespace

TEST_CASE("a stub whose word stays empty is a stub; one whose word the file fills calls what it says") {
  for (const tests::Seed& seed : tests::kSeeds) {
    if (seed.order == ByteOrder::kBig) continue;  // machines whose stubs are not known
    CAPTURE(seed.name);
    CHECK_FALSE(CallsTarget(tests::Contents(seed)));
    CHECK(CallsTarget(WithFilledSlot(tests::Contents(seed))));
  }
}
