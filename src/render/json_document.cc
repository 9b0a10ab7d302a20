#include "render/json_document.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "render/fingerprint.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kIndent = 2;  // blanks a level

std::string Dump(const Json& value) {
  return value.dump(static_cast<int>(kIndent), ' ', false, nlohmann::json::error_handler_t::replace);
}

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

nlohmann::ordered_json StringsArray(const std::vector<std::string>& texts) {
  Json array = Json::array();
  for (const std::string& text : texts) array.push_back(ValidUtf8(text));
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
  return Dump(document) + "\n";
}

void DocumentWriter::Begin(std::string_view name) {
  sink_(std::exchange(has_members_, true) ? ",\n  " : "{\n  ");
  sink_(Dump(Json(name)));
  sink_(": ");
}

// Line ends inside of texts are escaped: each that is there starts a line of the document.
void DocumentWriter::Put(const nlohmann::ordered_json& value, std::size_t level) {
  const std::string text = Dump(value);
  const std::string indent(level * kIndent, ' ');
  std::string indented;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    if (at > 0) indented += indent;
    indented.append(text, at, end - at);
    at = end;
  }
  sink_(indented);
}

void DocumentWriter::Member(std::string_view name, const nlohmann::ordered_json& value) {
  Begin(name);
  Put(value, 1);
}

void DocumentWriter::BeginArray(std::string_view name) {
  Begin(name);
  sink_("[");
  has_elements_ = false;
}

void DocumentWriter::Element(const nlohmann::ordered_json& value) {
  sink_(std::exchange(has_elements_, true) ? ",\n    " : "\n    ");
  Put(value, 2);
}

void DocumentWriter::EndArray() {
  sink_(has_elements_ ? "\n  ]" : "]");
}

void DocumentWriter::End() {
  sink_(has_members_ ? "\n}\n" : "{}\n");
}

}  // namespace halfsecond::render
