#include "readers/content_index/content_index.h"
#include "readers/git/object_sum.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using halfsecond::content_index::ContentIndex;
  const halfsecond::Bytes bytes(std::as_bytes(std::span(data, size)));
  const auto index = ContentIndex::Read(bytes);
  if (!index.ok()) return 0;
  const auto one = halfsecond::git::IdOfObject("blob", "one");
  if (const auto* known = index->Find(one); known != nullptr && known->source >= index->sources().size())
    __builtin_trap();
  static_cast<void>(index->HasLine(42));
  return 0;
}
