#include "render/style.h"

namespace halfsecond::render {
namespace {

std::string Wrapped(std::string_view code, std::string_view text, Colours colours) {
  if (colours == Colours::kOff) return std::string(text);
  return std::string("\033[").append(code).append("m").append(text).append("\033[0m");
}

}  // namespace

std::string Strong(std::string_view text, Colours colours) {
  return Wrapped("1", text, colours);
}

std::string InSeverity(std::string_view text, Severity severity, Colours colours) {
  switch (severity) {
    case Severity::kRed:
      return Wrapped("31", text, colours);
    case Severity::kAmber:
      return Wrapped("33", text, colours);
    case Severity::kNote:
      return std::string(text);
  }
  return std::string(text);
}

}  // namespace halfsecond::render
