// Custody facts for tests of rules and renderers: a quiet project of two people, and events to add.

#pragma once

#include <algorithm>
#include <string>

#include "facts/custody.h"

namespace halfsecond::tests {

inline CustodyFacts QuietProject() {
  CustodyFacts facts;
  facts.as_of = *ParseDate("2024-01-01");
  CustodyRepository repository;
  repository.path = "/quiet";
  repository.name = "quiet";
  repository.head = std::string(40, 'a');
  repository.commits = 900;
  repository.first_seconds = *ParseDate("2010-01-01");
  repository.last_seconds = *ParseDate("2023-12-01");
  repository.preconditions.pushers = 2;
  repository.preconditions.maintainer = "Maintainer One";
  repository.preconditions.maintainer_share = 0.9;
  repository.preconditions.active_months = 20;
  facts.repositories.push_back(repository);
  CustodyIdentity one;
  one.name = "Maintainer One";
  one.spellings = {"Maintainer One"};
  one.addresses = {"one@host.test"};
  one.commits = 800;
  one.pushes = 800;
  facts.identities.push_back(one);
  one.name = "Newcomer";
  one.spellings = {"Newcomer"};
  one.addresses = {"new@host.test"};
  one.commits = one.pushes = 100;
  facts.identities.push_back(one);
  return facts;
}

// Adds an event to whoever is called `name`, its commit made of the number of events so far.
inline void AddEvent(CustodyFacts& facts, const std::string& name, CustodyEventKind kind, const std::string& day,
                     const std::string& detail) {
  for (CustodyIdentity& identity : facts.identities) {
    if (identity.name != name) continue;
    identity.events.push_back(
        {*ParseDate(day), kind, 0, std::string(40, static_cast<char>('b' + identity.events.size() % 5)), detail});
  }
}

// Joined a lone maintainer, pushes unreviewed, releases and signs: the whole path.
inline void AddWholePath(CustodyFacts& facts) {
  AddEvent(facts, "Newcomer", CustodyEventKind::kFirstAuthored, "2022-02-06", "first patch");
  AddEvent(facts, "Newcomer", CustodyEventKind::kFirstPushed, "2022-12-30", "first push");
  AddEvent(facts, "Newcomer", CustodyEventKind::kLoneIncumbentJoined, "2023-01-10", "Maintainer One wrote 90 %");
  AddEvent(facts, "Newcomer", CustodyEventKind::kUnreviewedPushes, "2023-01-19", "39 of the last 40 pushes");
  AddEvent(facts, "Newcomer", CustodyEventKind::kNewReleaseHand, "2023-03-18", "v2.0");
  AddEvent(facts, "Newcomer", CustodyEventKind::kNewSigningKey, "2023-03-18", "v2.0 by key 1111222233334444");
}

}  // namespace halfsecond::tests
