#include "facts/survey.h"

namespace halfsecond {

std::string_view SurveyDepthName(SurveyDepth depth) {
  switch (depth) {
    case SurveyDepth::kNeeded:
      return "needed";
    case SurveyDepth::kFacts:
      return "facts";
    case SurveyDepth::kClosure:
      return "closure";
    case SurveyDepth::kStart:
      return "start";
    case SurveyDepth::kBind:
      return "bind";
  }
  return "bind";
}

bool LooksAtStart(SurveyDepth depth) {
  return depth == SurveyDepth::kFacts || depth >= SurveyDepth::kStart;
}

}  // namespace halfsecond
