#include "readers/deb/changelog.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/limits.h"
#include "base/text.h"

namespace halfsecond::deb {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// "xz-utils (5.4.1-1) bookworm-security; urgency=medium", or nothing for another line.
std::optional<ChangelogEntry> HeadOf(std::string_view line) {
  const std::size_t open = line.find(" (");
  if (open == 0 || open == std::string_view::npos || line.front() == ' ' || line.front() == '\t') return std::nullopt;
  const std::size_t close = line.find(')', open);
  if (close == std::string_view::npos || line.substr(0, open).find(' ') != std::string_view::npos) return std::nullopt;
  ChangelogEntry entry;
  entry.source = line.substr(0, open);
  entry.version = line.substr(open + 2, close - open - 2);
  const std::string_view rest = line.substr(close + 1);
  entry.distribution = Trimmed(rest.substr(0, rest.find(';')));
  const bool has_end = rest.find(';') != std::string_view::npos;
  if (entry.version.empty() || entry.version.find(' ') != std::string_view::npos || !has_end) return std::nullopt;
  return entry;
}

// " -- Name <address>  date". False for a line that is not so.
bool AddEnd(std::string_view line, ChangelogEntry& entry) {
  const std::size_t open = line.find('<');
  const std::size_t close = line.find('>', std::min(open, line.size()));
  if (open == std::string_view::npos || close == std::string_view::npos) return false;
  entry.name = Trimmed(line.substr(0, open));
  entry.address = line.substr(open + 1, close - open - 1);
  entry.date = Trimmed(line.substr(close + 1));
  if (entry.name.empty()) entry.name = entry.address;
  return !entry.name.empty();
}

bool StartsWith(std::string_view line, std::string_view lower_word) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return line.size() >= lower_word.size() &&
         std::equal(lower_word.begin(), lower_word.end(), line.begin(), [&](char a, char b) { return a == lower(b); });
}

// "* Non-maintainer upload by the Security Team.", "* NMU". Looked for only where dch(1) puts it, at the start of a
// point: others speak of uploads that were.
bool SaysNonMaintainer(std::string_view line) {
  line = Trimmed(line);
  if (line.empty() || (line.front() != '*' && line.front() != '-')) return false;
  line = Trimmed(line.substr(1));
  constexpr std::array<std::string_view, 3> kWords{"non-maintainer upload", "non maintainer upload",
                                                   "nonmaintainer upload"};
  const bool is_short = line.starts_with("NMU") && (line.size() == 3 || std::string_view(" .:,").find(line[3]) < 4);
  return is_short ||
         std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) { return StartsWith(line, word); });
}

}  // namespace

bool IsNonMaintainerVersion(std::string_view version) {
  if (const std::size_t nmu = version.rfind("+nmu"); nmu != std::string_view::npos) {
    return nmu + 4 < version.size() && IsDigit(version[nmu + 4]);
  }
  const std::size_t dash = version.rfind('-');
  if (dash == std::string_view::npos) return false;
  std::string_view revision = version.substr(dash + 1);
  const auto end = std::find_if(revision.begin(), revision.end(), [](char c) { return !IsDigit(c) && c != '.'; });
  revision = revision.substr(0, static_cast<std::size_t>(end - revision.begin()));
  // "-1.1" and "-0.1"; but "-1ubuntu2.1", "-1+deb12u1" and a release such as "2.36-9" are the maintainer's.
  const std::size_t dot = revision.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < revision.size() && IsDigit(revision[dot + 1]);
}

std::string IsoDate(std::string_view date) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (const std::size_t comma = date.find(','); comma != std::string_view::npos) date.remove_prefix(comma + 1);
  date = Trimmed(date);
  const std::size_t day_digits = date.size() > 1 && IsDigit(date[1]) ? 2 : 1;
  if (date.size() < day_digits + 9 || !IsDigit(date[0]) || date[day_digits] != ' ') return "";
  const std::string_view month = date.substr(day_digits + 1, 3);
  const std::string_view year = date.substr(day_digits + 5, 4);
  const std::size_t number = kMonths.find(month);
  if (number == std::string_view::npos || number % 3 != 0 || !std::all_of(year.begin(), year.end(), IsDigit)) return "";
  const std::size_t of_year = number / 3 + 1;
  return std::string(year) + (of_year < 10 ? "-0" : "-") + std::to_string(of_year) + (day_digits == 1 ? "-0" : "-") +
         std::string(date.substr(0, day_digits));
}

Changelog ReadChangelog(Bytes file) {
  Changelog changelog;
  std::optional<ChangelogEntry> open;
  const std::string_view text = file.text();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.starts_with(" -- ")) {
      const bool is_whole = open && AddEnd(line.substr(4), *open);
      if (!is_whole) ++changelog.damaged_entries;
      if (is_whole) changelog.entries.push_back(*open);
      open.reset();
      if (changelog.entries.size() == limits::kMaxChangelogEntries) {
        changelog.is_cut_short = end + 1 < text.size();
        return changelog;
      }
    } else if (auto head = HeadOf(line)) {
      if (open) ++changelog.damaged_entries;
      open = head;
      open->at_byte = file.base() + at;
      open->is_non_maintainer = IsNonMaintainerVersion(open->version);
    } else if (open && !open->is_non_maintainer) {
      open->is_non_maintainer = SaysNonMaintainer(line);
    }
    at = end + 1;
  }
  if (open) ++changelog.damaged_entries;
  return changelog;
}

}  // namespace halfsecond::deb
