// ReplaceableFacts made by hand over Sshd(), for tests of rules and renderers.

#pragma once

#include <string>
#include <vector>

#include "facts/replaceable.h"

namespace halfsecond::tests {

// sshd as it is here: two symbols of libsystemd, which brings liblzma; a hundred of libcrypto, which comes alone.
ReplaceableFacts PricedSshd();

}  // namespace halfsecond::tests
