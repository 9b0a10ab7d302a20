#include "render/json_survey.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "render/json_document.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

void AddStart(const LibraryWeight& weight, Json& json) {
  json["uninvited"] = weight.uninvited;
  json["how"] = weight.how;
  json["resolvers"] = weight.resolvers;
  json["uninvited_in"] = Json::array();
  for (const std::string& program : weight.uninvited_in) json["uninvited_in"].push_back(ValidUtf8(program));
}

// What a depth does not look at has no key: it is not known to be none.
Json Library(const LibraryWeight& weight, SurveyDepth depth) {
  Json json;
  json["soname"] = ValidUtf8(weight.soname);
  if (depth < SurveyDepth::kClosure) {
    json["direct"] = weight.direct;
    return json;
  }
  json["path"] = ValidUtf8(weight.path);
  json["programs"] = weight.programs;
  json["direct"] = weight.direct;
  json["privileged"] = weight.privileged;
  if (depth >= SurveyDepth::kStart) AddStart(weight, json);
  json["runtime"] = weight.is_runtime;
  return json;
}

Json Totals(const SurveyFacts& facts) {
  Json totals;
  totals["files"] = facts.files;
  totals["elf_files"] = facts.elf_files;
  totals["programs"] = facts.programs;
  totals["static_programs"] = facts.static_programs;
  totals["libraries"] = facts.libraries;
  totals["other_elf_files"] = facts.other_elf_files;
  if (LooksAtStart(facts.depth)) {
    totals["files_with_start"] = facts.files_with_start;
    totals["files_with_resolvers"] = facts.files_with_resolvers;
  }
  if (facts.depth >= SurveyDepth::kClosure) totals["privileged"] = facts.privileged;
  if (facts.depth >= SurveyDepth::kStart) {
    totals["with_uninvited"] = facts.with_uninvited;
    totals["two_hops_away"] = facts.two_hops_away;
  }
  return totals;
}

}  // namespace

Json GroupJson(const FindingGroup& group) {
  Json json = FindingsArray({group.finding}).front();
  json["programs"] = Json::array();
  for (const std::string& program : group.programs) json["programs"].push_back(ValidUtf8(program));
  json["privileged"] = group.privileged;
  return json;
}

std::string SurveyJson(const SurveyFacts& facts) {
  Json document;
  document["schema"] = "halfsecond/survey/1";
  document["complete"] = facts.is_complete;
  document["findings"] = Json::array();
  for (const FindingGroup& group : facts.groups) document["findings"].push_back(GroupJson(group));
  document["depth"] = std::string(SurveyDepthName(facts.depth));
  document["totals"] = Totals(facts);
  document["libraries"] = Json::array();
  for (const LibraryWeight& weight : facts.weights) document["libraries"].push_back(Library(weight, facts.depth));
  document["damages"] = DamagesArray(facts.damages);
  return Text(document);
}

}  // namespace halfsecond::render
