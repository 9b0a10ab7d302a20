// The answer of `halfsecond replaceable`, of `load --with` and of `load --bindings`.

#pragma once

#include <string>
#include <vector>

#include "facts/finding.h"
#include "facts/replaceable.h"
#include "render/style.h"

namespace halfsecond::render {

// One program for people: its direct libraries, the most taken for the least used first.
std::string ReplaceableText(const ReplaceableFacts& facts, Colours colours);

// All programs of a system, added up by library.
std::string ReplaceableSystemText(const std::vector<ReplaceableFacts>& programs);

// One program as JSON: its members at the top; several: under "programs".
std::string ReplaceableJson(const std::vector<ReplaceableFacts>& programs,
                            const std::vector<std::vector<Finding>>& findings);

// "cheapest cut: libsystemd.so.0, 2 functions used; 27 -> 20 libraries, 3 of the 6 go", with its line end; "" when no
// cut takes anything.
std::string CheapestCutLine(const ReplaceableFacts& facts);

std::string AdditionText(const LoadFacts& load, const AdditionFacts& facts);
std::string AdditionJson(const LoadFacts& load, const AdditionFacts& facts);

// Every symbol bound at start-up: "FROM -> TO: SYMBOL", a line each.
std::string BindingsText(const ReplaceableFacts& facts);

}  // namespace halfsecond::render
