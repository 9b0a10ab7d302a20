// SurveyFacts as JSON (docs/schema/survey.json).

#pragma once

#include <string>

#include "facts/survey.h"

namespace halfsecond::render {

std::string SurveyJson(const SurveyFacts& facts);

}  // namespace halfsecond::render
