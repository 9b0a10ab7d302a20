#include "readers/elf/bound_slots.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "base/source.h"
#include "readers/elf/symbols.h"
#include "tests/e2e/fixture.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

#if defined(__x86_64__)

namespace {

std::string MadeLibrary() {
  const e2e::Fixture folder;
  e2e::Elf elf;
  elf.source =
      "extern int elsewhere; int own(void) { return 1; } int puts(const char *);\n"
      "int use(void) { return own() + puts(\"x\") + elsewhere; }\n";
  elf.flags = {"-O1", "-fPIC", "-fno-inline"};
  std::ifstream file(folder.FullLibrary("libslots.so", elf), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The slots of the three names above, one a line, as "name here" or "name elsewhere".
Result<std::string> Told(const std::string& bytes) {
  MemorySource source(std::as_bytes(std::span(bytes.data(), bytes.size())));
  HS_TRY(image, elf::Image::Read(source));
  HS_TRY(dynamic, elf::ReadDynamic(image));
  if (!dynamic) return std::string();
  HS_TRY(slots, elf::ReadBoundSlots(image, *dynamic));
  std::string told;
  for (const elf::BoundSlot& slot : slots) {
    const auto name = elf::SymbolName(image, *dynamic, slot.symbol);
    if (name != "puts" && name != "elsewhere" && name != "own") continue;
    told += std::string(name) + (slot.target == 0 ? " elsewhere\n" : " here\n");
  }
  return told;
}

}  // namespace

TEST_CASE("a word for another object's symbol has no target, one for an own symbol has its address") {
  const auto told = Told(MadeLibrary());
  REQUIRE(told.ok());
  CAPTURE(*told);
  CHECK(told->find("puts elsewhere\n") != std::string::npos);
  CHECK(told->find("elsewhere elsewhere\n") != std::string::npos);
  CHECK(told->find("own here\n") != std::string::npos);
}

TEST_CASE("words of another machine's code are unsupported, not none") {
  std::string bytes = MadeLibrary();
  bytes[18] = 3;  // e_machine: EM_386
  const auto told = Told(bytes);
  REQUIRE_FALSE(told.ok());
  CHECK(told.error().kind == Error::Kind::kUnsupported);
}

TEST_CASE("a library cut short or damaged at any place gives slots or an error") {
  const std::string bytes = MadeLibrary();
  std::size_t read = 0;
  for (std::size_t size = 0; size < bytes.size(); size += 64) read += Told(bytes.substr(0, size)).ok() ? 1U : 0U;
  CHECK(read < bytes.size() / 64);
  std::uint64_t state = 1;
  for (int round = 0; round < 3000; ++round) {
    std::string damaged = bytes;
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    damaged[(state >> 33) % std::min<std::size_t>(bytes.size(), 8192)] = static_cast<char>(state >> 20);
    static_cast<void>(Told(damaged).ok());
  }
}

#endif
