#include "analysis/custody/custody_facts.h"

#include <algorithm>
#include <set>

#include "analysis/custody/contents.h"
#include "analysis/custody/preconditions.h"
#include "analysis/custody/scene.h"
#include "analysis/custody/signals/all.h"
#include "base/text.h"

namespace halfsecond::custody {
namespace {

std::string NameOf(const std::string& directory) {
  std::string path = directory;
  for (const std::string_view end : {"/.git", "/repo", ".git"}) {
    if (path.ends_with(end)) path.resize(path.size() - end.size());
  }
  return path.substr(path.rfind('/') + 1);
}

CustodyRepository Described(const Scene& scene) {
  const Repository& repository = *scene.repository;
  CustodyRepository described;
  described.path = repository.path;
  described.name = NameOf(repository.directory.directory);
  described.head = repository.directory.head;
  described.commits = scene.order.size();
  described.first_seconds = scene.first_seconds;
  described.last_seconds = scene.last_seconds;
  if (scene.imported_until != 0) described.imported_until = scene.imported_until;
  described.preconditions = PreconditionsOf(scene);
  described.gaps = GapsOf(scene);
  for (const GitDirectory::Oddity& oddity : repository.directory.oddities)
    described.bent.push_back({oddity.kind, oddity.detail});
  for (const TagRecord& tag : repository.tags) {
    if (tag.seconds <= scene.as_of) ++described.tags;
    if (tag.commit_number == History::kNone && tag.seconds <= scene.as_of) {
      described.tags_off_branch.push_back({tag.name, tag.id, tag.seconds});
    }
  }
  described.commits_before_parents = repository.history.before_parents();
  for (const Commit& commit : repository.history.commits()) {
    if ((commit.flags & Commit::kBrokenDate) != 0) ++described.broken_dates;
  }
  return described;
}

// What contents show. A blob that is not here makes the answer partial and not wrong.
void AddContents(const Scene& scene, ObjectPipe& objects, Events& events, CustodyFacts& facts) {
  CustodyRepository& repository = facts.repositories.back();
  const auto missing = FindContentSignals(scene, objects, events);
  if (!missing.ok()) {
    facts.damages.push_back({repository.path, missing.error().what, 0});
    facts.complete = false;
    return;
  }
  repository.missing_blobs = *missing;
  if (*missing > 0) {
    repository.gaps.push_back({"partial", "the contents of " + Count(*missing, "file", "files") +
                                              " are not here: what stands in them is not known"});
    facts.complete = false;
  }
}

CustodyIdentity Identity(const People& people, std::uint32_t number, std::vector<CustodyEvent> events) {
  CustodyIdentity identity;
  std::set<std::string> names;
  std::set<std::string> addresses;
  for (const Spelling& spelling : people.SpellingsOf(number)) {
    if (names.insert(spelling.name).second) identity.spellings.push_back(spelling.name);
    if (addresses.insert(spelling.address).second) identity.addresses.push_back(spelling.address);
  }
  const auto full = std::find_if(identity.spellings.begin(), identity.spellings.end(),
                                 [](const std::string& name) { return !NameKey(name).empty(); });
  identity.name = full != identity.spellings.end() ? *full
                  : identity.spellings.empty()     ? ""
                                                   : identity.spellings.front();
  identity.is_tool = people.IsTool(number);
  std::stable_sort(events.begin(), events.end(),
                   [](const CustodyEvent& a, const CustodyEvent& b) { return a.seconds < b.seconds; });
  identity.events = std::move(events);
  return identity;
}

}  // namespace

CustodyFacts FactsOf(const std::vector<Repository>& repositories, Opened* opened, const FactsOptions& options) {
  CustodyFacts facts;
  facts.as_of = options.as_of;
  People people;
  for (const Repository& repository : repositories) {
    people.AddRepository(repository.history.spellings(), repository.mailmap);
  }
  people.Join();
  Events events(people.size());
  std::vector<Scene> scenes;
  for (std::size_t i = 0; i < repositories.size(); ++i) {
    scenes.push_back(SceneOf(i, repositories[i], people, options.as_of));
    FindCustodySignals(scenes.back(), events);
    facts.repositories.push_back(Described(scenes.back()));
    if (opened != nullptr && !repositories[i].failure) AddContents(scenes.back(), opened->objects(i), events, facts);
    if (repositories[i].failure) {
      const Error& error = *repositories[i].failure;
      facts.damages.push_back({repositories[i].path, error.what, error.at_byte});
      facts.complete = false;
    }
  }
  for (std::uint32_t who = 0; who < people.size(); ++who) {
    CustodyIdentity identity = Identity(people, who, std::move(events.Of(who)));
    for (const Scene& scene : scenes) {
      identity.commits += scene.presence[who].commits;
      identity.pushes += scene.presence[who].pushes;
    }
    if (identity.commits == 0 && identity.events.empty()) continue;
    facts.identities.push_back(std::move(identity));
  }
  return facts;
}

}  // namespace halfsecond::custody
