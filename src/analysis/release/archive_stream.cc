#include "analysis/release/archive_stream.h"

#include <unistd.h>

namespace halfsecond::release {
namespace {

constexpr std::uint32_t kReadContents = 2;  // plugins/archive/records.h

}  // namespace

Result<void> StreamArchive(int descriptor, sandbox::Plugin& plugin, ArchiveSink& sink) {
  ::lseek(descriptor, 0, SEEK_SET);  // a pipe has one beginning only, and is there
  archive::RecordReader reader(
      {[&sink](const archive::Entry& entry) { sink.OnEntry(entry); }, [&sink](Bytes data) { sink.OnData(data); }});
  sandbox::PluginJob job;
  job.operation = kReadContents;
  job.input = descriptor;
  job.on_output = [&](Bytes piece) -> Result<void> {
    HS_CHECK(reader.Add(piece));
    if (sink.failure()) return *sink.failure();
    return {};
  };
  HS_CHECK(plugin.Run(job));
  if (!reader.complete()) return Error{Error::Kind::kTruncated, "the archive's listing was cut short"};
  return {};
}

}  // namespace halfsecond::release
