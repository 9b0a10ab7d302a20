// The JSON of an earlier run of ours, given back to us: foreign bytes by now. What a field should hold and does not is
// empty.

#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace halfsecond::answers {

using Json = nlohmann::json;

// Errors: kLimit (nested deeper than any answer), kMalformed (no JSON, or not of `schema`, "halfsecond/survey/1").
Result<Json> ReadEarlierAnswer(std::string_view text, std::string_view schema);

std::string TextOf(const Json& object, const char* key);
const Json& ListOf(const Json& object, const char* key);
std::set<std::string> TextsOf(const Json& object, const char* key);
std::size_t CountOf(const Json& object, const char* key);
bool IsTrue(const Json& object, const char* key);

}  // namespace halfsecond::answers
