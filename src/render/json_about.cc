#include "render/json_about.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "facts/uninvited.h"
#include "render/json_document.h"
#include "render/json_release.h"
#include "render/json_upkeep.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

Json Cut(const LibraryCut& cut) {
  return {{"from", ValidUtf8(cut.from)},  {"to", ValidUtf8(cut.to)},           {"programs", cut.programs},
          {"privileged", cut.privileged}, {"example", ValidUtf8(cut.example)}, {"symbols", StringsArray(cut.symbols)},
          {"remedy", cut.remedy}};
}

Json Use(const LibraryUse& use) {
  Json json;
  json["programs_in_all"] = use.programs_in_all;
  json["static_programs"] = use.static_programs;
  json["privileged_in_all"] = use.privileged_in_all;
  json["programs"] = use.programs;
  json["direct"] = use.direct;
  json["uninvited"] = use.uninvited;
  json["how"] = use.how;
  json["ways"] = Json::array();
  for (const WayToLibrary& way : use.ways) {
    json["ways"].push_back({{"soname", ValidUtf8(way.soname)}, {"programs", way.programs}});
  }
  json["reached"] = Json::array();
  for (const ReachedProgram& program : use.reached) {
    json["reached"].push_back({{"program", ValidUtf8(program.path)},
                               {"because", ValidUtf8(program.because)},
                               {"daemon_as_root", IsDaemonAsRoot(program.kind)}});
  }
  json["cut"] = use.cut ? Cut(*use.cut) : Json(nullptr);
  return json;
}

Json ProgramInBrief(const ReplaceableFacts& facts) {
  Json json;
  json["libraries"] = facts.load.objects.size() - 1;
  json["privileges"] = Json::array();
  for (const Privilege& privilege : facts.load.privileges) json["privileges"].push_back(ValidUtf8(privilege.because));
  json["uninvited"] = Json::array();
  for (const UninvitedLibrary& library : UninvitedLibraries(facts.load)) {
    json["uninvited"].push_back({{"soname", ValidUtf8(facts.load.objects[library.object].soname)},
                                 {"how", DescribeUninvited(facts.load, library)},
                                 {"way", ValidUtf8(DescribeWay(facts.load, library.object))}});
  }
  const EdgeFacts* cut = CheapestCut(facts);
  json["cut"] = cut == nullptr ? Json(nullptr)
                               : Json{{"soname", ValidUtf8(cut->soname)},
                                      {"symbols", StringsArray(cut->symbols)},
                                      {"removed", StringsArray(cut->removed)},
                                      {"remedy", cut->remedy}};
  return json;
}

Json Starts(const std::vector<StartPlace>& starts) {
  Json array = Json::array();
  for (const StartPlace& start : starts) {
    array.push_back({{"how", start.how}, {"symbol", ValidUtf8(start.symbol)}, {"address", start.address}});
  }
  return array;
}

Json Subject(const AboutSubject& subject) {
  Json json;
  json["kind"] = subject.kind == AboutSubject::Kind::kLibrary ? "library" : "program";
  json["asked"] = ValidUtf8(subject.asked);
  json["name"] = ValidUtf8(subject.name);
  json["path"] = ValidUtf8(subject.path);
  json["package"] = !subject.package ? Json(nullptr)
                                     : Json{{"name", ValidUtf8(subject.package->name)},
                                            {"version", ValidUtf8(subject.package->version)},
                                            {"source", ValidUtf8(subject.package->source)}};
  json["others"] = StringsArray(subject.others);
  return json;
}

// Who can change it: what the first repository says; the whole is in the answer of `custody`.
Json Custody(const AboutFacts& facts) {
  if (!facts.custody || facts.custody->repositories.empty()) return nullptr;
  const CustodyRepository& repository = facts.custody->repositories.front();
  const CustodyPreconditions& state = repository.preconditions;
  Json json;
  json["repository"] = ValidUtf8(facts.repository);
  json["as_of"] = DateText(facts.custody->as_of);
  json["commits"] = repository.commits;
  json["unknown"] = state.unknown.empty() ? Json(nullptr) : Json(ValidUtf8(state.unknown));
  json["lone"] = state.has_lone_maintainer;
  json["pushers"] = state.pushers;
  json["maintainer"] = ValidUtf8(state.maintainer);
  json["maintainer_share"] = state.maintainer_share;
  json["active_months"] = state.active_months;
  json["last_release"] = state.last_release ? Json(TimeText(*state.last_release)) : Json(nullptr);
  if (state.unknown.empty()) return json;
  for (const char* key : {"lone", "pushers", "maintainer", "maintainer_share", "active_months"}) json[key] = nullptr;
  return json;
}

}  // namespace

std::string AboutJson(const AboutFacts& facts) {
  Json document;
  document["schema"] = "halfsecond/about/1";
  document["complete"] = facts.complete;
  document["findings"] = FindingsArray(facts.findings());
  document["subject"] = Subject(facts.subject);
  document["use"] = facts.use ? Use(*facts.use) : Json(nullptr);
  document["starts"] = Starts(facts.starts);
  document["program"] = facts.program ? ProgramInBrief(*facts.program) : Json(nullptr);
  document["upkeep"] = facts.upkeep ? ProjectJson(*facts.upkeep) : Json(nullptr);
  document["custody"] = Custody(facts);
  document["archive"] = facts.release ? ReleaseSummary(*facts.release) : Json(nullptr);
  document["from_store"] = facts.is_from_store;
  document["damages"] = DamagesArray(facts.damages);
  return Text(document);
}

}  // namespace halfsecond::render
