#include "analysis/survey/object_record.h"

#include <doctest/doctest.h>

#include <span>
#include <string>

#include "tests/analysis/survey/made_object.h"
#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

Bytes AsBytes(const std::string& text) {
  return Bytes(std::as_bytes(std::span(text.data(), text.size())));
}

std::string RecordOf(const elf::Object& object) {
  std::string record;
  survey::AppendObject(object, record);
  return record;
}

}  // namespace

TEST_CASE("an object read back is the object written, to the last field") {
  const elf::Object before = tests::MadeObject();
  const auto after = survey::ReadObjectRecord(AsBytes(RecordOf(before)));
  REQUIRE(after.ok());
  // Written again it must be the same bytes, and each field that the record could lose is looked at by itself.
  CHECK(RecordOf(*after) == RecordOf(before));
  CHECK(after->header.machine == 62);
  CHECK(after->header.os_abi == 3);
  CHECK(after->header.has_padding);
  CHECK(after->order == ByteOrder::kBig);
  CHECK(after->interpreter == "/lib64/ld-linux-x86-64.so.2");
  CHECK(after->soname == "libmade.so.1");
  CHECK_FALSE(after->rpath.has_value());
  CHECK(after->runpath == "$ORIGIN/../lib");
  REQUIRE(after->needed.size() == 2);
  CHECK(after->needed[1].kind == elf::Needed::Kind::kFilter);
  CHECK(after->needed[1].name == "libfilter.so");
  CHECK(after->hardening.writable_code_at == 0x1234);
  REQUIRE(after->start.size() == 1);
  CHECK(after->start[0].address == 0xffffffffffffffffULL);
  CHECK(after->start[0].symbol == "lzma_crc64");
  CHECK(after->version_needs.at(0).strength == elf::VersionNeed::Strength::kWeak);
  CHECK(after->version_definitions.at(0) == "MADE_1");
  CHECK(after->on_demand.at(0).sonames.at(1) == "libb.so");
  CHECK(after->damages.at(0).what == "note past the end of its segment");
}

TEST_CASE("an empty object has a record") {
  const auto after = survey::ReadObjectRecord(AsBytes(RecordOf(elf::Object{})));
  REQUIRE(after.ok());
  CHECK(after->needed.empty());
}

TEST_CASE("no prefix of a record is a record, but the whole") {
  const std::string record = RecordOf(tests::MadeObject());
  std::size_t read = 0;
  tests::ForEachPrefix(record, [&](Bytes prefix) { read += survey::ReadObjectRecord(prefix).ok() ? 1U : 0U; });
  CHECK(read == 1);
}

TEST_CASE("bytes behind a record are refused") {
  CHECK_FALSE(survey::ReadObjectRecord(AsBytes(RecordOf(tests::MadeObject()) + "x")).ok());
}

TEST_CASE("ten thousand damaged records are read or refused, and none kills") {
  std::size_t refused = 0;
  tests::ForEachDamage(RecordOf(tests::MadeObject()), 10'000, [&](Bytes damaged) {
    const auto object = survey::ReadObjectRecord(damaged);
    if (!object.ok()) {
      ++refused;
      return;
    }
    // What is read can be written and read again: no enumerator is outside its list.
    const std::string record = RecordOf(*object);
    CHECK(survey::ReadObjectRecord(AsBytes(record)).ok());
  });
  CHECK(refused > 5'000);
}

TEST_CASE("a count larger than the bytes that follow is refused before anything is made for it") {
  std::string record = RecordOf(elf::Object{});
  // The last count, of damages, says 2^63.
  record.back() = '\x80';
  record += std::string(8, '\x80') + '\x01';
  CHECK_FALSE(survey::ReadObjectRecord(AsBytes(record)).ok());
}
