#include "render/json_document.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "render/fingerprint.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

nlohmann::ordered_json FindingsArray(const std::vector<Finding>& findings) {
  Json array = Json::array();
  for (const Finding& finding : findings) {
    Json json;
    json["rule"] = finding.rule;
    json["answer"] = AnswerName(finding.answer);
    json["severity"] = SeverityName(finding.severity);
    json["subject"] = ValidUtf8(finding.subject);
    json["because"] = ValidUtf8(finding.because);
    json["evidence"] = Json::array();
    for (const Evidence& evidence : finding.evidence) {
      json["evidence"].push_back({{"source", ValidUtf8(evidence.source)},
                                  {"at", evidence.at},
                                  {"unit", evidence.unit},
                                  {"quote", ValidUtf8(evidence.quote)}});
    }
    json["remedy"] = ValidUtf8(finding.remedy);
    json["fingerprint"] = Fingerprint(finding);
    array.push_back(std::move(json));
  }
  return array;
}

nlohmann::ordered_json DamagesArray(const std::vector<Damage>& damages) {
  Json array = Json::array();
  for (const Damage& damage : damages) {
    array.push_back(
        {{"source", ValidUtf8(damage.source)}, {"what", ValidUtf8(damage.what)}, {"at_byte", damage.at_byte}});
  }
  return array;
}

std::string Text(const nlohmann::ordered_json& document) {
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace halfsecond::render
