// What a compressed file unpacks to, by the codec plug-in: by one worker, or by two where the format lets them.

#pragma once

#include <functional>

#include "base/bytes.h"
#include "base/result.h"
#include "plugins/codec/protocol.h"
#include "sandbox/plugin.h"

namespace halfsecond::release {

struct Codecs {
  sandbox::Plugin& first;
  sandbox::Plugin* second = nullptr;  // none: one does it all
};

// Is there enough in the file for a second worker to be worth its while, and can it be read at any place?
bool IsForTwo(int descriptor, codec::Format format);

// Hands on all of it, in order and in small pieces. With two it is the same, bytes and errors, as with one. REQUIRES:
// `descriptor` is open on the file at its beginning. Errors: those of Plugin::Run, and what `take` returned.
Result<void> Decompress(int descriptor, codec::Format format, const Codecs& codecs,
                        const std::function<Result<void>(Bytes)>& take);

}  // namespace halfsecond::release
