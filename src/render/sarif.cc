#include "render/sarif.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "render/fingerprint.h"
#include "render/json_document.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

std::string_view Level(const Finding& finding) {
  if (finding.answer == Answer::kUnknown) return "none";
  switch (finding.severity) {
    case Severity::kRed:
      return "error";
    case Severity::kAmber:
      return "warning";
    case Severity::kNote:
      return "note";
  }
  return "note";
}

// A path as a URI reference: what RFC 3986 reserves, and everything that is not ASCII, percent-encoded.
std::string Uri(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/+@";
  std::string uri;
  for (const char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      uri.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    uri.append("%").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 0xfU]);
  }
  return uri;
}

Json Location(const Evidence& evidence) {
  Json physical;
  physical["artifactLocation"]["uri"] = Uri(evidence.source);
  if (evidence.unit == "byte") physical["region"] = {{"byteOffset", evidence.at}, {"byteLength", 1}};
  if (evidence.unit == "line") physical["region"] = {{"startLine", evidence.at}};
  return {{"physicalLocation", std::move(physical)}};
}

Json ResultOf(const Finding& finding) {
  Json result;
  result["ruleId"] = finding.rule;
  result["level"] = Level(finding);
  if (finding.answer == Answer::kUnknown) result["kind"] = "open";
  result["message"]["text"] = ValidUtf8(finding.subject + ": " + finding.because);
  result["locations"] = Json::array();
  for (const Evidence& evidence : finding.evidence) result["locations"].push_back(Location(evidence));
  result["partialFingerprints"]["halfsecond/1"] = Fingerprint(finding);
  return result;
}

}  // namespace

std::string Sarif(std::span<const RuleDescription> rules, const std::vector<Finding>& findings,
                  std::string_view version) {
  Json driver;
  driver["name"] = "halfsecond";
  driver["version"] = version;
  driver["rules"] = Json::array();
  for (const RuleDescription& rule : rules) {
    driver["rules"].push_back(
        {{"id", rule.id}, {"shortDescription", {{"text", rule.question}}}, {"fullDescription", {{"text", rule.why}}}});
  }
  Json run;
  run["tool"]["driver"] = std::move(driver);
  run["results"] = Json::array();
  for (const Finding& finding : findings) {
    if (finding.answer != Answer::kNo) run["results"].push_back(ResultOf(finding));
  }
  Json document;
  document["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  document["version"] = "2.1.0";
  document["runs"] = Json::array({std::move(run)});
  return Text(document);
}

}  // namespace halfsecond::render
