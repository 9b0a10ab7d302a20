// The answer of an earlier survey, and what is new since then.

#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "facts/finding.h"
#include "facts/since.h"
#include "facts/survey.h"

namespace halfsecond::survey {

// As much of an earlier answer as is compared.
struct EarlierSurvey {
  struct Library {
    std::set<std::string> uninvited_in;
    std::size_t resolvers = 0;
  };
  struct Group {
    Severity severity = Severity::kNote;
    std::set<std::string> programs;
  };
  std::map<std::string, Library> libraries;                     // by soname
  std::map<std::pair<std::string, std::string>, Group> groups;  // by rule and subject
  SurveyDepth depth = SurveyDepth::kBind;
  bool is_complete = true;
};

// Reads the JSON of `halfsecond survey --json`. Errors: kMalformed (no JSON, no survey), kUnsupported (a survey that
// did not look at closures), kLimit (nested too deep).
Result<EarlierSurvey> ReadEarlier(std::string_view json);

// What `now` holds and `earlier` did not.
SinceFacts Compare(const EarlierSurvey& earlier, const SurveyFacts& now);

}  // namespace halfsecond::survey
