// blob-added, blob-modified, blob-before-release: bytes that no reviewer can read, among the tests, from a newcomer,
// without test code beside them; and a release by the same hand within 72 hours.

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/custody/contents.h"
#include "analysis/custody/path_class.h"
#include "base/text.h"

namespace halfsecond::custody {
namespace {

constexpr std::int64_t kBeforeRelease = std::int64_t{72} * 3600;
constexpr std::int64_t kBaseline = std::int64_t{3} * kYearDays * kDaySeconds;
constexpr std::size_t kUsual = 36;     // such commits of others in three years: a project that lives on test files
constexpr std::size_t kSmallest = 16;  // bytes; less hides nothing
constexpr std::size_t kLookedAt = 65'536;

// Text in an encoding of today has no NUL and few control characters.
bool IsOpaque(std::string_view bytes) {
  bytes = bytes.substr(0, kLookedAt);
  if (bytes.size() < kSmallest) return false;
  std::size_t odd = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0 || (byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') || byte == 0x7f) ++odd;
  }
  return odd * 50 > bytes.size();
}

// Does the commit change code of tests, so that the new files are at least run by something?
bool HasTestCode(const Scene& scene, const Commit& commit) {
  for (std::uint32_t i = 0; i < commit.changes; ++i) {
    const std::uint16_t classes = scene.history().change(commit.first_change + i).classes;
    if ((classes & kTestPath) != 0 && (classes & (kCodePath | kBuildPath)) != 0) return true;
  }
  return false;
}

}  // namespace

BlobWatch::BlobWatch(const Scene& scene) : scene_(scene) {
  const History& history = scene.history();
  for (const std::uint32_t number : scene.order) {
    const Commit& commit = history.commits()[number];
    for (std::uint32_t i = 0; i < commit.changes; ++i) {
      if ((history.change(commit.first_change + i).classes & kOpaquePath) == 0) continue;
      opaque_.emplace_back(commit.seconds, scene.AuthorOf(commit));
      break;
    }
  }
}

void FindLoad(const ContentChange& change, Verdict& verdict) {
  verdict.is_load = IsOpaque(change.after) && !HasTestCode(change.scene, change.record());
}

void BlobWatch::Take(std::uint32_t commit, std::uint32_t author, const Change& change) {
  if (loads_.empty() || loads_.back().commit != commit) {
    loads_.push_back({commit, author, 0, 0, std::string(scene_.history().Path(change))});
  }
  ++(change.status == 'A' ? loads_.back().added : loads_.back().modified);
}

bool BlobWatch::IsUsualHere(const Load& load) const {
  const std::int64_t now = scene_.history().commits()[load.commit].seconds;
  const auto count = std::count_if(opaque_.begin(), opaque_.end(), [&](const auto& one) {
    return one.first <= now && now - one.first < kBaseline && one.second != load.author;
  });
  return static_cast<std::size_t>(count) >= kUsual;
}

void BlobWatch::Finish(Events& events) const {
  for (const Load& load : loads_) {
    const std::size_t files = load.added + load.modified;
    const std::string what = Count(files, "file", "files") + ", first " + load.first_path;
    const std::int64_t at = scene_.history().commits()[load.commit].seconds;
    if (!IsUsualHere(load)) {
      const auto kind = load.added > 0 ? CustodyEventKind::kBlobAdded : CustodyEventKind::kBlobModified;
      events.Add(load.author, EventAt(scene_, kind, load.commit, what));
    }
    for (const TagRecord& tag : scene_.repository->tags) {
      if (tag.seconds < at || tag.seconds - at > kBeforeRelease || tag.seconds > scene_.as_of) continue;
      if (scene_.TaggerOf(tag) != load.author) continue;
      events.Add(load.author,
                 {tag.seconds, CustodyEventKind::kBlobBeforeRelease, scene_.number,
                  scene_.history().commits()[load.commit].id.Hex(),
                  what + ", " + Count(static_cast<std::size_t>((tag.seconds - at) / 3600), "hour", "hours") +
                      " before " + tag.name});
      break;
    }
  }
}

}  // namespace halfsecond::custody
