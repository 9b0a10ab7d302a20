#include "analysis/upkeep/changelogs.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "plugins/codec/protocol.h"
#include "readers/deb/changelog.h"

namespace halfsecond::upkeep {
namespace {

constexpr codec::Parameters kDecode = codec::ParametersOf(codec::Direction::kDecode);
constexpr std::string_view kPlaces[] = {"/changelog.Debian.gz", "/changelog.gz", "/changelog.Debian", "/changelog"};

}  // namespace

std::string_view NameIn(std::string_view person) {
  const std::string_view name = Trimmed(person.substr(0, person.find('<')));
  return name.empty() ? AddressIn(person) : name;
}

std::string_view AddressIn(std::string_view person) {
  const std::size_t open = person.find('<');
  if (open == std::string_view::npos) return {};
  return person.substr(open + 1, std::min(person.find('>', open), person.size()) - open - 1);
}

bool SaysOrphaned(std::string_view maintainer) {
  return AddressIn(maintainer) == "packages@qa.debian.org";
}

UploadRecord RecordOf(std::string_view text, std::string_view source, std::string_view maintainer) {
  const deb::Changelog changelog = deb::ReadChangelog(Bytes::Of(text));
  UploadRecord record;
  record.is_whole = changelog.damaged_entries == 0 && !changelog.is_cut_short;
  std::map<std::string, UploadRecord::Uploader> people;
  for (const deb::ChangelogEntry& entry : changelog.entries) {
    if (entry.source != source) continue;  // an older name of it, or another program's file
    if (record.entries++ == 0) record.last_date = deb::IsoDate(entry.date);
    UploadRecord::Uploader& uploader = people[std::string(entry.name)];
    uploader.name = entry.name;
    ++uploader.entries;
    if (entry.name == NameIn(maintainer) || (!entry.address.empty() && entry.address == AddressIn(maintainer))) {
      ++record.by_named_maintainer;
    }
    if (entry.is_non_maintainer) {
      ++record.non_maintainer;
      ++uploader.non_maintainer;
    }
  }
  for (auto& [name, uploader] : people) record.uploaders.push_back(std::move(uploader));
  std::stable_sort(record.uploaders.begin(), record.uploaders.end(),
                   [](const auto& a, const auto& b) { return a.entries > b.entries; });
  return record;
}

Result<Changelogs::Text> Changelogs::Unpack(const std::string& path) {
  HS_TRY(file, root_->OpenFile(path));
  if (file->size() > limits::kMaxChangelogBytes) return Error{Error::Kind::kLimit, "larger than a changelog may be"};
  HS_TRY(bytes, file->At(0, file->size()));
  if (!path.ends_with(".gz")) return Text{std::string(bytes.text()), true};
  if (codec_ == nullptr) return Error{Error::Kind::kUnsupported, why_not_};
  Text text;
  sandbox::PluginJob job;
  job.operation = static_cast<std::uint32_t>(codec::Format::kGzip);
  job.parameters = kDecode;
  job.bytes = bytes;
  job.on_output = [&](Bytes piece) -> Result<void> {
    if (piece.size() > limits::kMaxChangelogBytes - text.text.size()) {
      return Error{Error::Kind::kLimit, "unpacks to more than a changelog may be"};
    }
    text.text += piece.text();
    return {};
  };
  const auto done = codec_->Run(job);
  text.is_whole = done.ok();
  if (!done.ok() && text.text.empty()) return done.error();
  return text;
}

Result<UploadRecord> Changelogs::Of(const std::string& package, std::string_view source, std::string_view maintainer) {
  Error failure{Error::Kind::kNotFound, "it ships no changelog"};
  for (const std::string_view place : kPlaces) {
    const std::string path = "/usr/share/doc/" + package + std::string(place);
    auto text = Unpack(path);
    if (!text.ok()) {
      if (text.error().kind == Error::Kind::kNotFound) continue;
      failure = std::move(text).error();
      failure.what = path + ": " + failure.what;
      return failure;
    }
    UploadRecord record = RecordOf(text->text, source, maintainer);
    if (record.entries == 0) continue;  // upstream's own, or of an older name
    record.is_whole &= text->is_whole;
    record.changelog = path;
    return record;
  }
  return failure;
}

}  // namespace halfsecond::upkeep
