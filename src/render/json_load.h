// LoadFacts as JSON: the names that other tools may rely on (docs/schema/load.json).

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "facts/finding.h"
#include "facts/load.h"

namespace halfsecond::render {

// The document of `halfsecond load --json`. Where one program was asked for, its members stand at the top; where
// several were, each is an element of "programs", those of which nothing could be read are in "unanswered", and the
// findings of all stand at the top as well.
// `complete` of the document is false when any program's is, or when one is unanswered.
std::string LoadJson(const std::vector<LoadFacts>& programs, const std::vector<std::vector<Finding>>& findings,
                     const std::vector<Damage>& unanswered);

// One program: everything but schema, complete and findings.
nlohmann::ordered_json LoadObject(const LoadFacts& facts);

}  // namespace halfsecond::render
