// The content index that this program carries (data/content.index; data/ORIGIN.md says what it was built from).

#pragma once

#include "base/bytes.h"

namespace halfsecond::release {

Bytes EmbeddedIndex();

}  // namespace halfsecond::release
