// What earlier runs read of one repository, as pages of a store, and what this one adds to it.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/custody/history.h"
#include "analysis/custody/verdict.h"

namespace halfsecond::custody {

struct Recall {
  // What is to be kept under the numbers of kind and page.
  struct Page {
    std::uint64_t kind;
    std::uint64_t number;
    std::string bytes;  // "": there is no such page any more
  };
  enum Kind : std::uint64_t { kHistory = 1, kVerdicts = 2 };

  std::vector<std::string> history;   // pages, in their order
  std::vector<std::string> verdicts;  // pages
  bool is_used = false;               // may anything be kept of this repository?

  std::string damage;     // what was wrong with the pages; "" when nothing was
  std::size_t known = 0;  // commits that came from pages
  std::vector<Page> to_be_kept;

  // A history of the commits on the pages, indexed; an empty one when they cannot be believed.
  History Known();
  // The verdicts on the pages that can be believed.
  VerdictBook KnownVerdicts();

  // Has what is new kept. REQUIRES: `now` as PagesFrom, and it is whole.
  void Keep(const History& now);
  void Keep(const VerdictBook& book);

 private:
  bool are_verdicts_damaged_ = false;

  void Keep(Kind kind, std::size_t from, std::size_t until, std::vector<std::string> pages);
};

}  // namespace halfsecond::custody
