// Unit files: the "[Section]" and "Key=value" files of systemd, and of D-Bus services, which look the same.
//
// Refuses a file that systemd refuses whole (a section header that does not end) and skips what systemd skips.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond::unit {

// What separates words and stands around values: systemd's WHITESPACE.
inline constexpr std::string_view kBlanks = " \t\n\r";

struct Assignment {
  std::string section;  // without its brackets
  std::string key;
  std::string value;          // continuation lines joined; no blanks around it; empty means "forget what was said"
  std::uint64_t at_byte = 0;  // its first line
};

struct UnitFile {
  std::vector<Assignment> assignments;  // in file order
  std::vector<Error> damage;            // lines skipped, at most limits::kMaxReportedDamage
};

// The assignments of one file. systemd.syntax(7) and systemd's src/shared/conf-parser.c, config_parse: a backslash at
// the end joins the next line that is no comment; comments start with '#' or ';'.
// Errors: kMalformed (a section header that does not end), kLimit (over 1 MiB, which is systemd's own bound for one
// line; over 16,384 assignments; a section name over 256 bytes).
Result<UnitFile> ReadUnitFile(Bytes file);

}  // namespace halfsecond::unit
