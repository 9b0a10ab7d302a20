#include "analysis/release/archive_listing.h"

#include <algorithm>
#include <utility>

#include "analysis/release/archive_paths.h"
#include "analysis/release/text_lines.h"
#include "base/limits.h"

namespace halfsecond::release {
namespace {

using Type = archive::Entry::Type;

constexpr std::size_t kMaxOddities = 1000;                 // an archive with more is no release
constexpr std::uint64_t kMostReservedBytes = 4ULL << 20;   // for what a file says it has
constexpr std::size_t kStartBytes = 4096;                  // kept of a file that is too large
constexpr std::uint64_t kMaxUnsettledBytes = 16ULL << 20;  // kept before it can be asked what is known

// "./a//b/" as "a/b".
std::string Plain(const std::string& path) {
  std::string plain;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, std::min(rest.find('/'), rest.size()));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part.empty() || part == ".") continue;
    if (!plain.empty()) plain += '/';
    plain += part;
  }
  return plain;
}

std::string Folded(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

bool HasControl(const std::string& path) {
  return std::any_of(path.begin(), path.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// The id of a text whose lines end in CR LF as git keeps it; nothing for others.
std::optional<git::ObjectId> IdWithoutCr(std::string_view content, git::Algorithm algorithm) {
  constexpr std::string_view kLineEnd = "\r\n";
  std::size_t at = content.find(kLineEnd);
  if (at == std::string_view::npos || !IsText(content)) return std::nullopt;
  std::string plain;
  plain.reserve(content.size());
  for (; at != std::string_view::npos; at = content.find(kLineEnd)) {
    plain += content.substr(0, at);
    content.remove_prefix(at + 1);
  }
  plain += content;
  return git::IdOfObject("blob", plain, algorithm);
}

// A list that explains other files: there is room for it where there is none for those.
bool SpeaksOfOthers(std::string_view path) {
  return NameOf(path) == ".cargo-checksum.json" || NameOf(path) == "gnulib-comp.m4";
}

Error OtherThanItsSize(const std::string& path) {
  return Error{Error::Kind::kMalformed, path + ": other than its size says"};
}

std::string_view DeviceWord(Type type) {
  switch (type) {
    case Type::kCharacterDevice:
      return "a character device";
    case Type::kBlockDevice:
      return "a block device";
    case Type::kPipe:
      return "a pipe";
    case Type::kSocket:
      return "a socket";
    default:
      return "neither file, folder nor link";
  }
}

}  // namespace

git::ObjectId ArchiveFile::IdBy(git::Algorithm algorithm) const {
  if (git::AlgorithmOf(id) == algorithm) return id;
  return content ? git::IdOfObject("blob", *content, algorithm) : git::ObjectId();
}

void ListingBuilder::Odd(std::string_view kind, const std::string& path, std::string detail) {
  if (listing_.oddities.size() < kMaxOddities) listing_.oddities.push_back({kind, path, std::move(detail)});
}

void ListingBuilder::OnOddity(std::string_view kind, const std::string& path, std::string detail) {
  Odd(kind, path, std::move(detail));
}

void ListingBuilder::NoteLead(std::string_view name, std::string_view path) {
  const bool fits = name.ends_with(path);
  const std::string_view lead = name.substr(0, fits ? name.size() - path.size() : 0);
  if (!std::exchange(has_lead_, true) && fits) listing_.lead = std::string(lead);
  if (!fits || listing_.lead != lead) listing_.lead.reset();
}

void ListingBuilder::OnEntry(const archive::Entry& entry) {
  EndFile(content_);
  is_whole_ = false;
  if (failure_) return;
  path_bytes_ += entry.path.size();
  if (files_.size() >= limits::kMaxReleaseFiles || path_bytes_ > limits::kMaxReleasePathBytes) {
    failure_ = Error{Error::Kind::kLimit, "more files than a release has"};
    return;
  }
  if (!std::exchange(has_first_, true)) {
    if (auto told = questions_.on_first(entry.path); !told.ok()) {
      failure_ = std::move(told).error();
      return;
    }
  }
  if (!archive::StaysInside(entry.path)) Odd("climbs-out", entry.path, "a path that leads out of its folder");
  if (HasControl(entry.path)) Odd("control-character", entry.path, "a control character in a name");
  if ((entry.mode & 06000U) != 0 && entry.type == Type::kFile) Odd("set-id", entry.path, "set-uid or set-gid");
  std::string path = Plain(entry.path);
  if (entry.type != Type::kDirectory) NoteLead(entry.path, path);
  switch (entry.type) {
    case Type::kDirectory:
      if (!path.empty() && folders_.size() < limits::kMaxReleaseFiles) folders_.push_back(std::move(path));
      return;
    case Type::kFile:
      return Begin(entry, std::move(path));
    case Type::kSymlink: {
      if (entry.link.starts_with('/')) Odd("absolute-link", path, "a link to " + entry.link);
      return Put({std::move(path),
                  entry.type,
                  entry.mode,
                  entry.link.size(),
                  git::IdOfObject("blob", entry.link, questions_.algorithm),
                  {},
                  entry.link,
                  {},
                  {}});
    }
    case Type::kHardlink:
      return AddLink(entry, path);
    default:
      return Odd("device", path, std::string(DeviceWord(entry.type)));
  }
}

void ListingBuilder::Begin(const archive::Entry& entry, std::string path) {
  if (!entry.size) {
    failure_ = Error{Error::Kind::kUnsupported, "an archive that does not say how long its files are"};
    return;
  }
  current_ = ArchiveFile{std::move(path), entry.type, entry.mode, *entry.size, {}, {}, {}, {}, {}};
  sum_.emplace("blob", *entry.size, questions_.algorithm);
  content_.clear();
  seen_bytes_ = 0;
}

void ListingBuilder::OnData(Bytes data) {
  if (!current_) {
    if (is_whole_ && data.size() > 0) failure_ = OtherThanItsSize(files_.back().path);
    return;
  }
  const std::string_view text = data.text();
  seen_bytes_ += text.size();
  sum_->Add(text);
  if (current_->size > limits::kMaxKeptFileBytes) {
    current_->start += text.substr(0, kStartBytes - std::min(kStartBytes, current_->start.size()));
  } else if (seen_bytes_ == current_->size && content_.empty()) {
    is_whole_ = true;
    EndFile(text);  // in one piece: what is known is not copied
  } else if (seen_bytes_ <= current_->size) {
    if (content_.empty()) content_.reserve(std::min(current_->size, kMostReservedBytes));
    content_ += text;
  }
}

// A file's contents are all there: `content`, unless it is too large.
void ListingBuilder::EndFile(std::string_view content) {
  if (!current_) return;
  ArchiveFile file = *std::exchange(current_, std::nullopt);
  if (seen_bytes_ != file.size) {
    failure_ = OtherThanItsSize(file.path);
    return;
  }
  file.id = sum_->Finish();
  if (content.size() == file.size) file.lf_id = IdWithoutCr(content, questions_.algorithm);
  Keep(file, content);
  Put(std::move(file));
}

// Keeps the contents of a file that is not known, or not yet.
void ListingBuilder::Keep(ArchiveFile& file, std::string_view content) {
  if (file.size > limits::kMaxKeptFileBytes) return;
  if (unsettled_bytes_ + file.size > kMaxUnsettledBytes) questions_.wait();
  const bool is_ready = questions_.is_ready();
  if (is_ready) Settle();
  if (is_ready && questions_.is_known(file.id)) return;
  const std::uint64_t room = limits::kMaxKeptBytes + (SpeaksOfOthers(file.path) ? limits::kMaxKeptListBytes : 0);
  if (kept_bytes_ + file.size > room) {
    file.digest = std::make_shared<const Sha256Digest>(Sha256().Add(std::as_bytes(std::span(content))).Finish());
    return;
  }
  kept_bytes_ += file.size;
  const bool is_own = content.data() == content_.data() && content_.capacity() < 2 * file.size;
  file.content = is_own ? std::exchange(content_, std::string()) : std::string(content);
  if (is_ready) return;
  unsettled_.push_back(files_.size());
  unsettled_bytes_ += file.size;
}

// Lets go of what was kept and turns out to be known.
void ListingBuilder::Settle() {
  for (const std::size_t i : unsettled_) {
    ArchiveFile& file = files_[i];
    if (!file.content || !questions_.is_known(file.id)) continue;
    kept_bytes_ -= std::min(kept_bytes_, file.size);
    file.content.reset();
  }
  unsettled_.clear();
  unsettled_bytes_ = 0;
  is_settled_ = true;
}

void ListingBuilder::TellSettled() {
  for (; is_settled_ && told_ < files_.size(); ++told_) questions_.on_settled(files_[told_]);
}

// A hard link has the contents of what it names, which must have come before it.
void ListingBuilder::AddLink(const archive::Entry& entry, const std::string& path) {
  const auto target = by_path_.find(Plain(entry.link));
  if (target == by_path_.end()) return Odd("hard-link", path, "a hard link to " + entry.link + ", which is not there");
  ArchiveFile file = files_[target->second];
  file.path = path;
  if (file.content) {
    // A copy takes room like any other, and goes like any other when it turns out to be known.
    if (kept_bytes_ + file.size > limits::kMaxKeptBytes) file.content.reset();
    if (file.content) kept_bytes_ += file.size;
    if (file.content && !is_settled_) {
      unsettled_.push_back(files_.size());
      unsettled_bytes_ += file.size;
    }
  }
  Put(std::move(file));
}

void ListingBuilder::Put(ArchiveFile file) {
  const auto [place, is_new] = by_path_.emplace(file.path, files_.size());
  if (!is_new) {
    Odd("duplicate-name", file.path,
        files_[place->second].id == file.id
            ? "twice in the archive, the same both times"
            : "twice in the archive, with different contents: the last one is what gets unpacked");
    is_replaced_.resize(files_.size());
    is_replaced_[std::exchange(place->second, files_.size())] = true;
  }
  files_.push_back(std::move(file));
  TellSettled();
}

// The last one of each name.
void ListingBuilder::TakeFiles() {
  is_replaced_.resize(files_.size());
  listing_.files.reserve(files_.size());
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (!is_replaced_[i]) listing_.files.push_back(std::move(files_[i]));
  }
  files_.clear();
}

void ListingBuilder::FindCollisions(std::size_t top_bytes) {
  std::unordered_map<std::string, const std::string*> folded;
  for (const ArchiveFile& file : listing_.files) {
    const auto [place, is_new] = folded.emplace(Folded(file.path), &file.path);
    if (!is_new) Odd("case-collision", file.path, "differs from " + place->second->substr(top_bytes) + " in case only");
  }
}

Result<ArchiveListing> ListingBuilder::Finish() {
  EndFile(content_);
  if (failure_) return *failure_;
  if (files_.empty()) return Error{Error::Kind::kMalformed, "an archive without files"};
  questions_.wait();
  Settle();
  TakeFiles();
  const std::string& first = listing_.files.front().path;
  const std::string top = first.substr(0, first.find('/') + 1);
  const bool one_top = !top.empty() && std::all_of(listing_.files.begin(), listing_.files.end(),
                                                   [&](const ArchiveFile& file) { return file.path.starts_with(top); });
  for (auto found : {FindClashes(listing_.files, folders_), FindLinksOut(listing_.files, one_top ? top : "")}) {
    for (ArchiveOddity& odd : found) Odd(odd.kind, odd.path, std::move(odd.detail));
  }
  FindCollisions(one_top ? top.size() : 0);
  PutBelow(listing_, one_top ? top : "");
  return std::move(listing_);
}

}  // namespace halfsecond::release
