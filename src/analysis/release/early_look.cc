#include "analysis/release/early_look.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace halfsecond::release {
namespace {

constexpr std::size_t kLeastForGuess = 64;           // files, before the tag is guessed
constexpr std::size_t kSomeFiles = 16;               // files, so that git is asked for some together
constexpr std::size_t kBeforeAsking = 64;            // files, before it is asked whether they are still wanted
constexpr std::size_t kMostMet = 20'000;             // looked at early; met: 12,000
constexpr std::uint64_t kBytesAtOnce = 1ULL << 20U;  // or of fewer

std::size_t Held(const Candidate& candidate) {
  return candidate.match.matching + candidate.of_submodules;
}

}  // namespace

void EarlyLook::Add(const ArchiveFile& file) {
  bool is_enough = false;
  {
    const std::lock_guard lock(mutex_);
    if (is_refused_) return;
    if (++count_ > kMostMet) is_refused_ = is_over_ = true;
    come_.push_back(&file);
    come_bytes_ += file.size;
    is_enough = is_over_ || come_.size() % kSomeFiles == 0 || come_bytes_ >= kBytesAtOnce;
  }
  if (is_enough) wake_.notify_all();
}

void EarlyLook::End(How how) {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
    is_refused_ |= how == How::kRefused;
  }
  wake_.notify_all();
}

// The files that came since, once they are `least`, of many bytes, or the last ones.
EarlyLook::Files EarlyLook::Wait(std::size_t least) {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] { return is_over_ || come_.size() >= least || come_bytes_ >= kBytesAtOnce; });
  come_bytes_ = 0;
  auto come = std::exchange(come_, {});
  return is_refused_ ? Files() : std::move(come);
}

bool EarlyLook::IsRefused() {
  const std::lock_guard lock(mutex_);
  return is_refused_;
}

// The tag that would be the best one if the first files were all; of those that the archive's name speaks for, where
// one holds at least half as much: the first files are few, and often such as change least.
const Candidate& EarlyLook::Guess(const Tags& tags, const Files& files) const {
  std::vector<Candidate> ranked;
  for (const Candidate& candidate : tags.candidates) {
    const auto has = [&](const ArchiveFile* file) {
      const auto at = std::lower_bound(candidate.files.begin(), candidate.files.end(), Below(*file),
                                       [](const TagFile& one, std::string_view path) { return one.path < path; });
      return at != candidate.files.end() && at->path == Below(*file) && at->id == file->id;
    };
    const SubmodulePlaces places(candidate.files);
    const auto may_have = [&](const ArchiveFile* file) { return places.Hold(Below(*file)); };
    ranked.push_back({candidate.tag, {}, {}});
    ranked.back().match.matching = static_cast<std::size_t>(std::count_if(files.begin(), files.end(), has));
    ranked.back().of_submodules = static_cast<std::size_t>(std::count_if(files.begin(), files.end(), may_have));
  }
  Rank(ranked, tags.version);
  const std::size_t most = Held(ranked.front());
  std::vector<Candidate> named;
  std::copy_if(ranked.begin(), ranked.end(), std::back_inserter(named),
               [&](const Candidate& one) { return 2 * Held(one) >= most && IsOfVersion(one.tag.name, tags.version); });
  Rank(named, tags.version);
  const std::string& name = (named.empty() ? ranked : named).front().tag.name;
  return *std::find_if(tags.candidates.begin(), tags.candidates.end(),
                       [&name](const Candidate& one) { return one.tag.name == name; });
}

void EarlyLook::Run(const Tags& tags) {
  Files files = Wait(kLeastForGuess);
  if (files.empty() || tags.candidates.empty()) return;
  const std::string& first = files.front()->path;
  top_ = first.substr(0, first.find('/') + 1);
  const auto is_below = [this](const ArchiveFile* file) { return file->path.starts_with(top_); };
  holds_ = !top_.empty() && std::all_of(files.begin(), files.end(), is_below);
  if (!holds_) return;
  const Candidate& tag = Guess(tags, files);
  tag_ = tag.tag.name;
  ArchiveListing partial;
  partial.top = top_;
  const std::string no_prefix;
  deb::Exclusions none;  // what a packager left out is never in the archive that is looked at here
  Comparison comparison({partial, tag.files, no_prefix, tag.tag, index_, none}, repository_, others_);
  for (; holds_ && !files.empty(); files = Wait(kSomeFiles)) {
    holds_ = std::all_of(files.begin(), files.end(), is_below);
    if (holds_) Look(std::move(files), comparison);
  }
}

void EarlyLook::Look(Files files, Comparison& comparison) {
  const std::size_t came = files.size();
  for (std::size_t i = 0; i < came; ++i) {
    if (!comparison.Add(Below(*files[i]), *files[i])) holds_ = false;
    const auto waited = waiting_.find(std::string(Below(*files[i])));
    if (waited == waiting_.end()) continue;
    files.insert(files.end(), waited->second.begin(), waited->second.end());
    waiting_.erase(waited);
  }
  if (!holds_) return;
  std::vector<Difference> differences;
  for (const ArchiveFile* file : files) {
    auto difference = comparison.DifferenceOf(Below(*file), *file);
    if (difference) differences.push_back(*difference);
  }
  const auto take = [&](const Difference& difference, ReleaseFile answer) {
    // The answer stands unless such a file comes.
    for (std::string& missed : comparison.TakeMissed()) {
      Files& waiting = waiting_[std::move(missed)];
      if (waiting.empty() || waiting.back() != difference.in_archive) waiting.push_back(difference.in_archive);
    }
    answers_.insert_or_assign(std::string(difference.path), std::move(answer));
  };
  for (std::size_t i = 0; i < differences.size() && !IsRefused(); i += kBeforeAsking) {
    const auto first = differences.begin() + static_cast<std::ptrdiff_t>(i);
    const std::size_t count = std::min(kBeforeAsking, differences.size() - i);
    ExplainEach({first, first + static_cast<std::ptrdiff_t>(count)}, comparison, take);
  }
}

Answers EarlyLook::TakeAnswers(const Candidate& tag, const ArchiveListing& listing) {
  const bool is_as_guessed = !tag_.empty() && tag.tag.name == tag_ && tag.match.prefix.empty() && listing.top == top_;
  return holds_ && !IsRefused() && is_as_guessed ? std::move(answers_) : Answers();
}

}  // namespace halfsecond::release
