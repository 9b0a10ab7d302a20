#include "render/json_notify.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "render/json_document.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

Json RunObject(const NotifyRun& run) {
  Json json;
  json["name"] = run.name;
  json["answer"] = ValidUtf8(run.answer);
  json["ready_usec"] = nullptr;
  if (run.ready_usec) json["ready_usec"] = *run.ready_usec;
  json["datagrams"] = run.datagrams;
  json["said"] = StringsArray(run.said);
  json["ending"] = ValidUtf8(run.ending);
  json["output"] = ValidUtf8(run.output);
  return json;
}

}  // namespace

std::string NotifyJson(const NotifyFacts& facts) {
  Json document;
  document["schema"] = "halfsecond/notify-check/1";
  document["complete"] = facts.complete;
  document["findings"] = FindingsArray(facts.findings);
  document["program"] = ValidUtf8(facts.program);
  document["runs"] = Json::array();
  for (const NotifyRun& run : facts.runs) document["runs"].push_back(RunObject(run));
  document["not_tried"] = Json::array();
  for (const std::string& reason : facts.not_tried) document["not_tried"].push_back(ValidUtf8(reason));
  return Text(document);
}

}  // namespace halfsecond::render
