#include "facts/finding.h"

namespace halfsecond {

std::string_view AnswerName(Answer answer) {
  switch (answer) {
    case Answer::kYes:
      return "yes";
    case Answer::kNo:
      return "no";
    case Answer::kUnknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kRed:
      return "red";
    case Severity::kAmber:
      return "amber";
    case Severity::kNote:
      return "note";
  }
  return "note";
}

}  // namespace halfsecond
