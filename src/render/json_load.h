// LoadFacts as JSON: the names that other tools may rely on (docs/schema/load.json).

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "facts/finding.h"
#include "facts/load.h"

namespace halfsecond::render {

// The document of `halfsecond load --json`. With one program its members stand at the top; with several, each is an
// element of "programs". `complete` of the document is false when any program's is.
std::string LoadJson(const std::vector<LoadFacts>& programs, const std::vector<std::vector<Finding>>& findings);

// One program: everything but schema, complete and findings.
nlohmann::ordered_json LoadObject(const LoadFacts& facts);

}  // namespace halfsecond::render
