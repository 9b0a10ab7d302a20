#include "readers/deb/changelog.h"

#include <doctest/doctest.h>

#include <string>

#include "base/limits.h"
#include "tests/damage.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::string_view kThree = R"(lib-one (1.2-1) unstable; urgency=medium

  * New upstream release.

 -- First Person <first@host.test>  Thu, 03 Apr 2025 21:55:39 +0200

lib-one (1.1-0.2) unstable; urgency=low

  * Fix the build.

 -- Second Person <second@host.test>  Sun, 2 Feb 2023 21:22:50 +0100

lib-one (1.0) experimental; urgency=low

  [ Somebody ]
  * Non-maintainer upload by the Security Team.

 -- Third <third@host.test>  Mon, 01 Jan 2018 00:00:00 +0000
)";

deb::ChangelogEntry Only(const std::string& text) {
  const auto changelog = deb::ReadChangelog(Bytes::Of(text));
  REQUIRE(changelog.entries.size() == 1);
  return changelog.entries.front();
}

bool SaysForAnother(const std::string& line) {
  static std::string text;
  text = "a (1-1) unstable; urgency=low\n\n" + line + "\n\n -- N <n@host.test>  Mon, 01 Jan 2018 00:00:00 +0000\n";
  return Only(text).is_non_maintainer;
}

}  // namespace

TEST_CASE("a changelog is its entries, the newest first, each with who uploaded it and when") {
  const auto changelog = deb::ReadChangelog(Bytes::Of(kThree));
  REQUIRE(changelog.entries.size() == 3);
  CHECK(changelog.damaged_entries == 0);
  const deb::ChangelogEntry& first = changelog.entries[0];
  CHECK(first.source == "lib-one");
  CHECK(first.version == "1.2-1");
  CHECK(first.distribution == "unstable");
  CHECK(first.name == "First Person");
  CHECK(first.address == "first@host.test");
  CHECK(deb::IsoDate(first.date) == "2025-04-03");
  CHECK(deb::IsoDate(changelog.entries[1].date) == "2023-02-02");
}

TEST_CASE("an upload for another maintainer is told by its version or by its words") {
  const auto changelog = deb::ReadChangelog(Bytes::Of(kThree));
  REQUIRE(changelog.entries.size() == 3);
  CHECK_FALSE(changelog.entries[0].is_non_maintainer);
  CHECK(changelog.entries[1].is_non_maintainer);
  CHECK(changelog.entries[2].is_non_maintainer);
  CHECK(SaysForAnother("  * Non-maintainer upload."));
  CHECK(SaysForAnother("  * NMU."));
  CHECK(SaysForAnother("  * Non maintainer upload"));
  CHECK_FALSE(SaysForAnother("  * Acknowledge the non-maintainer upload 1.0-0.1, thanks."));
  CHECK_FALSE(SaysForAnother("  * Drop NMU patch."));
}

TEST_CASE("a revision with a dot and +nmu are uploads for another; stable updates, backports and others are not") {
  for (const char* version : {"5.4.1-0.2", "1:2.3-1.1", "7+nmu1", "1.0-2.1~deb12u1", "5.2.5-1.0"})
    CHECK_MESSAGE(deb::IsNonMaintainerVersion(version), version);
  for (const char* version :
       {"5.4.1-1", "2.36-9+deb12u10", "1.2.3", "1-1ubuntu2.1", "1-2~bpo12+1", "3-1.", "-", "1+nmu"})
    CHECK_FALSE_MESSAGE(deb::IsNonMaintainerVersion(version), version);
}

TEST_CASE("an entry without its last line is damage, and those around it are read") {
  std::string text(kThree);
  const std::size_t end = text.find(" -- Second");
  text.erase(end, text.find('\n', end) - end + 1);
  const auto changelog = deb::ReadChangelog(Bytes::Of(text));
  CHECK(changelog.entries.size() == 2);
  CHECK(changelog.damaged_entries == 1);
}

TEST_CASE("what is no changelog has no entries, and no date that is not one") {
  CHECK(deb::ReadChangelog(Bytes::Of("2022-12-01  Lasse Collin  <x@host.test>\n\n\t* a.c: Fix (#1); done\n"))
            .entries.empty());
  CHECK(deb::ReadChangelog(Bytes()).entries.empty());
  for (const char* date : {"", "yesterday", "Thu, 03 Foo 2025", "Thu, 03 Apr 20x5 21:55", ",", "3", "Thu, 3 Apr"})
    CHECK(deb::IsoDate(date).empty());
}

TEST_CASE("ten thousand damages of a changelog end in an answer, whose words are in the file") {
  ForEachDamage(kThree, 10000, [](Bytes damaged) {
    const auto changelog = deb::ReadChangelog(damaged);
    CHECK(changelog.entries.size() <= damaged.size() / 8);
    for (const auto& entry : changelog.entries) {
      const bool is_whole = !entry.name.empty() && !entry.version.empty() && entry.at_byte < damaged.size();
      CHECK(is_whole);
      static_cast<void>(deb::IsoDate(entry.date));
    }
  });
  ForEachPrefix(kThree, [](Bytes prefix) { CHECK(deb::ReadChangelog(prefix).entries.size() <= 3); });
}

TEST_CASE("a changelog of too many entries is cut short, and says so") {
  std::string text;
  for (std::size_t i = 0; i <= limits::kMaxChangelogEntries; ++i)
    text += "a (1) u; x\n -- N <n@host.test>  Mon, 01 Jan 2018 00:00:00 +0000\n";
  const auto changelog = deb::ReadChangelog(Bytes::Of(text));
  CHECK(changelog.is_cut_short);
  CHECK(changelog.entries.size() == limits::kMaxChangelogEntries);
}
