#include "readers/deb/diversions.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"

using halfsecond::Bytes;
using halfsecond::Error;
using halfsecond::deb::ReadDiversions;
using halfsecond::tests::Exact;
using halfsecond::tests::ForEachDamage;
using halfsecond::tests::ForEachPrefix;

namespace {

constexpr std::string_view kDiversions =
    "/bin/sh\n/bin/sh.distrib\ndash\n"
    "/usr/bin/pg_config\n/usr/bin/pg_config.libpq-dev\npostgresql-common\n"
    "/usr/sbin/sshd\n/usr/sbin/sshd.real\n:\n";

}  // namespace

TEST_CASE("a diversion says which path, where it goes instead and who may keep it") {
  const Exact file(kDiversions);
  const auto read = ReadDiversions(file.bytes());
  CHECK_FALSE(read.damage.has_value());
  REQUIRE(read.diversions.size() == 3);
  CHECK(read.diversions[0].path == "/bin/sh");
  CHECK(read.diversions[0].instead == "/bin/sh.distrib");
  CHECK(read.diversions[0].keeper == "dash");
}

TEST_CASE("the administrator's diversion has no keeper") {
  const Exact file(kDiversions);
  CHECK(ReadDiversions(file.bytes()).diversions[2].keeper.empty());
}

TEST_CASE("an empty file has no diversions and no damage") {
  const Exact file("");
  const auto read = ReadDiversions(file.bytes());
  CHECK(read.diversions.empty());
  CHECK_FALSE(read.damage.has_value());
}

TEST_CASE("reading stops at the first triple that cannot be one, and says at which byte") {
  const Exact file("/bin/sh\n/bin/sh.distrib\ndash\nbin/a\n/bin/b\nc\n/d\n/e\nf\n");
  const auto read = ReadDiversions(file.bytes());
  CHECK(read.diversions.size() == 1);
  REQUIRE(read.damage.has_value());
  CHECK(read.damage->kind == Error::Kind::kMalformed);
  CHECK(read.damage->at_byte == 29);
}

TEST_CASE("every prefix gives whole triples, and is damage unless it ends with one") {
  std::size_t undamaged = 0;
  ForEachPrefix(kDiversions, [&](Bytes prefix) {
    const auto read = ReadDiversions(prefix);
    REQUIRE(read.diversions.size() <= 3);
    if (!read.damage) ++undamaged;
  });
  CHECK(undamaged == 4);  // nothing, one, two, three
}

TEST_CASE("10,000 damages of the diversions are read or reported, none is fatal") {
  std::size_t damaged_reads = 0;
  ForEachDamage(kDiversions, 10'000, [&](Bytes damaged) {
    const auto read = ReadDiversions(damaged);
    for (const auto& diversion : read.diversions) REQUIRE(diversion.path.front() == '/');
    if (read.damage) ++damaged_reads;
  });
  CHECK(damaged_reads > 2'000);
}
