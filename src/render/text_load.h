// LoadFacts for people: at most 25 lines, worst first, each checkable by hand.

#pragma once

#include <string>
#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "render/style.h"

namespace halfsecond::render {

// The default answer of `halfsecond load`. `cut` is the line of the cheapest cut (render/replaceable.h), or "".
std::string LoadSummary(const LoadFacts& facts, const std::vector<Finding>& findings, const std::string& cut,
                        Colours colours);

// `--order`: every object in the loader's order, who asked first, where it was found and why there, its package.
std::string LoadOrder(const LoadFacts& facts);

// `--timeline`: what runs before main(), in its order, and what is not yet relocated then.
std::string LoadTimeline(const LoadFacts& facts);

// `--tree`: who asks for whom. A library's own needs are shown where it stands first.
std::string LoadTree(const LoadFacts& facts);

}  // namespace halfsecond::render
