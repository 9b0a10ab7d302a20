#include "facts/source_origin.h"

namespace halfsecond {

std::string_view SourceLineName(SourceLine::Kind kind) {
  switch (kind) {
    case SourceLine::Kind::kPatchBuild:
      return "patch";
    case SourceLine::Kind::kPatchCall:
      return "patch-call";
    case SourceLine::Kind::kUpstream:
      return "upstream";
    case SourceLine::Kind::kOption:
      return "option";
    case SourceLine::Kind::kBuildDepends:
      return "build-depends";
  }
  return "upstream";
}

std::string_view SourceVerdictName(SourceOrigin::Verdict verdict) {
  switch (verdict) {
    case SourceOrigin::Verdict::kUnknown:
      return "unknown";
    case SourceOrigin::Verdict::kUpstream:
      return "upstream";
    case SourceOrigin::Verdict::kDistribution:
      return "distribution";
  }
  return "unknown";
}

}  // namespace halfsecond
