#include "analysis/release/tag_search.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <unordered_map>

#include "analysis/release/archive_paths.h"
#include "analysis/release/difference.h"
#include "base/text.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMaxNumbers = 16;  // in a version; met: 6
constexpr std::size_t kMostPlaces = 64;  // of one blob under one name
constexpr std::size_t kFewOf = 10;       // "few" is less than one of these

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
// Where a pre-release's mark begins: a word of its own, before digits or at a separator.
std::size_t PreReleaseAt(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), &Lower);
  std::size_t first = std::string::npos;
  for (const std::string_view word : {"alpha", "beta", "rc", "pre", "dev", "snapshot"}) {
    for (std::size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
      const bool starts = at > 0 && std::isalpha(static_cast<unsigned char>(lower[at - 1])) == 0;
      const std::size_t end = at + word.size();
      const bool ends = end == lower.size() || std::isalpha(static_cast<unsigned char>(lower[end])) == 0;
      if (starts && ends) first = std::min(first, at);
    }
  }
  return first;
}

// Does `all` end with `part`?
bool EndsWith(const std::vector<std::uint64_t>& all, const std::vector<std::uint64_t>& part) {
  return part.size() <= all.size() && std::equal(part.rbegin(), part.rend(), all.rbegin());
}

std::vector<std::uint64_t> WithoutZeros(std::vector<std::uint64_t> numbers) {
  while (numbers.size() > 1 && numbers.back() == 0) numbers.pop_back();
  return numbers;
}

// Do the numbers of a tag's name end as `wanted` has them?
bool IsExact(const Version& its, const Version& wanted) {
  return !wanted.numbers.empty() && EndsWith(WithoutZeros(its.numbers), WithoutZeros(wanted.numbers));
}

// How far apart two versions are: the first number that differs weighs most.
std::array<std::uint64_t, 4> Distance(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::array<std::uint64_t, 4> distance{};
  for (std::size_t i = 0; i < distance.size(); ++i) {
    const std::uint64_t x = i < a.size() ? a[i] : 0;
    const std::uint64_t y = i < b.size() ? b[i] : 0;
    distance[i] = x > y ? x - y : y - x;
  }
  return distance;
}

// A tag's numbers without those that belong to the project's own name, as the "2" of libxml2-2.9.14.
std::vector<std::uint64_t> Tail(const Version& tag, std::size_t numbers) {
  if (tag.numbers.size() <= numbers) return tag.numbers;
  return {tag.numbers.end() - static_cast<std::ptrdiff_t>(numbers), tag.numbers.end()};
}

// Is it the tag's file, as it is? A text that only has other line ends is as well: else a pre-release may hold more
// than its release.
bool IsSame(const ArchiveFile& file, const TagFile& in_tag) {
  return (file.id == in_tag.id || file.lf_id == in_tag.id) && !IsOfOtherKind(file, in_tag);
}

// The files of a listing, by their paths.
using SortedFiles = std::vector<const ArchiveFile*>;
SortedFiles SortedByPath(const ArchiveListing& listing) {
  SortedFiles files;
  files.reserve(listing.files.size());
  for (const ArchiveFile& file : listing.files) files.push_back(&file);
  std::sort(files.begin(), files.end(), [](const ArchiveFile* a, const ArchiveFile* b) { return a->path < b->path; });
  return files;
}

struct Overlap {
  std::size_t shared = 0;  // paths
  std::size_t matching = 0;
};

// What `files` and the tag's files below `prefix` have in common. Both are sorted by path.
Overlap OverlapBelow(std::string_view prefix, const SortedFiles& files, const std::vector<TagFile>& tag) {
  Overlap overlap;
  auto at = std::lower_bound(tag.begin(), tag.end(), prefix,
                             [](const TagFile& file, std::string_view path) { return file.path < path; });
  const auto is_below = [&] { return at != tag.end() && at->path.starts_with(prefix); };
  const auto path = [&] { return std::string_view(at->path).substr(prefix.size()); };
  for (const ArchiveFile* file : files) {
    while (is_below() && path() < file->path) ++at;
    if (!is_below() || path() != file->path) continue;
    ++overlap.shared;
    if (IsSame(*file, *at)) ++overlap.matching;
  }
  return overlap;
}

// What a file of the archive and one of a tag have in common where the folders above them differ.
struct BlobAndName {
  git::ObjectId id;
  std::string_view name;
  friend bool operator==(const BlobAndName&, const BlobAndName&) = default;
};
struct BlobAndNameHash {
  std::size_t operator()(const BlobAndName& key) const {
    return git::ObjectIdHash()(key.id) ^ std::hash<std::string_view>()(key.name);
  }
};
using FilesByBlob = std::unordered_multimap<BlobAndName, const ArchiveFile*, BlobAndNameHash>;

// Each file by its blob, and by the one that it would be with other line ends.
FilesByBlob ByBlob(const SortedFiles& files) {
  FilesByBlob by_blob;
  by_blob.reserve(files.size());
  for (const ArchiveFile* file : files) {
    by_blob.emplace(BlobAndName{file->id, NameOf(file->path)}, file);
    if (file->lf_id) by_blob.emplace(BlobAndName{*file->lf_id, NameOf(file->path)}, file);
  }
  return by_blob;
}

// The folder of the tag that most files of the archive are below of, under their own paths, is what was released.
void FindFolder(const FilesByBlob& files, Candidate& candidate) {
  std::map<std::string_view, std::size_t> votes;
  for (const TagFile& in_tag : candidate.files) {
    const BlobAndName key{in_tag.id, NameOf(in_tag.path)};
    // What stands everywhere, as an empty file does, tells no folder.
    std::size_t tried = 0;
    for (auto at = files.find(key); at != files.end() && at->first == key && tried < kMostPlaces; ++at, ++tried) {
      const ArchiveFile& file = *at->second;
      const std::string_view path = in_tag.path;
      if (!path.ends_with(file.path) || IsOfOtherKind(file, in_tag)) continue;
      const std::string_view prefix = path.substr(0, path.size() - file.path.size());
      if (prefix.empty() || prefix.ends_with('/')) ++votes[prefix];
    }
  }
  for (const auto& [prefix, count] : votes) {
    if (count <= candidate.match.matching) continue;
    candidate.match.prefix = prefix;
    candidate.match.matching = count;
  }
}

// Whoever has nearly all where it stands need not be searched for another folder.
bool HasNearlyAll(const Candidate& candidate, const SortedFiles& files) {
  return candidate.match.matching >= files.size() - files.size() / kFewOf;
}

// How much of `files` each candidate holds, and below which of its folders; the most that one does.
std::size_t ScoreThese(const SortedFiles& files, std::vector<Candidate>& candidates, survey::Crew& crew) {
  const auto for_each = [&](const auto& visit) {
    crew.Run(candidates.size(), 1, [&](std::size_t, std::size_t i, std::size_t) { visit(candidates[i]); });
  };
  for_each([&files](Candidate& candidate) {
    candidate.match.name = candidate.tag.name;
    candidate.match.prefix.clear();
    const Overlap overlap = OverlapBelow("", files, candidate.files);
    candidate.match.matching = overlap.matching;
    candidate.shared = overlap.shared;
  });
  const auto has_nearly_all = [&files](const Candidate& candidate) { return HasNearlyAll(candidate, files); };
  const bool is_at_top = std::all_of(candidates.begin(), candidates.end(), has_nearly_all);
  const FilesByBlob by_blob = is_at_top ? FilesByBlob() : ByBlob(files);
  for_each([&](Candidate& candidate) {
    if (!has_nearly_all(candidate)) FindFolder(by_blob, candidate);
    const std::string& prefix = candidate.match.prefix;
    if (!prefix.empty()) candidate.shared = OverlapBelow(prefix, files, candidate.files).shared;
    const SubmodulePlaces submodules(candidate.files);
    const auto may_have = [&](const ArchiveFile* file) { return submodules.Hold(prefix + file->path); };
    candidate.of_submodules =
        submodules.empty() ? 0 : static_cast<std::size_t>(std::count_if(files.begin(), files.end(), may_have));
  });
  std::size_t most = 0;
  for (const Candidate& candidate : candidates) most = std::max(most, candidate.match.matching);
  return most;
}

}  // namespace

Version VersionOf(std::string_view name) {
  Version version;
  const std::size_t mark = PreReleaseAt(name);
  if (mark != std::string::npos) version.stage = Version::Stage::kPreRelease;
  name = name.substr(0, mark);
  for (std::size_t i = 0; i < name.size() && version.numbers.size() < kMaxNumbers;) {
    if (!IsDigit(name[i])) {
      ++i;
      continue;
    }
    std::uint64_t number = 0;
    for (; i < name.size() && IsDigit(name[i]); ++i) {
      number = number % 1'000'000'000'000UL * 10 + static_cast<std::uint64_t>(name[i] - '0');
    }
    version.numbers.push_back(number);
  }
  return version;
}

std::string VersionText(std::string_view name) {
  // Debian's names have one underscore, before the version: libusb-1.0_1.0.24.orig.tar.bz2.
  if (name.find(".orig") != std::string_view::npos) name.remove_prefix(name.find('_') + 1);
  for (const std::string_view tail : {".orig.", ".tar.", ".tgz", ".txz", ".tbz2", ".zip"}) {
    name = name.substr(0, name.find(tail));
  }
  if (name.ends_with(".tar")) name.remove_suffix(4);
  if (const std::size_t really = name.find("really"); really != std::string_view::npos)
    return std::string(name.substr(really + 6));
  for (const std::string_view repack : {"+dfsg", "+ds", "+repack", "~dfsg", ".dfsg", "~ds", "-src", "-source"}) {
    name = name.substr(0, name.find(repack));
  }
  // The last separator that a digit (or "v" and a digit) follows; all before it is the project's name.
  std::size_t start = std::string_view::npos;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool separated = i == 0 || name[i - 1] == '_' || name[i - 1] == '-';
    const std::size_t digit = i + (name[i] == 'v' || name[i] == 'V' ? 1 : 0);
    if (separated && digit < name.size() && IsDigit(name[digit])) {
      start = digit;
      break;
    }
  }
  return start == std::string_view::npos ? "" : std::string(name.substr(start));
}

bool IsOfVersion(std::string_view tag, std::string_view version) {
  const auto its = VersionOf(tag).numbers;
  const auto wanted = WithoutZeros(VersionOf(version).numbers);
  return wanted.empty() || std::search(its.begin(), its.end(), wanted.begin(), wanted.end()) != its.end();
}

std::vector<TagRef> Candidates(const std::vector<TagRef>& tags, std::string_view version) {
  const Version wanted = VersionOf(version);
  struct Near {
    const TagRef* tag;
    bool exact;
    bool other_stage;
    std::array<std::uint64_t, 4> distance;
    std::size_t name_bytes;
  };
  std::vector<Near> near;
  for (const TagRef& tag : tags) {
    const Version its = VersionOf(tag.name);
    const bool exact = IsExact(its, wanted);
    near.push_back({&tag, exact, its.stage != wanted.stage, Distance(Tail(its, wanted.numbers.size()), wanted.numbers),
                    tag.name.size()});
  }
  std::stable_sort(near.begin(), near.end(), [](const Near& a, const Near& b) {
    if (a.exact != b.exact) return a.exact;
    if (a.distance != b.distance) return a.distance < b.distance;
    if (a.other_stage != b.other_stage) return b.other_stage;
    return a.name_bytes < b.name_bytes;
  });
  std::vector<TagRef> chosen;
  for (const Near& one : near) {
    if (chosen.size() == kMaxCandidates) break;
    chosen.push_back(*one.tag);
  }
  return chosen;
}

std::size_t ReadAtFirst(const std::vector<TagRef>& candidates, std::string_view version) {
  constexpr std::size_t kLeast = 4;
  const auto other = std::find_if(candidates.begin(), candidates.end(), [version](const TagRef& tag) {
    return !IsExact(VersionOf(tag.name), VersionOf(version));
  });
  const auto exact = static_cast<std::size_t>(other - candidates.begin());
  return std::min(candidates.size(), std::max(exact + 1, kLeast));
}

bool IsConvincing(const Candidate& best, std::string_view version) {
  constexpr std::size_t kMostChanged = 20;  // at most one of so many shared files
  const std::size_t changed = best.shared - std::min(best.shared, best.match.matching);
  return IsExact(VersionOf(best.tag.name), VersionOf(version)) && best.shared > 0 &&
         changed * kMostChanged <= best.shared;
}

SubmodulePlaces::SubmodulePlaces(const std::vector<TagFile>& files) {
  for (const TagFile& file : files) {
    if (file.kind == git::TreeEntry::Kind::kSubmodule) places_.insert(file.path);
  }
}

bool SubmodulePlaces::Hold(std::string_view path) const {
  if (places_.empty()) return false;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    if (places_.count(path.substr(0, slash)) > 0) return true;
  }
  return false;
}

void Score(ArchiveListing& listing, std::vector<Candidate>& candidates, survey::Crew& crew) {
  const auto most = [&] { return ScoreThese(SortedByPath(listing), candidates, crew); };
  const std::size_t as_is = most();
  const std::string top = listing.top.empty() ? LargestFolder(listing) : "";
  if (top.empty()) return;
  ArchiveListing plain = listing;
  PutBelow(listing, top);
  if (most() > as_is) return;
  listing = std::move(plain);
  most();
}

void Rank(std::vector<Candidate>& candidates, std::string_view version) {
  const Version wanted = VersionOf(version);
  const auto is_exact = [&](const Version& its) {
    return EndsWith(WithoutZeros(its.numbers), WithoutZeros(wanted.numbers));
  };
  // Two tags of one version and different stages: the final one, whatever the overlap; a converted line end in the
  // final tag would else make the pre-release win.
  const auto beats = [&](const Candidate& a, const Candidate& b) {
    const Version va = VersionOf(a.tag.name);
    const Version vb = VersionOf(b.tag.name);
    if (va.stage != vb.stage && va.numbers == vb.numbers && a.match.matching > 0 && b.match.matching > 0) {
      return va.stage == wanted.stage;
    }
    const std::size_t held_by_a = a.match.matching + a.of_submodules;
    const std::size_t held_by_b = b.match.matching + b.of_submodules;
    if (held_by_a != held_by_b) return held_by_a > held_by_b;
    if (a.match.matching != b.match.matching) return a.match.matching > b.match.matching;
    if (is_exact(va) != is_exact(vb)) return is_exact(va);
    if (va.stage != vb.stage) return va.stage == wanted.stage;
    if (va.numbers.size() != vb.numbers.size()) return va.numbers.size() < vb.numbers.size();
    return a.tag.name.size() < b.tag.name.size();
  };
  // Not an order (a pre-release may hold more than a third tag that holds more than its release): the best two are
  // picked one after the other, the rest stays as it is.
  for (std::size_t place = 0; place < std::min<std::size_t>(2, candidates.size()); ++place) {
    for (std::size_t i = place + 1; i < candidates.size(); ++i) {
      if (beats(candidates[i], candidates[place])) std::swap(candidates[i], candidates[place]);
    }
  }
}

}  // namespace halfsecond::release
