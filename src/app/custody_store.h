// The store of custody, as its command uses it: what earlier runs read of each repository and answered, opened before
// the process is confined, written by another.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/custody/recall.h"
#include "analysis/custody/repository.h"
#include "analysis/store/database.h"
#include "analysis/store/place.h"
#include "analysis/store/writer.h"
#include "app/command_line.h"
#include "app/custody_answers.h"

namespace halfsecond::app {

class CustodyStore {
 public:
  // Opens the store; with --no-store there is none. Whatever is wrong with it is a line on stderr, and the run goes on
  // without. REQUIRES: not confined yet, one thread; so for the next two. `arguments` outlives it.
  CustodyStore(const Arguments& arguments, const custody::Opened& opened, std::int64_t as_of);

  // The answer of a run on the same state.
  std::optional<CustodyAnswer> Answer();

  // Reads what is there of these repositories and starts the process that writes.
  void Start(const custody::Opened& opened);

  custody::Recall& of(std::size_t repository) { return recalls_[repository]; }

  // Has the writer take what is new of all of them. `read` are the repositories, in their order.
  void Keep(const std::vector<custody::Repository>& read);
  void Keep(const CustodyAnswer& answer);
  // Has all that was taken kept, at once.
  void Finish();

 private:
  void Read(const custody::Opened& opened);
  void Doubt(const Error& error);

  const Arguments& arguments_;
  std::string maker_;
  CustodyState state_;
  store::Place place_;
  std::optional<store::Database> database_;
  std::vector<std::string> subjects_;
  std::vector<custody::Recall> recalls_;
  std::optional<store::Writer> writer_;
};

}  // namespace halfsecond::app
