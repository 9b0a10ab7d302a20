// OSS-Fuzz as a second witness of custody: who is told of a project's holes, where its code is fetched, and how it is
// fuzzed, kept in files of somebody else's repository.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facts/damage.h"

namespace halfsecond {

struct LedgerEvent {
  std::int64_t seconds = 0;
  std::string project;
  std::string commit;
  std::string author;
  std::string old_contact;  // "" when the contact stayed
  std::string new_contact;
  std::string old_repository;  // "" when main_repo stayed
  std::string new_repository;
  std::string old_homepage;  // "" when the homepage stayed
  std::string new_homepage;
  std::string weakened;            // what build.sh no longer checks; "" when nothing
  bool is_self_appointed = false;  // the new contact is the author of the commit
  bool is_same_person = false;     // the old and the new address are one person's: the same name, a new address
};

struct LedgerFacts {
  std::string path;
  std::size_t commits = 0;
  std::size_t projects = 0;         // with any event
  std::vector<LedgerEvent> events;  // by date
  std::vector<Damage> damages;
  bool complete = true;
};

}  // namespace halfsecond
