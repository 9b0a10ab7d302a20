#include "render/json_upkeep.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "render/json_document.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

Json Uploads(const UploadRecord& record) {
  Json json;
  json["changelog"] = ValidUtf8(record.changelog);
  json["entries"] = record.entries;
  json["non_maintainer"] = record.non_maintainer;
  json["by_named_maintainer"] = record.by_named_maintainer;
  json["last_date"] = record.last_date;
  json["whole"] = record.is_whole;
  json["uploaders"] = Json::array();
  for (const UploadRecord::Uploader& uploader : record.uploaders) {
    json["uploaders"].push_back({{"name", ValidUtf8(uploader.name)},
                                 {"entries", uploader.entries},
                                 {"non_maintainer", uploader.non_maintainer}});
  }
  return json;
}

Json Repository(const RepositoryUpkeep& repository) {
  const CustodyPreconditions& state = repository.state;
  Json json;
  json["path"] = ValidUtf8(repository.path);
  json["absence_factor"] = repository.absence_factor;
  json["pushers"] = state.pushers;
  json["lone"] = state.has_lone_maintainer;
  json["maintainer"] = ValidUtf8(state.maintainer);
  json["maintainer_share"] = state.maintainer_share;
  json["active_months"] = state.active_months;
  json["signing_keys"] = repository.signing_keys;
  json["last_release"] = state.last_release ? Json(TimeText(*state.last_release)) : Json(nullptr);
  json["last_commit"] = repository.last_seconds == 0 ? Json(nullptr) : Json(TimeText(repository.last_seconds));
  json["gaps"] = Json::array();
  for (const CustodyGap& gap : repository.gaps) {
    json["gaps"].push_back({{"kind", gap.kind}, {"detail", ValidUtf8(gap.detail)}});
  }
  json["failure"] = ValidUtf8(repository.failure);
  if (state.unknown.empty()) return json;
  for (const char* key : {"absence_factor", "pushers", "lone", "maintainer", "maintainer_share", "active_months"}) {
    json[key] = nullptr;
  }
  return json;
}

}  // namespace

nlohmann::ordered_json ProjectJson(const UpkeepProject& project) {
  Json json;
  json["name"] = ValidUtf8(project.name);
  json["version"] = ValidUtf8(project.version);
  json["packages"] = StringsArray(project.packages);
  json["maintainer"] = ValidUtf8(project.maintainer);
  json["orphaned"] = project.is_orphaned;
  json["programs"] = project.programs;
  json["direct"] = project.direct;
  json["privileged"] = project.privileged;
  json["libraries"] = StringsArray(project.libraries);
  json["uploads"] = project.uploads ? Uploads(*project.uploads) : Json(nullptr);
  json["uploads_unknown"] = ValidUtf8(project.uploads_unknown);
  json["repository"] = project.repository ? Repository(*project.repository) : Json(nullptr);
  json["help"] = Json::array();
  for (const HelpPlace& place : project.help) {
    json["help"].push_back(
        {{"kind", place.kind}, {"where", ValidUtf8(place.where)}, {"source", ValidUtf8(place.source)}});
  }
  json["signs"] = StringsArray(project.signs);
  return json;
}

std::string UpkeepJson(const UpkeepFacts& facts) {
  Json document;
  document["schema"] = "halfsecond/upkeep/1";
  document["complete"] = facts.complete;
  document["findings"] = Json::array();
  document["system"] = facts.is_system;
  document["programs"] = facts.programs;
  document["as_of"] = DateText(facts.as_of);
  document["projects"] = Json::array();
  for (const UpkeepProject& project : facts.projects) document["projects"].push_back(ProjectJson(project));
  document["clones_left_out"] = facts.clones_left_out;
  document["damages"] = DamagesArray(facts.damages);
  return Text(document);
}

}  // namespace halfsecond::render
