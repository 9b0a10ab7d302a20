#include "analysis/release/lines_beside.h"

#include <algorithm>
#include <bitset>
#include <functional>
#include <utility>

#include "analysis/release/text_lines.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostDigests = 400'000;  // kept at a time
constexpr std::size_t kAtOnce = 256;           // files that git is asked for together

std::uint64_t DigestOf(std::string_view line) {
  return std::hash<std::string_view>()(line);
}

void SortOnce(std::vector<std::uint64_t>& digests) {
  std::sort(digests.begin(), digests.end());
  digests.erase(std::unique(digests.begin(), digests.end()), digests.end());
}

// Of the lines that are not empty; sorted.
std::vector<std::uint64_t> DigestsOf(const std::vector<std::string_view>& lines) {
  std::vector<std::uint64_t> digests;
  digests.reserve(lines.size());
  for (const std::string_view line : lines) {
    if (!line.empty()) digests.push_back(DigestOf(line));
  }
  SortOnce(digests);
  return digests;
}

// Is each of `wanted`, which is sorted, among `all`?
bool AreAmong(const std::vector<std::uint64_t>& wanted, const std::vector<std::uint64_t>& all) {
  constexpr std::size_t kMarks = 65'536;
  std::bitset<kMarks> marks;  // spares most of the searches
  for (const std::uint64_t digest : wanted) marks.set(digest % kMarks);
  std::vector<bool> seen(wanted.size());
  std::size_t left = wanted.size();
  for (const std::uint64_t digest : all) {
    if (!marks.test(digest % kMarks)) continue;
    const auto found = std::lower_bound(wanted.begin(), wanted.end(), digest);
    if (found == wanted.end() || *found != digest) continue;
    const auto at = static_cast<std::size_t>(found - wanted.begin());
    if (!seen[at] && --left == 0) return true;
    seen[at] = true;
  }
  return left == 0;
}

// The digests of the lines of files, one after the other.
class Collector {
 public:
  void Take(const shadow::FetchedObject& object) {
    if (object.state != shadow::FetchedObject::State::kHere || object.type != "blob") return;
    ++files_;
    bytes_ += object.bytes.size();
    if (is_over()) return;
    for (const std::string_view line : LinesOf(object.bytes)) {
      if (!line.empty() && !is_full_) Add(DigestOf(line));
    }
  }
  // Past the limits: what comes now does not count.
  bool is_over() const { return files_ > kMostFilesBeside || bytes_ > kMostBytesBeside; }
  // More lines than are kept.
  bool is_full() const { return is_full_; }
  std::vector<std::uint64_t> TakeDigests() {
    if (digests_.size() > kMostDigests) SortOnce(digests_);
    digests_.shrink_to_fit();
    return std::move(digests_);
  }

 private:
  void Add(std::uint64_t digest) {
    digests_.push_back(digest);
    if (digests_.size() < 2 * kMostDigests) return;
    SortOnce(digests_);
    is_full_ = digests_.size() > kMostDigests;
  }

  std::vector<std::uint64_t> digests_;
  std::size_t files_ = 0;
  std::size_t bytes_ = 0;
  bool is_full_ = false;
};

}  // namespace

std::vector<const TagFile*> LinesBeside::FilesIn(std::string_view folder) const {
  std::vector<const TagFile*> found;
  auto at = std::lower_bound(files_.begin(), files_.end(), folder,
                             [](const TagFile& file, std::string_view path) { return file.path < path; });
  for (; at != files_.end() && at->path.starts_with(folder); ++at) {
    if (at->path.find('/', folder.size()) == std::string::npos) found.push_back(&*at);
  }
  return found;
}

// Nothing: git failed, or there are too many lines.
std::optional<std::vector<std::uint64_t>> LinesBeside::Read(std::string_view folder) {
  Collector collector;
  const auto beside = FilesIn(folder);
  for (std::size_t i = 0; i < beside.size() && !collector.is_over(); i += kAtOnce) {
    std::vector<git::ObjectId> ids;
    for (std::size_t k = i; k < std::min(i + kAtOnce, beside.size()); ++k) ids.push_back(beside[k]->id);
    const auto fetched =
        repository_.Fetch(ids, [&collector](std::size_t, const shadow::FetchedObject& object) -> Result<void> {
          collector.Take(object);
          return {};
        });
    if (!fetched.ok() || collector.is_full()) return std::nullopt;
  }
  return collector.TakeDigests();
}

bool LinesBeside::MayHave(const std::string& folder, const std::vector<std::string_view>& lines) {
  auto known = folders_.find(folder);
  const bool is_first = known == folders_.end();
  if (is_first) {
    auto all = Read(folder);
    const std::size_t count = all ? all->size() : 0;
    if (kept_ + count > kMostDigests) {
      folders_.clear();
      kept_ = 0;
    }
    kept_ += count;
    known = folders_.emplace(folder, all ? std::optional(Digests{*std::move(all)}) : std::nullopt).first;
  }
  if (!known->second) return true;
  Digests& digests = *known->second;
  if (is_first) return AreAmong(DigestsOf(lines), digests.all);
  if (!std::exchange(digests.is_sorted, true)) SortOnce(digests.all);
  return std::all_of(lines.begin(), lines.end(), [&digests](std::string_view line) {
    return line.empty() || std::binary_search(digests.all.begin(), digests.all.end(), DigestOf(line));
  });
}

}  // namespace halfsecond::release
