#include "facts/custody.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace halfsecond {
namespace {

struct Words {
  CustodyEventKind kind;
  std::string_view name;
  std::string_view phrase;
};

using Kind = CustodyEventKind;

constexpr std::array kWords{
    Words{Kind::kFirstAuthored, "first-authored", "first authored"},
    Words{Kind::kFirstPushed, "first-pushed", "first pushed by own hand"},
    Words{Kind::kGainedPush, "gained-push", "tenth push by own hand"},
    Words{Kind::kFastCustody, "fast-custody", "five pushes within a month of the first commit, nobody else active"},
    Words{Kind::kLoneIncumbentJoined, "lone-incumbent-joined", "joined a lone maintainer"},
    Words{Kind::kUnreviewedPushes, "unreviewed-pushes", "pushes own work without review"},
    Words{Kind::kCustodyFlipped, "custody-flipped", "half of all pushes"},
    Words{Kind::kFirstTag, "first-tag", "first release tag"},
    Words{Kind::kNewReleaseHand, "new-release-hand", "released where others had"},
    Words{Kind::kFirstSigningKey, "first-signing-key", "first signing key"},
    Words{Kind::kNewSigningKey, "new-signing-key", "new signing key, another hand"},
    Words{Kind::kContactEdited, "contact-edited", "edited a security, owner or contact file"},
    Words{Kind::kContactChanged, "contact-changed", "changed a contact address"},
    Words{Kind::kHomepageChanged, "homepage-changed", "changed where people are sent"},
    Words{Kind::kContinuousIntegration, "ci-edited", "edited continuous integration"},
    Words{Kind::kFuzzingEdited, "fuzzing-edited", "edited fuzzing"},
    Words{Kind::kIdentityDrift, "identity-drift", "third spelling of the name or address"},
    Words{Kind::kLoadTimeCode, "load-time-code-by-newcomer", "added load-time code"},
    Words{Kind::kWeakenedCheck, "weakened-check", "weakened a sandbox, sanitizer or fuzzing"},
    Words{Kind::kUnsafeCall, "unsafe-call", "checked call became unchecked"},
    Words{Kind::kIgnoredCodeFile, "ignored-code-file", "had git ignore a named code file"},
    Words{Kind::kBlobAdded, "blob-added", "added unreadable test files without test code"},
    Words{Kind::kBlobModified, "blob-modified", "replaced unreadable test files"},
    Words{Kind::kBlobBeforeRelease, "blob-before-release", "released after adding unreadable files"},
    Words{Kind::kDeadBuildProbe, "dead-build-probe", "made a build probe that cannot succeed"},
};

const Words& WordsOf(Kind kind) {
  for (const Words& words : kWords) {
    if (words.kind == kind) return words;
  }
  return kWords[0];
}

struct Civil {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

// Howard Hinnant's days_from_civil and its inverse ("chrono-compatible low-level date algorithms").
Civil CivilOf(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const auto day_of_era = static_cast<unsigned>(days - era * 146'097);
  const unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted = (5 * day_of_year + 2) / 153;
  const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month,
          day_of_year - (153 * shifted + 2) / 5 + 1};
}

std::int64_t DaysOf(Civil civil) {
  const std::int64_t year = civil.year - (civil.month <= 2 ? 1 : 0);
  const std::int64_t era = year / 400;
  const auto year_of_era = static_cast<unsigned>(year - era * 400);
  const unsigned day_of_year = (153 * (civil.month > 2 ? civil.month - 3 : civil.month + 9) + 2) / 5 + civil.day - 1;
  return era * 146'097 + std::int64_t{year_of_era} * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

constexpr std::int64_t kDay = 86'400, kHour = 3'600, kMinute = 60;

bool Number(std::string_view text, std::size_t at, std::size_t length, int& number) {
  if (text.size() < at + length) return false;
  const char* end = text.data() + at + length;
  const auto parsed = std::from_chars(text.data() + at, end, number);
  return parsed.ec == std::errc() && parsed.ptr == end && number >= 0;
}

}  // namespace

std::string_view EventName(CustodyEventKind kind) {
  return WordsOf(kind).name;
}

std::string_view EventPhrase(CustodyEventKind kind) {
  return WordsOf(kind).phrase;
}

std::string DateText(std::int64_t seconds) {
  return TimeText(seconds).substr(0, 10);
}

std::string TimeText(std::int64_t seconds) {
  const std::int64_t days = (seconds >= 0 ? seconds : seconds - (kDay - 1)) / kDay;
  const Civil civil = CivilOf(days);
  const auto of_day = static_cast<int>(seconds - days * kDay);
  std::array<char, 64> text{};
  static_cast<void>(std::snprintf(text.data(), text.size(), "%04lld-%02u-%02uT%02d:%02d:%02dZ",
                                  static_cast<long long>(civil.year), civil.month, civil.day, of_day / 3600,
                                  of_day / 60 % 60, of_day % 60));
  return text.data();
}

std::optional<std::int64_t> ParseDate(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (text.size() < 10 || text[4] != '-' || text[7] != '-' || !Number(text, 0, 4, year) || !Number(text, 5, 2, month) ||
      !Number(text, 8, 2, day) || month < 1 || month > 12 || day < 1 || day > 31) {
    return std::nullopt;
  }
  const std::int64_t days = DaysOf({year, static_cast<unsigned>(month), static_cast<unsigned>(day)});
  if (CivilOf(days).day != static_cast<unsigned>(day)) return std::nullopt;  // a month has no such day
  if (text.size() == 10) return days * kDay + kDay - 1;
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  if (text.size() != 20 || text[10] != 'T' || text[19] != 'Z' || !Number(text, 11, 2, hours) ||
      !Number(text, 14, 2, minutes) || !Number(text, 17, 2, seconds) || hours > 23 || minutes > 59 || seconds > 60) {
    return std::nullopt;
  }
  return days * kDay + hours * kHour + minutes * kMinute + seconds;
}

}  // namespace halfsecond
