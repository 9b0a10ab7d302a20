#include "facts/release.h"

namespace halfsecond {

std::string_view FileStateName(FileState state) {
  switch (state) {
    case FileState::kOnlyInArchive:
      return "only-in-archive";
    case FileState::kOnlyInTag:
      return "only-in-tag";
    case FileState::kModified:
      return "modified";
  }
  return "";
}

std::string_view StrengthName(Strength strength) {
  switch (strength) {
    case Strength::kContradicts:
      return "contradicts";
    case Strength::kUnexplained:
      return "unexplained";
    case Strength::kLabelled:
      return "labelled";
    case Strength::kSubstitution:
      return "substitution";
    case Strength::kAttributed:
      return "attributed";
    case Strength::kProved:
      return "proved";
  }
  return "";
}

}  // namespace halfsecond
