#include "readers/archive/records.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace halfsecond;           // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::archive;  // NOLINT(google-build-using-namespace)

namespace {

struct Stream {
  std::string bytes;
  Stream& Number(std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(i < 8 ? value >> (8 * i) : 0));
    return *this;
  }
  Stream& Add(const std::string& path, const std::string& link = "", int type = 1) {
    Number('E', 4).Number(static_cast<std::uint64_t>(type), 1).Number(1, 1).Number(0, 2).Number(0644, 4).Number(7, 4);
    Number(8, 4).Number(5, 8).Number(1700000000, 8).Number(path.size(), 4).Number(link.size(), 4);
    bytes += path + link;
    return *this;
  }
  Stream& Data(const std::string& text) {
    Number('D', 4).Number(text.size(), 4);
    bytes += text;
    return *this;
  }
  Stream& End(std::uint32_t entries) { return Number('Z', 4).Number(entries, 4); }
};

struct Seen {
  std::vector<Entry> entries;
  std::string data;
  bool ok = true;
  bool complete = false;
};

// Reads the stream in pieces of `step` bytes.
Seen Read(const std::string& bytes, std::size_t step) {
  Seen seen;
  RecordReader reader({[&seen](const Entry& entry) { seen.entries.push_back(entry); },
                       [&seen](Bytes data) { seen.data += data.text(); }});
  for (std::size_t at = 0; at < bytes.size() && seen.ok; at += step) {
    const std::string piece = bytes.substr(at, step);  // its own allocation: AddressSanitizer sees one byte too far
    seen.ok = reader.Add(Bytes(std::as_bytes(std::span(piece.data(), piece.size())))).ok();
  }
  seen.complete = reader.complete();
  return seen;
}

const std::string kGood = Stream().Add("a/b").Data("hello").Data("").Add("link", "target", 3).End(2).bytes;

}  // namespace

TEST_CASE("entries and contents come out the same however the stream is cut") {
  for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{8}, std::size_t{44}, kGood.size()}) {
    CAPTURE(step);
    const Seen seen = Read(kGood, step);
    CHECK(seen.ok);
    CHECK(seen.complete);
    REQUIRE(seen.entries.size() == 2);
    CHECK(seen.entries[0].path == "a/b");
    CHECK(seen.entries[0].mode == 0644);
    CHECK(seen.entries[0].size == 5);
    CHECK(seen.entries[0].mtime_seconds == 1700000000);
    CHECK(seen.entries[1].link == "target");
    CHECK(seen.entries[1].type == Entry::Type::kSymlink);
    CHECK(seen.data == "hello");
  }
}

TEST_CASE("a stream cut short at any byte is never complete") {
  for (std::size_t length = 0; length < kGood.size(); ++length) {
    CAPTURE(length);
    const Seen seen = Read(kGood.substr(0, length), 5);
    CHECK(seen.ok);
    CHECK_FALSE(seen.complete);
  }
}

TEST_CASE("what no plug-in of ours would say is refused") {
  CHECK_FALSE(Read("XXXXXXXXXXXX", 12).ok);
  CHECK_FALSE(Read(Stream().Data("before any entry").bytes, 7).ok);
  CHECK_FALSE(Read(Stream().Add("a").End(2).bytes, 7).ok);
  CHECK_FALSE(Read(kGood + "x", 7).ok);
  CHECK_FALSE(Read(Stream().Add("a", "", 77).bytes, 7).ok);
  CHECK_FALSE(Read(Stream().Number('E', 4).Number(1, 32).Number(0xffffffff, 4).Number(0, 4).bytes, 44).ok);
}

TEST_CASE("every byte of a good stream may be anything: it is read or refused") {
  for (std::size_t at = 0; at < kGood.size(); ++at) {
    for (const char value : {'\0', '\xff', '\x7f', 'E', 'D', 'Z'}) {
      std::string damaged = kGood;
      damaged[at] = value;
      (void)Read(damaged, 9).ok;
    }
  }
}

TEST_CASE("a path stays inside unless it is absolute, empty or climbs out") {
  for (const char* path : {"a", "a/b", "./a", "a/./b", "..a/b", "a..", "a//b", "a/"}) CHECK(StaysInside(path));
  for (const char* path : {"", "/", "/a", "..", "../a", "a/..", "a/../../b", "./.."}) CHECK_FALSE(StaysInside(path));
  CHECK_FALSE(StaysInside(std::string("a\0b", 3)));
}
