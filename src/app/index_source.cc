#include "app/index_source.h"

#include <array>
#include <ctime>
#include <utility>

#include "analysis/release/embedded_index.h"

namespace halfsecond::app {

Result<void> IndexSource::Open(const Root& root, const Arguments& arguments) {
  Bytes bytes = release::EmbeddedIndex();
  if (const auto path = arguments.Value("index")) {
    HS_TRY(file, root.OpenFile(*path));
    file_ = std::move(file);
    HS_TRY(all, file_->At(0, file_->size()));
    bytes = all;
  }
  auto index = content_index::ContentIndex::Read(bytes);
  if (!index.ok()) {
    Error error = std::move(index).error();
    error.what = arguments.Value("index").value_or("the index of this program") + ": " + error.what;
    return error;
  }
  index_ = *std::move(index);
  return {};
}

std::string IndexDate(const content_index::ContentIndex& index) {
  const std::time_t seconds = index.date_seconds();
  std::tm parts{};
  std::array<char, 16> text{};
  if (gmtime_r(&seconds, &parts) == nullptr || std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts) == 0)
    return "";
  return text.data();
}

}  // namespace halfsecond::app
