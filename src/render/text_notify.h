// NotifyFacts for people: at most 25 lines, worst first.

#pragma once

#include <string>

#include "facts/notify.h"
#include "render/style.h"

namespace halfsecond::render {

std::string NotifyText(const NotifyFacts& facts, Colours colours);

}  // namespace halfsecond::render
