// SurveyFacts for people: at most 25 lines.

#pragma once

#include <string>

#include "facts/survey.h"
#include "render/style.h"

namespace halfsecond::render {

// Totals, what is above a note, and the libraries that run code in most programs.
std::string SurveySummary(const SurveyFacts& facts, Colours colours);

}  // namespace halfsecond::render
