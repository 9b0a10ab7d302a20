// Answers of earlier runs of custody, kept by what they depend on: every ref with its commit, the options, the day and
// this program's version. A commit id names all that came before it, so nothing else has to be compared.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "analysis/custody/repository.h"
#include "app/command_line.h"

namespace halfsecond::app {

class CustodyAnswers {
 public:
  struct Answer {
    ExitCode code;
    std::string text;
  };

  // Opens the file that belongs to these repositories and options, in the user's own cache. Without one, or with
  // --no-cache, nothing is kept. REQUIRES: this process is not confined yet.
  CustodyAnswers(const Arguments& arguments, const custody::Opened& opened, std::int64_t as_of);
  CustodyAnswers(const CustodyAnswers&) = delete;
  CustodyAnswers& operator=(const CustodyAnswers&) = delete;
  ~CustodyAnswers();

  // The answer of a run on the same state. A file that was cut short or is of another state has none.
  std::optional<Answer> Kept() const;

  // Writes it through the descriptor that is open already: allowed to a confined process.
  void Keep(const Answer& answer);

 private:
  std::string state_;  // what the answer depends on, word for word
  std::string kept_;   // the file's bytes
  int descriptor_ = -1;
};

}  // namespace halfsecond::app
