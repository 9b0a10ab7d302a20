#include "readers/loader/ld_so_cache.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using tests::Exact;

namespace {

constexpr std::uint32_t kX86_64 = 0x0303;
constexpr std::uint32_t kI386 = 0x0803;
constexpr std::uint64_t kNamed = 1ULL << 62U;  // hwcap: the lower half is an index of a glibc-hwcaps name

struct Entry {
  std::string key;
  std::string value;
  std::uint32_t flags = kX86_64;
  std::uint64_t hwcap = 0;
};

enum class Layout : std::uint8_t { kNew, kNewBehindOld, kOld };

// The bytes of a cache as ldconfig writes it (sysdeps/generic/dl-cache.h). Entries stand as given.
class CacheWriter {
 public:
  CacheWriter(ByteOrder order, Layout layout) : order_(order), layout_(layout) {}

  std::string Write(const std::vector<Entry>& entries, const std::vector<std::string>& hwcaps) {
    const auto count = static_cast<std::uint32_t>(entries.size());
    if (layout_ != Layout::kNew) {
      out_ = std::string("ld.so-1.7.0\0", 12);
      Put(count, 4);
      std::uint64_t at = 0;  // offsets of the old table count from its end
      for (const Entry& entry : entries) {
        Put(entry.flags, 4);
        Put(at, 4);
        Put(at + entry.key.size() + 1, 4);
        at += entry.key.size() + entry.value.size() + 2;
      }
      if (layout_ == Layout::kOld) return out_ + Strings(entries);
      out_.resize((out_.size() + 7) / 8 * 8);
    }
    WriteNew(entries, hwcaps);
    return out_;
  }

 private:
  static std::string Strings(const std::vector<Entry>& entries) {
    std::string strings;
    for (const Entry& entry : entries) strings.append(entry.key).append(1, '\0').append(entry.value).append(1, '\0');
    return strings;
  }

  void WriteNew(const std::vector<Entry>& entries, const std::vector<std::string>& hwcaps) {
    const std::uint64_t header = out_.size();
    const std::string strings = Strings(entries);
    const std::uint64_t strings_at = 48 + 24 * entries.size();  // from the header
    const std::uint64_t extensions_at = (header + strings_at + strings.size() + 3) / 4 * 4;
    out_ += "glibc-ld.so.cache1.1";
    Put(entries.size(), 4);
    Put(strings.size(), 4);
    Put(order_ == ByteOrder::kBig ? 3 : 2, 1);
    out_.append(3, '\0');
    Put(hwcaps.empty() ? 0 : extensions_at, 4);
    out_.append(12, '\0');
    std::uint64_t at = strings_at;
    for (const Entry& entry : entries) {
      Put(entry.flags, 4);
      Put(at, 4);
      Put(at + entry.key.size() + 1, 4);
      Put(0, 4);
      Put(entry.hwcap, 8);
      at += entry.key.size() + entry.value.size() + 2;
    }
    out_ += strings;
    if (!hwcaps.empty()) WriteHwcaps(hwcaps, extensions_at);
  }

  void WriteHwcaps(const std::vector<std::string>& hwcaps, std::uint64_t extensions_at) {
    out_.resize(extensions_at);
    Put(0xeaa42174, 4);
    Put(1, 4);
    const std::uint64_t names_at = extensions_at + 8 + 16;
    Put(1, 4);  // tag: glibc-hwcaps
    Put(0, 4);
    Put(names_at, 4);
    Put(4 * hwcaps.size(), 4);
    std::uint64_t at = names_at + 4 * hwcaps.size();
    for (const std::string& name : hwcaps) {
      Put(at, 4);
      at += name.size() + 1;
    }
    for (const std::string& name : hwcaps) out_.append(name).append(1, '\0');
  }

  void Put(std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) {
      const std::size_t shift = 8 * (order_ == ByteOrder::kBig ? bytes - 1 - i : i);
      out_.push_back(static_cast<char>(value >> shift & 0xffU));
    }
  }

  ByteOrder order_;
  Layout layout_;
  std::string out_;
};

// Sorted downwards, as ldconfig does.
const std::vector<Entry> kEntries{
    {"libz.so.1", "/lib/x86_64-linux-gnu/libz.so.1"},
    {"libz.so.1", "/lib/i386-linux-gnu/libz.so.1", kI386},
    {"libfoo.so.10", "/usr/lib/libfoo.so.10"},
    {"libfoo.so.9", "/usr/lib/glibc-hwcaps/x86-64-v3/libfoo.so.9", kX86_64, kNamed | 1},
    {"libfoo.so.9", "/usr/lib/glibc-hwcaps/x86-64-v2/libfoo.so.9", kX86_64, kNamed | 0},
    {"libfoo.so.9", "/usr/lib/libfoo.so.9"},
    {"libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6"},
};
const std::vector<std::string> kHwcaps{"x86-64-v2", "x86-64-v3"};

std::string Written(Layout layout = Layout::kNew, ByteOrder order = ByteOrder::kLittle) {
  return CacheWriter(order, layout).Write(kEntries, kHwcaps);
}

std::string Found(std::string_view file, std::string_view soname, std::uint32_t flags = kX86_64,
                  const std::vector<std::string>& hwcaps = {}) {
  const Exact input(file);
  const auto cache = LdSoCache::Read(input.bytes());
  REQUIRE(cache.ok());
  return std::string(cache->Find(soname, CacheTaste{flags, hwcaps, 0, 0, 0}).value_or("nothing"));
}

}  // namespace

TEST_CASE("a library is found by its name and the mark of its architecture, in each layout of the file") {
  for (const Layout layout : {Layout::kNew, Layout::kNewBehindOld}) {
    const std::string file = Written(layout);
    CHECK(Found(file, "libz.so.1") == "/lib/x86_64-linux-gnu/libz.so.1");
    CHECK(Found(file, "libz.so.1", kI386) == "/lib/i386-linux-gnu/libz.so.1");
    CHECK(Found(file, "libc.so.6") == "/lib/x86_64-linux-gnu/libc.so.6");
    CHECK(Found(file, "libc.so.6", kI386) == "nothing");
    CHECK(Found(file, "libnone.so.1") == "nothing");
    CHECK(Found(file, "") == "nothing");
  }
}

TEST_CASE("the old table alone is read as well; it has no hwcaps") {
  CacheWriter writer(ByteOrder::kLittle, Layout::kOld);
  const std::string file = writer.Write({{"libz.so.1", "/lib/libz.so.1"}, {"liba.so", "/lib/liba.so"}}, {});
  CHECK(Found(file, "libz.so.1") == "/lib/libz.so.1");
  CHECK(Found(file, "liba.so") == "/lib/liba.so");
}

TEST_CASE("a cache of a machine with the other byte order gives the same answers") {
  const std::string file = Written(Layout::kNew, ByteOrder::kBig);
  CHECK(Found(file, "libz.so.1") == "/lib/x86_64-linux-gnu/libz.so.1");
  CHECK(Found(file, "libfoo.so.9", kX86_64, {"x86-64-v3", "x86-64-v2"}) ==
        "/usr/lib/glibc-hwcaps/x86-64-v3/libfoo.so.9");
}

TEST_CASE("of the glibc-hwcaps directories the best that the processor has wins, without any the plain file") {
  const std::string file = Written();
  CHECK(Found(file, "libfoo.so.9", kX86_64, {"x86-64-v3", "x86-64-v2"}) ==
        "/usr/lib/glibc-hwcaps/x86-64-v3/libfoo.so.9");
  CHECK(Found(file, "libfoo.so.9", kX86_64, {"x86-64-v2"}) == "/usr/lib/glibc-hwcaps/x86-64-v2/libfoo.so.9");
  CHECK(Found(file, "libfoo.so.9", kX86_64, {}) == "/usr/lib/libfoo.so.9");
}

TEST_CASE("digits in names are compared as numbers, as ldconfig sorts them") {
  CHECK(CompareLibraryNames("libfoo.so.10", "libfoo.so.9") > 0);
  CHECK(CompareLibraryNames("libfoo.so.9", "libfoo.so.10") < 0);
  CHECK(CompareLibraryNames("libfoo.so.9", "libfoo.so.9") == 0);
  CHECK(CompareLibraryNames("libfoo.so", "libfoo.so.1") < 0);
  CHECK(CompareLibraryNames("libfoo.so.1", "libfoo.so") > 0);
  CHECK(CompareLibraryNames("lib1.so", "liba.so") > 0);
  CHECK(CompareLibraryNames("liba.so", "lib1.so") < 0);
  CHECK(CompareLibraryNames("libx.so.01", "libx.so.1") == 0);
  CHECK(CompareLibraryNames("", "") == 0);
}

TEST_CASE("what is no cache is malformed, what ends early is truncated") {
  const auto kind = [](std::string_view file) { return LdSoCache::Read(Exact(file).bytes()).error().kind; };
  CHECK(kind("") == Error::Kind::kMalformed);
  CHECK(kind("#!/bin/sh\n") == Error::Kind::kMalformed);
  CHECK(kind("ld.so-1.7.0") == Error::Kind::kTruncated);
  CHECK(kind("glibc-ld.so.cache1.1") == Error::Kind::kTruncated);
  CHECK(kind(Written().substr(0, 60)) == Error::Kind::kTruncated);
}

TEST_CASE("a count that no machine has is a limit, or past the end, and says where it stands") {
  for (const Layout layout : {Layout::kNew, Layout::kOld}) {
    std::string file = Written(layout);
    const std::size_t at = layout == Layout::kNew ? 20 : 12;
    file.replace(at, 4, "\xff\xff\xff\xff");
    const Exact input(file);
    const auto cache = LdSoCache::Read(input.bytes());
    REQUIRE_FALSE(cache.ok());
    CHECK(cache.error().kind == Error::Kind::kLimit);
    CHECK(cache.error().at_byte == at);
  }
}

TEST_CASE("a directory of extensions that is none disables the named hwcaps and nothing else") {
  std::string file = Written();
  file.replace(file.find("\x74\x21\xa4\xea"), 4, "XXXX");
  CHECK(Found(file, "libfoo.so.9", kX86_64, {"x86-64-v3"}) == "/usr/lib/libfoo.so.9");
  CHECK(Found(file, "libz.so.1") == "/lib/x86_64-linux-gnu/libz.so.1");
}

TEST_CASE("every prefix and 10,000 damages of a cache give an answer or an error, never a byte from elsewhere") {
  std::size_t read = 0;
  const auto ask = [&](Bytes file) {
    const auto cache = LdSoCache::Read(file);
    if (!cache.ok()) return;
    ++read;
    for (const char* soname : {"libz.so.1", "libfoo.so.9", "libc.so.6", "libnone.so"}) {
      const auto found = cache->Find(soname, CacheTaste{kX86_64, kHwcaps, 0, 0, 0});
      REQUIRE(found == LdSoCache::Read(file)->Find(soname, CacheTaste{kX86_64, kHwcaps, 0, 0, 0}));
      if (!found) continue;
      CHECK(found->data() >= file.text().data());
      CHECK(found->data() + found->size() <= file.text().data() + file.size());
    }
  };
  for (const Layout layout : {Layout::kNew, Layout::kNewBehindOld, Layout::kOld}) {
    tests::ForEachPrefix(Written(layout), ask);
    tests::ForEachDamage(Written(layout), 10'000, ask);
    for (const ByteOrder order : {ByteOrder::kLittle, ByteOrder::kBig}) {
      tests::ForEachBinaryDamage(Written(layout, order), order, 10'000, ask);
    }
  }
  CHECK(read > 30'000);
}

TEST_CASE("a hundred thousand equal entries are passed over once, not once an entry") {
  std::vector<Entry> entries(100'000, {"liba.so", "/a", kI386});
  const std::string file = CacheWriter(ByteOrder::kLittle, Layout::kNew).Write(entries, {});
  CHECK(Found(file, "liba.so") == "nothing");
}
