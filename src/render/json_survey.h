// SurveyFacts as JSON (docs/schema/survey.json).

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "facts/survey.h"

namespace halfsecond::render {

std::string SurveyJson(const SurveyFacts& facts);

// One group: the finding with the programs it touches.
nlohmann::ordered_json GroupJson(const FindingGroup& group);

}  // namespace halfsecond::render
