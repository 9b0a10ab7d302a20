#include "analysis/release/decompression.h"

#include <sys/stat.h>

#include <algorithm>

#include "analysis/release/bzip2_pair.h"

namespace halfsecond::release {
namespace {

constexpr off_t kLeastForTwo = 2 << 20;

}  // namespace

bool IsForTwo(int descriptor, codec::Format format) {
  struct stat seen {};
  return format == codec::Format::kBzip2 && ::fstat(descriptor, &seen) == 0 && S_ISREG(seen.st_mode) &&
         seen.st_size >= kLeastForTwo;
}

// What two cannot do, down to the words for what is wrong, one does, from the beginning. The bytes that were handed on
// are the first of those that come then: they are of the same blocks, and each has passed the same CRC. So they need no
// more than to be counted.
Result<void> Decompress(int descriptor, codec::Format format, const Codecs& codecs,
                        const std::function<Result<void>(Bytes)>& take) {
  std::uint64_t known_bytes = 0;
  if (format == codec::Format::kBzip2 && codecs.second != nullptr) {
    HS_TRY(decoded, DecodeByTwo(descriptor, codecs.first, *codecs.second, take));
    if (decoded.is_whole) return {};
    known_bytes = decoded.bytes;
  }
  const auto decode = codec::ParametersOf(codec::Direction::kDecode);
  sandbox::PluginJob job;
  job.operation = static_cast<std::uint32_t>(format);
  job.parameters = decode;
  job.input = descriptor;
  job.on_output = [&](Bytes piece) -> Result<void> {
    const std::uint64_t known = std::min(known_bytes, piece.size());
    known_bytes -= known;
    HS_TRY(rest, piece.Slice(known, piece.size() - known));
    return rest.empty() ? Result<void>() : take(rest);
  };
  return codecs.first.Run(job);
}

}  // namespace halfsecond::release
