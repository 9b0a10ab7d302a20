#include "render/json_survey.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "render/json_document.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

Json Library(const LibraryWeight& weight) {
  Json json;
  json["soname"] = ValidUtf8(weight.soname);
  json["path"] = ValidUtf8(weight.path);
  json["programs"] = weight.programs;
  json["direct"] = weight.direct;
  json["privileged"] = weight.privileged;
  json["uninvited"] = weight.uninvited;
  json["how"] = weight.how;
  json["resolvers"] = weight.resolvers;
  json["uninvited_in"] = Json::array();
  for (const std::string& program : weight.uninvited_in) json["uninvited_in"].push_back(ValidUtf8(program));
  json["runtime"] = weight.is_runtime;
  return json;
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
  Json totals;
  totals["files"] = facts.files;
  totals["elf_files"] = facts.elf_files;
  totals["programs"] = facts.programs;
  totals["static_programs"] = facts.static_programs;
  totals["libraries"] = facts.libraries;
  totals["other_elf_files"] = facts.other_elf_files;
  totals["files_with_start"] = facts.files_with_start;
  totals["files_with_resolvers"] = facts.files_with_resolvers;
  totals["privileged"] = facts.privileged;
  totals["with_uninvited"] = facts.with_uninvited;
  totals["two_hops_away"] = facts.two_hops_away;
  document["totals"] = std::move(totals);
  document["libraries"] = Json::array();
  for (const LibraryWeight& weight : facts.weights) document["libraries"].push_back(Library(weight));
  document["damages"] = DamagesArray(facts.damages);
  return Text(document);
}

}  // namespace halfsecond::render
