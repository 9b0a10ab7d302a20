#include "analysis/custody/custody_facts.h"

#include <algorithm>
#include <set>

#include "analysis/custody/contents.h"
#include "analysis/custody/ledger.h"
#include "analysis/custody/preconditions.h"
#include "analysis/custody/scene.h"
#include "analysis/custody/signals/all.h"
#include "base/text.h"

namespace halfsecond::custody {
namespace {

CustodyRepository Described(const Scene& scene) {
  const Repository& repository = *scene.repository;
  CustodyRepository described;
  described.path = repository.path;
  described.name = RepositoryName(repository.directory.directory);
  described.head = repository.directory.head;
  described.commits = scene.order.size();
  described.commits_after = repository.history.commits().size() - scene.order.size();
  if (scene.is_dated) described.first_seconds = scene.first_seconds;
  if (scene.is_dated) described.last_seconds = scene.last_seconds;
  if (scene.imported_until != 0) described.imported_until = scene.imported_until;
  described.preconditions = PreconditionsOf(scene);
  described.gaps = GapsOf(scene);
  for (const GitDirectory::Oddity& oddity : repository.directory.oddities)
    described.bent.push_back({oddity.kind, oddity.detail});
  for (const TagRecord& tag : repository.tags) {
    if (tag.seconds <= scene.as_of) ++described.tags;
    if (repository.cut == Cut::kNone && tag.commit_number == History::kNone && tag.seconds <= scene.as_of) {
      described.tags_off_branch.push_back({tag.name, tag.id, tag.seconds});
    }
  }
  described.tags_of_no_commit = repository.tags_of_no_commit;
  described.commits_before_parents = repository.history.before_parents();
  for (const Commit& commit : repository.history.commits()) {
    if ((commit.flags & Commit::kBrokenDate) != 0) ++described.broken_dates;
  }
  return described;
}

// What contents show. A blob that is not here makes the answer partial and not wrong.
void AddContents(const Scene& scene, Opened& opened, VerdictBook& book, Events& events, CustodyFacts& facts) {
  CustodyRepository& repository = facts.repositories.back();
  const ContentMeans means{opened.objects(scene.number), opened.compiler()};
  const auto missing = FindContentSignals(scene, means, book, events);
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

void AddUnreadTags(const Repository& repository, CustodyFacts& facts) {
  if (repository.unread_tags == 0) return;
  facts.damages.push_back({repository.path, Count(repository.unread_tags, "tag", "tags") + " cannot be read", 0});
  facts.complete = false;
}

struct LedgerPlace {
  const People& people;
  std::size_t number;
  const FactsOptions& options;
};

// What OSS-Fuzz says of one project, as events of those who changed it there.
void AddLedger(const Repository& repository, Opened& opened, const LedgerPlace& place, Events& events,
               CustodyFacts& facts) {
  const LedgerFacts ledger =
      LedgerOf(repository, opened.objects(place.number), place.people, place.number, place.options.as_of);
  CustodyRepository described;
  described.path = repository.path;
  described.name = "oss-fuzz";
  described.is_witness = true;
  described.head = repository.directory.head;
  described.commits = repository.history.commits().size();
  facts.repositories.push_back(described);
  facts.damages.insert(facts.damages.end(), ledger.damages.begin(), ledger.damages.end());
  if (repository.failure) {
    facts.damages.push_back({repository.path, repository.failure->what, repository.failure->at_byte});
  }
  if (!IsOssFuzz(opened.objects(place.number))) facts.damages.push_back({repository.path, std::string(kNoOssFuzz), 0});
  facts.complete = facts.complete && ledger.complete && facts.damages.empty();
  for (const LedgerEvent& event : ledger.events) {
    if (event.project != place.options.project) continue;
    git::ObjectId id;
    if (!git::ParseObjectId(event.commit, id)) continue;
    const std::uint32_t who =
        place.people.Of(place.number, repository.history.commits()[repository.history.Find(id)].author);
    const auto add = [&](CustodyEventKind kind, const std::string& what) {
      events.Add(who, {event.seconds, kind, place.number, event.commit, what + " of " + event.project});
    };
    if (!event.new_contact.empty())
      add(CustodyEventKind::kContactChanged,
          event.is_self_appointed ? "made oneself the contact" : "changed the contact");
    if (!event.new_repository.empty())
      add(CustodyEventKind::kHomepageChanged,
          event.old_repository + " became " + event.new_repository + " as the repository");
    if (!event.new_homepage.empty())
      add(CustodyEventKind::kHomepageChanged,
          event.old_homepage + " became " + event.new_homepage + " as the homepage");
    if (!event.weakened.empty()) add(CustodyEventKind::kWeakenedCheck, event.weakened + " in build.sh");
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

std::string RepositoryName(const std::string& directory) {
  std::string path = directory;
  for (const std::string_view end : {"/.git", "/repo", ".git"}) {
    if (path.ends_with(end)) path.resize(path.size() - end.size());
  }
  return path.substr(path.rfind('/') + 1);
}

CustodyFacts FactsOf(std::vector<Repository>& repositories, Opened* opened, const FactsOptions& options) {
  CustodyFacts facts;
  facts.as_of = options.as_of;
  People people;
  for (const Repository& repository : repositories) {
    people.AddRepository(repository.history.spellings(), repository.mailmap, repository.history.SpellingUses());
  }
  people.Join();
  Events events(people.size());
  std::vector<Scene> scenes;
  const std::size_t own = repositories.size() - (options.project.empty() ? 0 : 1);
  for (std::size_t i = 0; i < repositories.size(); ++i) {
    if (i >= own) {
      AddLedger(repositories[i], *opened, {people, i, options}, events, facts);
      continue;
    }
    scenes.push_back(SceneOf(i, repositories[i], people, options.as_of));
    if (repositories[i].cut == Cut::kNone) FindCustodySignals(scenes.back(), events);
    facts.repositories.push_back(Described(scenes.back()));
    if (opened != nullptr && !repositories[i].failure) {
      AddContents(scenes.back(), *opened, repositories[i].verdicts, events, facts);
    }
    if (repositories[i].failure) {
      const Error& error = *repositories[i].failure;
      facts.damages.push_back({repositories[i].path, error.what, error.at_byte});
      facts.complete = false;
    }
    AddUnreadTags(repositories[i], facts);
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
