#include "analysis/upkeep/repository_upkeep.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include "analysis/custody/people.h"
#include "analysis/custody/preconditions.h"
#include "analysis/custody/scene.h"
#include "readers/funding/funding_file.h"
#include "readers/funding/security_insights.h"

namespace halfsecond::upkeep {
namespace {

constexpr std::int64_t kTwoYears = 2LL * custody::kYearDays * custody::kDaySeconds;
constexpr std::int64_t kKeyYears = 5LL * custody::kYearDays * custody::kDaySeconds;  // releases may be years apart

// Of two years' pushes, the fewest people who made half (CHAOSS, contributor absence factor).
std::size_t AbsenceFactor(const custody::Scene& scene) {
  std::vector<std::size_t> pushes(scene.presence.size());
  std::size_t all = 0;
  for (const custody::Push& push : scene.pushes) {
    if (push.pusher == custody::kNobody || scene.as_of - push.seconds > kTwoYears) continue;
    ++pushes[push.pusher];
    ++all;
  }
  std::sort(pushes.begin(), pushes.end(), std::greater<>());
  std::size_t made = 0;
  std::size_t people = 0;
  while (2 * made < all) made += pushes[people++];
  return people;
}

void AddFunding(Bytes file, const std::string& source, std::vector<HelpPlace>& places) {
  for (const funding::FundingPlace& place : funding::ReadFunding(file)) {
    const std::string name(place.name);
    places.push_back(
        {"FUNDING.yml", place.platform == "custom" ? name : std::string(place.platform) + ": " + name, source});
  }
}

// Whom it names; the file itself where it names nobody.
void AddContacts(Bytes file, const std::string& path, const std::string& source, std::vector<HelpPlace>& places) {
  const auto contacts = funding::ReadSecurityContacts(file);
  for (const std::string_view contact : contacts) places.push_back({"SECURITY-INSIGHTS", std::string(contact), source});
  if (contacts.empty()) places.push_back({"SECURITY-INSIGHTS", path, source});
}

}  // namespace

RepositoryUpkeep UpkeepOf(const custody::Repository& repository, std::int64_t as_of) {
  custody::People people;
  people.AddRepository(repository.history.spellings(), repository.mailmap);
  people.Join();
  const custody::Scene scene = custody::SceneOf(0, repository, people, as_of);
  RepositoryUpkeep upkeep;
  upkeep.path = repository.path;
  upkeep.state = custody::PreconditionsOf(scene);
  upkeep.last_seconds = scene.last_seconds;
  upkeep.gaps = custody::GapsOf(scene);
  upkeep.absence_factor = AbsenceFactor(scene);
  std::set<std::string> keys;
  for (const custody::TagRecord& tag : repository.tags) {
    if (!tag.key.empty() && tag.seconds <= as_of && as_of - tag.seconds <= kKeyYears) keys.insert(tag.key);
  }
  upkeep.signing_keys = keys.size();
  if (repository.failure) upkeep.failure = repository.failure->what;
  return upkeep;
}

Result<std::vector<HelpPlace>> HelpPlacesIn(shadow::ObjectPipe& objects, const std::string& repository) {
  // Version 1 of SECURITY-INSIGHTS is spelled in capitals, version 2 in small letters.
  const std::vector<std::string> paths{".github/FUNDING.yml",   "FUNDING.yml",
                                       "SECURITY-INSIGHTS.yml", ".github/SECURITY-INSIGHTS.yml",
                                       "security-insights.yml", ".github/security-insights.yml"};
  std::vector<std::string> names;
  names.reserve(paths.size());
  for (const std::string& path : paths) names.push_back("HEAD:" + path);
  std::vector<HelpPlace> places;
  HS_CHECK(objects.Fetch(names, [&](std::size_t i, const shadow::FetchedObject& object) {
    if (object.type != "blob") return;
    const std::string source = repository + ": " + paths[i];
    if (paths[i].ends_with("FUNDING.yml")) {
      AddFunding(Bytes::Of(object.bytes), source, places);
    } else {
      AddContacts(Bytes::Of(object.bytes), paths[i], source, places);
    }
  }));
  return places;
}

}  // namespace halfsecond::upkeep
