#include "analysis/answers/earlier_answer.h"

#include <utility>

namespace halfsecond::answers {
namespace {

constexpr int kMaxNesting = 16;  // an answer's own: six

// Counts brackets outside strings: the parser calls itself for each.
bool IsNestedTooDeep(std::string_view json) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > kMaxNesting) return true;
  }
  return false;
}

}  // namespace

Result<Json> ReadEarlierAnswer(std::string_view text, std::string_view schema) {
  if (IsNestedTooDeep(text)) return Error{Error::Kind::kLimit, "is nested too deep for an answer of ours"};
  Json document = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object() || TextOf(document, "schema") != schema) {
    return Error{Error::Kind::kMalformed, "is not JSON of " + std::string(schema)};
  }
  return document;
}

std::string TextOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& ListOf(const Json& object, const char* key) {
  static const Json none = Json::array();
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : none;
}

std::set<std::string> TextsOf(const Json& object, const char* key) {
  std::set<std::string> texts;
  for (const Json& text : ListOf(object, key)) {
    if (text.is_string()) texts.insert(text.get<std::string>());
  }
  return texts;
}

std::size_t CountOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::size_t>() : 0;
}

bool IsTrue(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

}  // namespace halfsecond::answers
