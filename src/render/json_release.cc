#include "render/json_release.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "render/json_document.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

Json TagObject(const TagMatch& tag) {
  return {{"name", ValidUtf8(tag.name)},
          {"commit", tag.commit},
          {"folder", ValidUtf8(tag.prefix)},
          {"matching", tag.matching}};
}

Json FileObject(const ReleaseFile& file) {
  Json json{{"path", ValidUtf8(file.path)},
            {"state", FileStateName(file.state)},
            {"strength", StrengthName(file.strength)},
            {"explained_by", file.explained_by},
            {"cause", ValidUtf8(file.cause)},
            {"evidence", Json::array()}};
  for (const Evidence& evidence : file.evidence) {
    json["evidence"].push_back({{"source", ValidUtf8(evidence.source)},
                                {"at", evidence.at},
                                {"unit", evidence.unit},
                                {"quote", ValidUtf8(evidence.quote)}});
  }
  return json;
}

// How many files of the archive there are of each strength; what the archive leaves out is counted apart.
Json Counts(const ReleaseFacts& facts) {
  std::array<std::size_t, kStrengths> counts{};
  std::size_t left_out = 0;
  for (const ReleaseFile& file : facts.files) {
    ++(file.state == FileState::kOnlyInTag ? left_out : counts[static_cast<std::size_t>(file.strength)]);
  }
  Json json{{"files", facts.archive_files}, {"identical", facts.identical}};
  for (std::size_t i = 0; i < counts.size(); ++i) json[std::string(StrengthName(static_cast<Strength>(i)))] = counts[i];
  json["left_out"] = left_out;
  return json;
}

}  // namespace

nlohmann::ordered_json ReleaseSummary(const ReleaseFacts& facts) {
  Json json;
  json["archive"] = ValidUtf8(facts.archive);
  json["repository"] = ValidUtf8(facts.repository);
  json["tag"] = TagObject(facts.tag);
  json["untagged_version"] = facts.untagged_version.empty() ? Json(nullptr) : Json(ValidUtf8(facts.untagged_version));
  json["counts"] = Counts(facts);
  return json;
}

std::string ReleaseJson(const ReleaseFacts& facts) {
  Json document;
  document["schema"] = "halfsecond/release-check/1";
  document["complete"] = facts.complete();
  document["findings"] = FindingsArray(facts.findings);
  document.update(ReleaseSummary(facts));
  document["runner_up"] = facts.runner_up ? TagObject(*facts.runner_up) : Json(nullptr);
  document["previous"] = facts.previous.empty() ? Json(nullptr) : Json(ValidUtf8(facts.previous));
  document["repeated"] = facts.repeated;
  if (!facts.previous.empty()) {
    document["previous_files"] = facts.previous_files;
    document["previous_shared"] = facts.previous_shared;
  }
  document["files"] = Json::array();
  for (const ReleaseFile& file : facts.files) document["files"].push_back(FileObject(file));
  document["oddities"] = Json::array();
  for (const ArchiveOddity& odd : facts.oddities) {
    document["oddities"].push_back(
        {{"kind", odd.kind}, {"path", ValidUtf8(odd.path)}, {"detail", ValidUtf8(odd.detail)}});
  }
  document["damages"] = DamagesArray(facts.damages);
  return Text(document);
}

}  // namespace halfsecond::render
