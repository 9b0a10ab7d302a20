// What an answer of custody depends on, and the answer of an earlier run on the same state: every ref with its commit,
// the options, the day and this build of the program. A commit id names all that came before it, so nothing else has to
// be compared.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analysis/custody/repository.h"
#include "app/command_line.h"

namespace halfsecond::app {

struct CustodyAnswer {
  ExitCode code;
  std::string text;
};

struct CustodyState {
  std::string subject;  // names the repositories and options; it stays while the rest changes
  std::string text;     // what the answer depends on, word for word
};

CustodyState StateOf(const Arguments& arguments, const custody::Opened& opened, std::int64_t as_of);

// An answer as it is stored, and back: nothing for one on another state, a damaged one, or anything else.
std::string StoredAnswer(const CustodyState& state, const CustodyAnswer& answer);
std::optional<CustodyAnswer> AnswerOn(const CustodyState& state, std::string_view stored);

}  // namespace halfsecond::app
