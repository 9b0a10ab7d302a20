#include <cstddef>
#include <cstdint>
#include <span>

#include "readers/loader/ld_so_cache.h"

namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes file(std::as_bytes(std::span(data, size)));
  const auto cache = LdSoCache::Read(file);
  if (!cache.ok()) return 0;
  for (const char* soname : {"libz.so.1", "libfoo.so.9", "libc.so.6", ""}) {
    const auto path = cache->Find(soname, CacheTaste{0x0303, {"x86-64-v3", "x86-64-v2"}, 1, 6, 2});
    if (!path) continue;
    if (path->data() < file.text().data() || path->data() + path->size() > file.text().data() + size) __builtin_trap();
  }
  return 0;
}

}  // namespace halfsecond
