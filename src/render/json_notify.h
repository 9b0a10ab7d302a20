// NotifyFacts as {"schema": "halfsecond/notify-check/1", ...}, for programs.

#pragma once

#include <string>

#include "facts/notify.h"

namespace halfsecond::render {

// One object and a newline.
std::string NotifyJson(const NotifyFacts& facts);

}  // namespace halfsecond::render
