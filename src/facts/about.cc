#include "facts/about.h"

namespace halfsecond {

std::vector<Finding> AboutFacts::findings() const {
  std::vector<Finding> all = program_findings;
  all.insert(all.end(), custody_findings.begin(), custody_findings.end());
  if (release) all.insert(all.end(), release->findings.begin(), release->findings.end());
  return all;
}

}  // namespace halfsecond
