#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "analysis/load/search_path.h"
#include "base/bytes.h"
#include "base/limits.h"

// The text of a search path up to the first NUL byte; behind it the directory that $ORIGIN stands for.
namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view whole = Bytes(std::as_bytes(std::span(data, size))).text();
  const std::size_t cut = std::min(whole.find('\0'), whole.size());
  load::ExpansionContext context;
  context.origin = whole.substr(std::min(cut + 1, whole.size()));
  load::LoaderProfile profile;
  profile.lib_token = "lib/x86_64-linux-gnu";
  profile.system_directories = {"/lib/x86_64-linux-gnu/", "/usr/lib/"};
  for (const load::Trust trust : {load::Trust::kNormal, load::Trust::kSecureLibrary, load::Trust::kSecureProgram}) {
    context.trust = trust;
    for (const auto& elements :
         {load::SplitGlibcPath(whole.substr(0, cut), ":;", profile, context), load::SplitMuslPath(whole, context)}) {
      if (elements.size() > limits::kMaxSearchDirectories) __builtin_trap();
      for (const load::SearchElement& element : elements) {
        if (!element.directory.empty() && element.directory.back() != '/') __builtin_trap();
      }
    }
  }
  return 0;
}

}  // namespace halfsecond
