// Facts go in, findings come out. Nothing below this line opens a file, reads a clock or prints.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "facts/evidence.h"

namespace halfsecond {

// yes, no, or an honest cannot tell. `kUnknown` is never folded into `kNo`.
enum class Answer : std::uint8_t { kYes, kNo, kUnknown };

// How much of a person's time it deserves. Not a score: a finding has one cause and says it.
enum class Severity : std::uint8_t { kNote, kAmber, kRed };

struct Finding {
  std::string_view rule;
  Answer answer = Answer::kUnknown;
  std::string because;             // one sentence, lower case, no full stop
  std::vector<Evidence> evidence;  // never empty for kYes
  Severity severity = Severity::kNote;
  std::string subject;  // the library, edge, commit or file it is about; findings with one cause share it
  std::string remedy;   // what to do next, as a command or one sentence; empty when there is none
};

// A rule is a question with a yes-or-no answer, and a pure function that answers it from one kind of facts.
template <class Facts>
struct Rule {
  std::string_view id;        // kebab-case; also the name of its file, its test and its page in docs/rules
  std::string_view question;  // ends with a question mark
  std::string_view why;       // one sentence for `halfsecond explain`
  std::vector<Finding> (*ask)(const Facts&);
};

// The words of output and JSON: "yes", "no", "unknown"; "note", "amber", "red".
std::string_view AnswerName(Answer answer);
std::string_view SeverityName(Severity severity);

}  // namespace halfsecond
