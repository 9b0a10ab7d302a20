// apk's database (lib/apk/db/installed of Alpine): every package with its files, one letter and a colon a line.
//
// Refuses files of a record that names no package, and a last line without its newline.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace halfsecond::apk {

// Views into the database's bytes.
struct Package {
  std::string_view name;          // P:
  std::string_view version;       // V:
  std::string_view architecture;  // A:
  std::string_view origin;        // o: the source package; empty when the line is absent
};

// "<directory>/<name>" below the root; the directory has no slash at either end and may be empty.
struct InstalledFile {
  Package package;
  std::string_view directory;  // F:
  std::string_view name;       // R:
};

// One pass over the files of all packages. Format: apk-tools, doc/apk-package.5 and src/database.c
// (apk_db_fdb_write): the lines of a package come first, then each F: with the R: of its files, then an empty line.
class InstalledReader {
 public:
  explicit InstalledReader(Bytes database) : rest_(database.text()) {}

  // The next file; nullopt at the end. Lives as long as the bytes do.
  std::optional<InstalledFile> Next();

  // Lines so far that were out of place or unfinished.
  std::uint64_t damaged_lines() const { return damaged_lines_; }

 private:
  enum class Line : std::uint8_t { kFile, kOther };
  Line Take(std::string_view line);
  bool IsWhole() const;

  std::string_view rest_;
  InstalledFile file_;
  bool has_directory_ = false;
  std::uint64_t damaged_lines_ = 0;
};

}  // namespace halfsecond::apk
