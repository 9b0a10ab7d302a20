// The tool obeys itself (docs/design.md): nothing of ours and nothing of a third party runs in it before main. Its own
// reader says what does, and the linker's map where each comes from.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inputs/root.h"
#include "readers/elf/object.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

using How = elf::StartFunction::How;

constexpr std::uintmax_t kMostBytes = 10'000'000;

// One input section that the linker placed.
struct Placed {
  std::string section;
  std::uint64_t address = 0;
  std::uint64_t size = 0;
  std::string file;  // "/usr/lib/.../libc.a(init-first.o)"
};

// The blank-separated words of a line, without their blanks.
std::vector<std::string_view> Words(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t from = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t to = std::min(line.find(' ', from), line.size());
    if (to > from) words.push_back(line.substr(from, to - from));
    line.remove_prefix(to);
  }
  return words;
}

std::optional<std::uint64_t> Number(std::string_view word) {
  std::uint64_t value = 0;
  if (!word.starts_with("0x")) return std::nullopt;
  const auto [end, error] = std::from_chars(word.data() + 2, word.data() + word.size(), value, 16);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

// Every input section with a place and a size in the map of GNU ld. A long name has a line of its own.
std::vector<Placed> ReadMap(const std::string& path) {
  std::vector<Placed> all;
  std::ifstream map(path);
  std::string name;
  for (std::string line; std::getline(map, line);) {
    std::vector<std::string_view> words = Words(line);
    if (line.starts_with(" .") && !words.empty()) {
      name = words.front();
      words.erase(words.begin());
    }
    if (name.empty() || words.size() < 3) continue;
    const auto address = Number(words[0]);
    const auto size = Number(words[1]);
    if (address && size && *address != 0 && *size != 0) {
      all.push_back({name, *address, *size, line.substr(line.find(words[2]))});
    }
    name.clear();
  }
  return all;
}

// The file that an address comes from, "" when none.
std::string FileAt(const std::vector<Placed>& map, std::uint64_t address) {
  const auto holds = [&](const Placed& p) { return address >= p.address && address - p.address < p.size; };
  const auto found = std::find_if(map.begin(), map.end(), holds);
  return found == map.end() ? "" : found->file;
}

// Start files, the C library and the compiler's libraries.
bool IsRuntime(const std::string& file) {
  const std::string_view whole = std::string_view(file).substr(0, file.find('('));
  const std::string_view name = whole.substr(whole.rfind('/') + 1);
  // Debian's libm.a is a linker script that names libm-2.36.a.
  if (name.starts_with("libm-2.") && name.ends_with(".a")) return file.starts_with("/");
  constexpr std::array<std::string_view, 13> kRuntime{"crt1.o",      "rcrt1.o",     "Scrt1.o",    "crti.o",    "crtn.o",
                                                      "crtbeginS.o", "crtbeginT.o", "crtend.o",   "crtendS.o", "libc.a",
                                                      "libgcc.a",    "libgcc_eh.a", "libstdc++.a"};
  return file.starts_with("/") && std::find(kRuntime.begin(), kRuntime.end(), name) != kRuntime.end();
}

elf::Object Ourselves() {
  const Root root = *Root::Open("/");
  const auto source = root.OpenFile(HS_BINARY);
  REQUIRE(source.ok());
  const auto object = elf::ReadObject(**source, elf::Depth::kNamed);
  REQUIRE(object.ok());
  CHECK(object->damages.empty());
  return *object;
}

}  // namespace

TEST_SUITE_BEGIN("release binary");

TEST_CASE("what runs in us before main comes from the C runtime and the compiler's libraries alone") {
  const std::vector<Placed> map = ReadMap(HS_BINARY ".map");
  REQUIRE(map.size() > 1000);
  std::size_t arrays = 0;
  for (const elf::ObjectStartFunction& function : Ourselves().start) {
    const std::string file = FileAt(map, function.address);
    CAPTURE(function.address);
    CAPTURE(file);
    CHECK(IsRuntime(file));
    arrays += function.how == How::kInitArray || function.how == How::kPreinitArray ? 1U : 0U;
  }
  CHECK(arrays > 0);
}

TEST_CASE("no object of ours, and no archive of a third party, has a word in an array of constructors") {
  std::size_t words = 0;
  for (const Placed& placed : ReadMap(HS_BINARY ".map")) {
    const bool is_array = placed.section.starts_with(".init_array") || placed.section.starts_with(".preinit_array") ||
                          placed.section.starts_with(".ctors");
    if (!is_array) continue;
    CAPTURE(placed.file);
    CHECK(IsRuntime(placed.file));
    words += placed.size / sizeof(void*);
  }
  CHECK(words > 0);
}

TEST_CASE("our own reader counts the words of the arrays as the linker laid them out") {
  std::size_t words = 0;
  for (const Placed& placed : ReadMap(HS_BINARY ".map")) {
    if (placed.section.starts_with(".init_array") || placed.section.starts_with(".preinit_array")) {
      words += placed.size / sizeof(void*);
    }
  }
  const elf::Object self = Ourselves();
  const auto is_word = [](const elf::ObjectStartFunction& f) {
    return f.how == How::kInitArray || f.how == How::kPreinitArray;
  };
  CHECK(static_cast<std::size_t>(std::count_if(self.start.begin(), self.start.end(), is_word)) == words);
}

TEST_CASE("we need no library and no loader, are closed against rewriting, and fit into 10 MB") {
  const elf::Object self = Ourselves();
  CHECK(self.needed.empty());
  CHECK(self.interpreter.empty());
  CHECK(self.hardening.has_relro);
  CHECK(self.hardening.bind_now);
  CHECK_FALSE(self.hardening.text_relocations);
  CHECK_FALSE(self.hardening.executable_stack);
  CHECK_FALSE(self.hardening.writable_code_at.has_value());
  CHECK(std::filesystem::file_size(HS_BINARY) <= kMostBytes);
}

TEST_SUITE_END();
