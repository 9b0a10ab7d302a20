#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "analysis/custody/recall.h"
#include "analysis/store/record_bytes.h"

namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The bytes as a page of the store, given the checksum that no fuzzer guesses.
  std::string page(reinterpret_cast<const char*>(data), size);
  store::AppendChecksum(page);
  custody::History history;
  if (history.TakePage(Bytes::Of(page)).ok()) {
    const std::size_t distinct = history.Index();
    static_cast<void>(history.PagesFrom(0));
    const auto heads = history.Heads();
    static_cast<void>(history.Finish(heads));
    if (history.commits().size() > distinct) __builtin_trap();
  }
  // And as verdicts; what is read is written and read again.
  custody::VerdictBook book;
  static_cast<void>(book.TakePage(Bytes::Of(page)));
  custody::VerdictBook second;
  for (const std::string& again : book.AllPages()) {
    if (!second.TakePage(Bytes::Of(again)).ok()) __builtin_trap();
  }
  if (second.size() != book.size()) __builtin_trap();
  return 0;
}

}  // namespace halfsecond
