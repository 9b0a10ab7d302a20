// An explanation: a reason why a file of an archive may differ from its tag, and how well that reason is proved. One
// file each, asked in the order of all.cc; the first that knows an answer gives it.

#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/release/difference.h"
#include "facts/release.h"

namespace halfsecond::release {

struct Explained {
  Strength strength = Strength::kUnexplained;
  std::string cause;  // without the file's name: files of one cause share it, word for word
  std::vector<Evidence> evidence;
};

// An explanation whose evidence is one file, of the tag or the archive; or none, where `place` is "".
Explained ExplainedBy(Strength strength, std::string_view cause, std::string_view place = "");

struct Explanation {
  std::string_view id;
  // REQUIRES: the difference has a file in the archive.
  std::optional<Explained> (*explain)(const Difference&, Comparison&);
};

std::span<const Explanation* const> Explanations();

void SortWorstFirst(std::vector<ReleaseFile>& files);

// Hands each difference to `take` with its explanation, in their order; git is asked ahead for what they will need.
void ExplainEach(const std::vector<Difference>& differences, Comparison& comparison,
                 const std::function<void(const Difference&, ReleaseFile)>& take);

// Explanations that are already known, by path, of differences that the archive has.
using Answers = std::unordered_map<std::string, ReleaseFile>;

// The differences with their explanations, worst first, then by cause and path.
std::vector<ReleaseFile> Explain(const std::vector<Difference>& differences, Comparison& comparison, Answers known);

}  // namespace halfsecond::release
