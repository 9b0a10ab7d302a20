#include "render/json_custody.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "render/json_document.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

Json Named(const std::vector<CustodyGap>& gaps) {
  Json array = Json::array();
  for (const CustodyGap& gap : gaps) array.push_back({{"kind", gap.kind}, {"detail", ValidUtf8(gap.detail)}});
  return array;
}

Json OrNull(const std::optional<std::int64_t>& seconds) {
  return seconds ? Json(TimeText(*seconds)) : Json(nullptr);
}

Json Preconditions(const CustodyPreconditions& state) {
  Json json;
  json["unknown"] = nullptr;
  if (!state.unknown.empty()) {
    json["unknown"] = ValidUtf8(state.unknown);
    for (const char* key : {"lone_maintainer", "starved", "maintainer", "maintainer_share", "pushers",
                            "active_months_of_24", "last_release"}) {
      json[key] = nullptr;
    }
    return json;
  }
  json["lone_maintainer"] = state.has_lone_maintainer;
  json["starved"] = state.is_starved;
  json["maintainer"] = ValidUtf8(state.maintainer);
  json["maintainer_share"] = state.maintainer_share;
  json["pushers"] = state.pushers;
  json["active_months_of_24"] = state.active_months;
  json["last_release"] = OrNull(state.last_release);
  return json;
}

Json RepositoryObject(const CustodyRepository& repository) {
  Json json;
  json["path"] = ValidUtf8(repository.path);
  json["name"] = ValidUtf8(repository.name);
  json["head"] = repository.head;
  json["commits"] = repository.commits;
  json["commits_after_as_of"] = repository.commits_after;
  json["first"] = OrNull(repository.first_seconds);
  json["last"] = OrNull(repository.last_seconds);
  json["imported_until"] = OrNull(repository.imported_until);
  json["tags"] = repository.tags;
  json["tags_of_no_commit"] = repository.tags_of_no_commit;
  json["tags_off_branch"] = Json::array();
  for (const CustodyTag& tag : repository.tags_off_branch) {
    json["tags_off_branch"].push_back(
        {{"name", ValidUtf8(tag.name)}, {"object", tag.commit}, {"date", TimeText(tag.seconds)}});
  }
  json["missing_blobs"] = repository.missing_blobs;
  json["preconditions"] = Preconditions(repository.preconditions);
  json["not_assessable"] = Named(repository.gaps);
  json["bent"] = Named(repository.bent);
  return json;
}

Json IdentityObject(const CustodyFacts& facts, const CustodyIdentity& identity, Addresses addresses) {
  Json json;
  json["name"] = ValidUtf8(identity.name);
  json["spellings"] = StringsArray(identity.spellings);
  json["addresses"] = Json::array();
  if (addresses == Addresses::kShown) {
    for (const std::string& address : identity.addresses) json["addresses"].push_back(ValidUtf8(address));
  }
  json["commits"] = identity.commits;
  json["pushes"] = identity.pushes;
  json["weight"] = identity.weight;
  json["events"] = Json::array();
  for (const CustodyEvent& event : identity.events) {
    json["events"].push_back({{"date", TimeText(event.seconds)},
                              {"kind", EventName(event.kind)},
                              {"repository", ValidUtf8(facts.repositories[event.repository].name)},
                              {"commit", event.commit},
                              {"detail", ValidUtf8(event.detail)}});
  }
  return json;
}

}  // namespace

std::string CustodyJson(const CustodyFacts& facts, const std::vector<Finding>& findings, Addresses addresses) {
  Json document;
  document["schema"] = "halfsecond/custody/1";
  document["complete"] = facts.complete;
  document["findings"] = FindingsArray(findings);
  document["as_of"] = TimeText(facts.as_of);
  document["commits"] = 0;
  std::size_t commits = 0;
  document["repositories"] = Json::array();
  for (const CustodyRepository& repository : facts.repositories) {
    commits += repository.commits;
    document["repositories"].push_back(RepositoryObject(repository));
  }
  document["commits"] = commits;
  document["identities"] = Json::array();
  for (const CustodyIdentity& identity : facts.identities) {
    if (!identity.is_tool) document["identities"].push_back(IdentityObject(facts, identity, addresses));
  }
  document["unread"] = DamagesArray(facts.damages);
  return Text(document);
}

}  // namespace halfsecond::render
