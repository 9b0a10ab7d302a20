#include "render/json_load.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "render/json_document.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "halfsecond/load/1";

Json Name(const LoadFacts& facts, std::size_t object) {
  if (object >= facts.objects.size()) return nullptr;
  return ValidUtf8(facts.objects[object].path);
}

Json Object(const LoadFacts& facts, const LoadedObject& object) {
  Json json;
  json["soname"] = ValidUtf8(object.soname);
  json["path"] = ValidUtf8(object.path);
  json["requested_by"] = Name(facts, object.requested_by);
  json["requested_at_byte"] = object.requested_at_byte;
  json["found_by"] = FoundByName(object.found_by);
  if (!object.found_in.empty()) json["found_in"] = ValidUtf8(object.found_in);
  json["package"] = nullptr;
  if (object.package)
    json["package"] = {{"name", ValidUtf8(object.package->name)}, {"version", ValidUtf8(object.package->version)}};
  json["runtime"] = object.is_runtime;
  if (object.link_namespace != 0) json["namespace"] = object.link_namespace;
  Json hardening;
  hardening["relro"] = object.hardening.relro;
  hardening["bind_now"] = object.hardening.bind_now;
  hardening["text_relocations"] = object.hardening.text_relocations;
  hardening["executable_stack"] = object.hardening.executable_stack;
  hardening["writable_code"] = object.hardening.writable_code_at.has_value();
  json["hardening"] = std::move(hardening);
  return json;
}

Json Uninvited(const LoadFacts& facts, const StartEntry& entry) {
  Json json;
  json["object"] = ValidUtf8(facts.objects[entry.object].soname);
  json["path"] = ValidUtf8(facts.objects[entry.object].path);
  json["how"] = StartHowName(entry.how);
  json["address"] = Hex(entry.address);
  json["symbol"] = ValidUtf8(entry.symbol);
  json["chain"] = StringsArray(ChainTo(facts, entry.object));
  json["position"] = entry.position;
  json["certain"] = entry.certainty == StartCertainty::kRuns;
  json["third_party"] = entry.object != 0 && !facts.objects[entry.object].is_runtime;
  json["at_byte"] = entry.at_byte;
  return json;
}

std::string_view LinkageName(Linkage linkage) {
  switch (linkage) {
    case Linkage::kDynamic:
      return "dynamic";
    case Linkage::kStatic:
      return "static";
    case Linkage::kStaticPie:
      return "static-pie";
    case Linkage::kLibrary:
      return "library";
  }
  return "dynamic";
}

std::string_view WhatName(TimelineStep::What what) {
  switch (what) {
    case TimelineStep::What::kAudit:
      return "audit";
    case TimelineStep::What::kResolvers:
      return "resolvers";
    case TimelineStep::What::kPreinit:
      return "preinit";
    case TimelineStep::What::kInit:
      return "init";
  }
  return "init";
}

Json Timeline(const LoadFacts& facts) {
  Json array = Json::array();
  for (const TimelineStep& step : facts.timeline) {
    Json json;
    json["what"] = WhatName(step.what);
    json["object"] = Name(facts, step.object);
    json["positions"] = step.entries;
    json["not_yet_relocated"] = step.not_yet_relocated;
    array.push_back(std::move(json));
  }
  return array;
}

void AddMissing(const LoadFacts& facts, Json& json) {
  json["missing"] = Json::array();
  for (const MissingLibrary& missing : facts.missing) {
    json["missing"].push_back({{"soname", ValidUtf8(missing.soname)},
                               {"requested_by", Name(facts, missing.requested_by)},
                               {"looked_in", StringsArray(missing.looked_in)},
                               {"because", ValidUtf8(missing.because)},
                               {"fatal", missing.is_fatal}});
  }
  json["missing_versions"] = Json::array();
  for (const MissingVersion& missing : facts.missing_versions) {
    json["missing_versions"].push_back({{"version", ValidUtf8(missing.version)},
                                        {"needed_by", Name(facts, missing.needed_by)},
                                        {"in", Name(facts, missing.in_object)},
                                        {"at_byte", missing.at_byte}});
  }
}

void AddRest(const LoadFacts& facts, Json& json) {
  json["on_demand"] = Json::array();
  for (const OnDemandLibrary& entry : facts.on_demand) {
    json["on_demand"].push_back({{"object", Name(facts, entry.object)},
                                 {"sonames", StringsArray(entry.sonames)},
                                 {"feature", ValidUtf8(entry.feature)},
                                 {"priority", ValidUtf8(entry.priority)}});
  }
  json["timeline"] = Timeline(facts);
  json["would_not_start"] = StringsArray(facts.would_not_start);
  json["environment"] = StringsArray(facts.environment_that_counted);
  json["privileges"] = Json::array();
  for (const Privilege& privilege : facts.privileges) json["privileges"].push_back(ValidUtf8(privilege.because));
  std::vector<Damage> damages = facts.damages;
  damages.insert(damages.end(), facts.package_damages.begin(), facts.package_damages.end());
  json["damages"] = DamagesArray(damages);
}

}  // namespace

nlohmann::ordered_json LoadObject(const LoadFacts& facts) {
  Json json;
  json["program"] = ValidUtf8(facts.program);
  json["linkage"] = LinkageName(facts.linkage);
  json["interpreter"] = ValidUtf8(facts.interpreter);
  json["loader"] = facts.loader;
  json["cpu"] = facts.cpu;
  json["objects"] = Json::array();
  for (const LoadedObject& object : facts.objects) json["objects"].push_back(Object(facts, object));
  json["init_order"] = Json::array();
  for (const std::size_t object : facts.init_order) json["init_order"].push_back(Name(facts, object));
  json["uninvited"] = Json::array();
  for (const StartEntry& entry : facts.start) json["uninvited"].push_back(Uninvited(facts, entry));
  AddMissing(facts, json);
  AddRest(facts, json);
  return json;
}

LoadListWriter::LoadListWriter(DocumentWriter::Sink sink, Completeness completeness) : document_(std::move(sink)) {
  document_.Member("schema", kSchema);
  document_.Member("complete", completeness == Completeness::kAllComplete);
  document_.BeginArray("findings");
}

void LoadListWriter::AddFindings(const std::vector<Finding>& findings) {
  for (const Json& finding : FindingsArray(findings)) document_.Element(finding);
}

void LoadListWriter::BeginPrograms() {
  if (std::exchange(is_at_programs_, true)) return;
  document_.EndArray();
  document_.BeginArray("programs");
}

void LoadListWriter::AddProgram(const LoadFacts& facts, const std::vector<Finding>& findings) {
  BeginPrograms();
  Json program = LoadObject(facts);
  program["complete"] = IsComplete(facts);
  program["findings"] = FindingsArray(findings);
  document_.Element(program);
}

void LoadListWriter::End(const std::vector<Damage>& unanswered) {
  BeginPrograms();
  document_.EndArray();
  document_.Member("unanswered", DamagesArray(unanswered));
  document_.End();
}

std::string LoadJson(const std::vector<LoadFacts>& programs, const std::vector<std::vector<Finding>>& findings,
                     const std::vector<Damage>& unanswered) {
  const bool is_complete =
      unanswered.empty() && std::all_of(programs.begin(), programs.end(), [](const auto& p) { return IsComplete(p); });
  if (programs.size() == 1 && unanswered.empty()) {
    Json document;
    document["schema"] = kSchema;
    document["complete"] = is_complete;
    document["findings"] = FindingsArray(findings.at(0));
    document.update(LoadObject(programs[0]));
    return Text(document);
  }
  using Completeness = LoadListWriter::Completeness;
  std::string text;
  LoadListWriter writer([&](std::string_view piece) { text += piece; },
                        is_complete ? Completeness::kAllComplete : Completeness::kNotAll);
  for (const auto& each : findings) writer.AddFindings(each);
  for (std::size_t i = 0; i < programs.size(); ++i) writer.AddProgram(programs[i], findings.at(i));
  writer.End(unanswered);
  return text;
}

}  // namespace halfsecond::render
