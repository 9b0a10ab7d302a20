#include "facts/release.h"

#include <algorithm>

namespace halfsecond {

bool IsOfOtherProject(const ReleaseFacts& facts) {
  constexpr std::size_t kLeastPart = 4;  // a quarter
  return !facts.previous.empty() &&
         kLeastPart * facts.previous_shared < std::min(facts.archive_files, facts.previous_files);
}

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
