// SourceOrigin as text and JSON (docs/schema/why-source.json).

#pragma once

#include <string>

#include "facts/source_origin.h"

namespace halfsecond::render {

// At most 25 lines; the first says whose doing it is.
std::string SourceOriginText(const SourceOrigin& origin);

std::string SourceOriginJson(const SourceOrigin& origin);

}  // namespace halfsecond::render
