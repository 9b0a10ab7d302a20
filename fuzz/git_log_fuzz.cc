#include <cstddef>
#include <cstdint>
#include <span>

#include "readers/git/log_stream.h"
#include "readers/git/tag.h"

namespace {

// What a sink may rely on.
struct Checking : halfsecond::git::LogSink {
  halfsecond::Result<void> TakeCommit(const halfsecond::git::LogCommit& commit) override {
    if (commit.id.length != 20 && commit.id.length != 32) __builtin_trap();
    if (commit.author.seconds < 0 || commit.author.name.find('\n') != std::string_view::npos) __builtin_trap();
    return {};
  }
  halfsecond::Result<void> TakeChange(const halfsecond::git::LogChange& change) override {
    if (change.path.empty()) __builtin_trap();
    return {};
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes stream(std::as_bytes(std::span(data, size)));
  Checking sink;
  halfsecond::git::LogReader reader(sink);
  // In two pieces, cut where the first byte says.
  const std::size_t cut = size == 0 ? 0 : data[0] % size;
  if (reader.Feed(*stream.Slice(0, cut)).ok() && reader.Feed(*stream.Slice(cut, size - cut)).ok()) {
    static_cast<void>(reader.Finish().ok());
  }
  static_cast<void>(halfsecond::git::ReadTag(stream).ok());
  return 0;
}
