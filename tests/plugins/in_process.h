// What an adopter writes who links the library instead: the loop of each library's own manual. The other side of every
// pair that is measured, and the truth for encoders' bytes.

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "plugins/codec/protocol.h"

namespace halfsecond::codec::testing {

using Consumer = std::function<void(std::span<const std::byte>)>;

// The whole of `in` through the library. False: it complained.
using Way = bool (*)(std::string_view in, int level, const Consumer& out);

Way InProcess(codec::Format format, codec::Direction direction);

}  // namespace halfsecond::codec::testing
