#include "analysis/release/packaging.h"

#include <optional>
#include <string>

#include "base/limits.h"

namespace halfsecond::release {
namespace {

constexpr std::string_view kCopyright = "debian/copyright";

// Keeps one file of an archive.
class OneFile final : public ArchiveSink {
 public:
  void OnEntry(const archive::Entry& entry) override {
    std::string_view path = entry.path;
    while (path.starts_with("./")) path.remove_prefix(2);
    is_wanted_ = path == kCopyright && entry.type == archive::Entry::Type::kFile;
    if (is_wanted_) content_.clear();
  }
  void OnData(Bytes data) override {
    if (!is_wanted_) return;
    if (data.size() > limits::kMaxSourceTextBytes - content_.size()) {
      failure_ = Error{Error::Kind::kLimit,
                       "debian/copyright: more than " + std::to_string(limits::kMaxSourceTextBytes) + " bytes"};
      return;
    }
    content_ += data.text();
  }
  void OnOddity(std::string_view, const std::string&, std::string) override {}
  const std::optional<Error>& failure() const override { return failure_; }

  const std::string& content() const { return content_; }

 private:
  std::string content_;
  bool is_wanted_ = false;
  std::optional<Error> failure_;
};

}  // namespace

Result<deb::Exclusions> ExclusionsIn(int descriptor, const ArchivePlugins& plugins, std::string_view component) {
  OneFile copyright;
  HS_CHECK(StreamArchive(descriptor, plugins, copyright));
  auto read = deb::ReadExclusions(Bytes::Of(copyright.content()), component);
  if (!read.ok()) return Error{read.error().kind, "debian/copyright: " + read.error().what, read.error().at_byte};
  return read;
}

std::vector<KeptFile> KeptThoughExcluded(const ArchiveListing& listing, Comparison& comparison) {
  std::vector<KeptFile> kept;
  for (const ArchiveFile& file : listing.files) {
    if (kept.size() == kMostKept) break;
    if (const auto* pattern = comparison.WhyExcluded(file.path))
      kept.push_back({file.path, {std::string(kCopyright), pattern->line, "line", pattern->text}});
  }
  return kept;
}

}  // namespace halfsecond::release
