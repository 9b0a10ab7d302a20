// Stanzas: the "Field: value" paragraphs of Debian's control files (dpkg's status file, Packages, .dsc, control).
//
// Refuses a paragraph it cannot read whole and goes on with the next one: half a record is worse than none.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond::deb {

struct Field {
  std::string_view name;
  std::string_view value;  // without the blanks around it; continuation lines are inside, each after its newline
};

struct Stanza {
  std::vector<Field> fields;  // in file order, no name twice
  std::uint64_t at_byte = 0;  // its first field

  // The value of the field called `name`, in any mixture of cases; empty when the stanza has none.
  std::string_view Value(std::string_view name) const;
};

// One pass over a control file. The views handed out live as long as the bytes do.
class StanzaReader {
 public:
  explicit StanzaReader(Bytes file) : file_(file) {}

  // The next stanza, or why it cannot be used; nullopt at the end. After an error the reader stands behind the stanza
  // that caused it. Format: deb-control(5), "SYNTAX"; comment lines are of deb-src-control(5) and are skipped too.
  // Errors: kMalformed (a line that is no field, a field twice), kTruncated (the last line has no newline), kLimit.
  std::optional<Result<Stanza>> Next();

 private:
  // The next line without its newline. REQUIRES: at_ < file_.size().
  std::string_view TakeLine();
  void SkipBlankLines();
  Result<Stanza> TakeStanza();

  Bytes file_;
  std::uint64_t at_ = 0;
};

}  // namespace halfsecond::deb
