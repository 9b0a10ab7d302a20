// Translations as gettext keeps them: as text (PO, gettext's manual 3) and compiled (MO, 10.3). What a program would
// show, and nothing else: no comments, no places in sources, nothing fuzzy, obsolete or untranslated.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "readers/gettext/messages.h"

namespace halfsecond::gettext {

// Messages are "context\4message\0plural", their translations have NUL between plural forms; parts that are not there
// are left out. The header is the message "".
struct Catalog {
  Messages shown;
  Messages hidden;  // of a text: what is fuzzy or obsolete
};

// Errors: kMalformed, kLimit (over limits::kMaxMessages).
Result<Catalog> ReadPo(Bytes text);

// The messages of a compiled file as it has them, views into it. Errors: kMalformed, kUnsupported (a major revision
// above 1), kTruncated, kLimit.
Result<std::vector<Message>> ReadMo(Bytes file);

// Has the message a part that depends on the system, as "<PRIu64>"? A compiled file keeps those elsewhere.
bool DependsOnSystem(std::string_view message);

// A message that depends on the system as it stands in a file compiled for any: "<PRIu64>" gives "u", "lu" or "llu",
// the same wherever it comes in the message and its translation, or in all but the plural. Adds these to `messages`.
void AddExpansions(Messages& messages);

// Do two PO files show the same by their very lines: all but comments, what is obsolete, and what msgmerge takes from
// the template? False says nothing. A tenth of the work of reading both.
bool HaveSameLines(std::string_view a, std::string_view b);

// A header without what msgmerge takes from the template: its day, and where its errors are reported.
std::string WithoutTemplate(std::string_view header);

}  // namespace halfsecond::gettext
