#include "analysis/release/check.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <iterator>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "analysis/release/archive_listing.h"
#include "analysis/release/archive_paths.h"
#include "analysis/release/archive_stream.h"
#include "analysis/release/early_look.h"
#include "analysis/release/explain/explanation.h"
#include "analysis/release/packaging.h"
#include "analysis/release/regenerate.h"
#include "analysis/release/tag_search.h"
#include "base/text.h"

namespace halfsecond::release {
namespace {

std::string_view BaseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Does a file's name say that it is an archive of another kind than tar?
bool SaysOther(std::string_view name) {
  return name.ends_with(".zip") || name.ends_with(".7z") || name.ends_with(".jar");
}

// The candidates that are at hand, and every blob that they hold.
class Tags {
 public:
  Tags(Repository& repository, const ReleaseInput& input) : repository_(repository), input_(input) {}

  // Does the archive's own name say which tags to read?
  bool CanBegin() const { return !VersionText(BaseName(input_.archive)).empty(); }

  // Chooses by the archive's name, or else by the first path in it. Whoever calls Wait goes on then.
  void Choose(const std::string& first_path) {
    auto chosen = ReadCandidates(first_path);
    {
      const std::lock_guard lock(mutex_);
      chosen_ = std::move(chosen);
      is_chosen_ = true;
    }
    wake_.notify_all();
  }
  bool is_chosen() const { return is_chosen_; }
  void Wait() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return is_chosen_.load(); });
  }
  // REQUIRES: is_chosen().
  const Result<void>& chosen() const { return chosen_; }

  git::Algorithm algorithm() const { return repository_.algorithm(); }
  bool Knows(const git::ObjectId& id) const { return known_.count(id) > 0; }

  // The tag, and the runner-up where there is one.
  Candidate& Judge(ArchiveListing& listing, survey::Crew& crew) {
    Score(listing, candidates_, crew);
    Rank(candidates_, version_);
    if (!others_.empty() && !IsConvincing(candidates_.front(), version_)) {
      // What was read is enough to go on with where the others cannot be.
      if (!Read(std::exchange(others_, {})).ok()) return candidates_.front();
      Score(listing, candidates_, crew);
      Rank(candidates_, version_);
    }
    const auto asked = std::find_if(candidates_.begin(), candidates_.end(),
                                    [this](const Candidate& one) { return one.tag.name == input_.asked_tag; });
    if (asked != candidates_.end()) std::rotate(candidates_.begin(), asked, asked + 1);
    return candidates_.front();
  }
  const std::vector<Candidate>& all() const { return candidates_; }
  const std::string& version() const { return version_; }

 private:
  // Reads the candidates for what `first_path` and the archive's name say it is.
  Result<void> ReadCandidates(const std::string& first_path) {
    version_ = VersionText(BaseName(input_.archive));
    if (version_.empty()) version_ = VersionText(first_path.substr(0, first_path.find('/')));
    std::vector<TagRef> chosen = release::Candidates(repository_.tags(), version_);
    const auto& tags = repository_.tags();
    const auto is_asked = [this](const TagRef& tag) { return tag.name == input_.asked_tag; };
    if (!input_.asked_tag.empty() && std::none_of(chosen.begin(), chosen.end(), is_asked)) {
      const auto asked = std::find_if(tags.begin(), tags.end(), is_asked);
      if (asked == tags.end()) return Unknown();
      chosen.push_back(*asked);
    }
    if (chosen.empty()) return Error{Error::Kind::kNotFound, input_.repository + ": no tags"};
    const auto later = chosen.begin() + static_cast<std::ptrdiff_t>(ReadAtFirst(chosen, version_));
    std::copy_if(later, chosen.end(), std::back_inserter(others_), std::not_fn(is_asked));
    chosen.erase(std::remove_if(later, chosen.end(), std::not_fn(is_asked)), chosen.end());
    HS_CHECK(Read(std::move(chosen)));
    if (candidates_.empty()) {
      HS_CHECK(Read(std::exchange(others_, {})));
    }
    if (candidates_.empty()) return Error{Error::Kind::kNotFound, input_.repository + ": no tag's objects are there"};
    return {};
  }

  // Adds those whose objects are there.
  Result<void> Read(std::vector<TagRef> tags) {
    std::vector<git::ObjectId> ids;
    ids.reserve(tags.size());
    for (const TagRef& tag : tags) ids.push_back(tag.id);
    auto all_files = repository_.FilesOfAll(ids);
    for (std::size_t i = 0; i < tags.size(); ++i) {
      auto& files = all_files[i];
      if (!files.ok() && files.error().kind == Error::Kind::kNotFound) continue;
      if (!files.ok()) return std::move(files).error();
      for (const TagFile& file : *files) known_.insert(file.id);
      candidates_.push_back({std::move(tags[i]), std::move(*files), {}});
    }
    return {};
  }

  Error Unknown() const {
    std::vector<std::string> names;
    for (const TagRef& tag : repository_.tags()) names.push_back(tag.name);
    const std::string closest = ClosestName(input_.asked_tag, names);
    return {Error::Kind::kNotFound,
            "no tag " + input_.asked_tag +
                (closest.empty() ? " in " + input_.repository : "; did you mean " + closest + "?")};
  }

  Repository& repository_;
  const ReleaseInput& input_;
  std::string version_;
  std::vector<Candidate> candidates_;
  std::vector<TagRef> others_;  // read where none of those is convincing
  std::unordered_set<git::ObjectId, git::ObjectIdHash> known_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> is_chosen_ = false;
  Result<void> chosen_;
};

Result<ArchiveListing> ReadArchive(int descriptor, const ArchivePlugins& plugins,
                                   const ListingBuilder::Questions& questions) {
  ListingBuilder builder(questions);
  HS_CHECK(StreamArchive(descriptor, plugins, builder));
  return builder.Finish();
}

Error OfFile(const std::string& path, Error error) {
  error.what = path + ": " + error.what;
  return error;
}

// The archive's listing, read while the tags are, and a first look at what it has.
Result<ArchiveListing> ReadBoth(const ReleaseInput& input, const ReleaseTools& tools, Tags& tags, EarlyLook& early) {
  const bool at_once = tags.CanBegin();
  const bool looks_early = at_once && tools.crew.workers() > 1;
  ListingBuilder::Questions questions{[&](const std::string& path) -> Result<void> {
                                        if (!at_once) tags.Choose(path);
                                        return {};
                                      },
                                      [&tags](const git::ObjectId& id) { return tags.Knows(id); },
                                      [&tags] { return tags.is_chosen(); }, [&tags] { tags.Wait(); }};
  questions.algorithm = tags.algorithm();
  if (looks_early) questions.on_settled = [&early](const ArchiveFile& file) { early.Add(file); };
  ListingBuilder builder(std::move(questions));
  Result<void> streamed;
  const auto read = [&] {
    streamed = StreamArchive(input.descriptor, tools.plugins, builder);
    builder.End();
    early.End(streamed.ok() && !builder.failure() ? EarlyLook::How::kWhole : EarlyLook::How::kRefused);
  };
  const auto read_tags = [&] {
    tags.Choose("");
    if (looks_early && tags.chosen().ok()) early.Run({tags.all(), tags.version()});
  };
  if (at_once) {
    // The tags first: whoever is alone reads them before the archive.
    tools.crew.Run(2, 1, [&](std::size_t, std::size_t piece, std::size_t) { piece == 0 ? read_tags() : read(); });
  } else {
    read();
  }
  if (tags.is_chosen() && !tags.chosen().ok()) return tags.chosen().error();
  if (!streamed.ok()) return OfFile(input.archive, streamed.error());
  auto listing = builder.Finish();
  return listing.ok() ? std::move(listing) : Result<ArchiveListing>(OfFile(input.archive, listing.error()));
}

// The listing of the release before, below its top folder as the archive is.
Result<ArchiveListing> ReadPrevious(const ReleaseInput& input, const ArchivePlugins& plugins,
                                    const ArchiveListing& listing, git::Algorithm algorithm) {
  ListingBuilder::Questions nothing{[](const std::string&) -> Result<void> { return {}; },
                                    [](const git::ObjectId&) { return true; }};
  nothing.algorithm = algorithm;
  auto previous = ReadArchive(input.previous_descriptor, plugins, nothing);
  if (!previous.ok()) return OfFile(input.previous, previous.error());
  if (!listing.top.empty() && previous->top.empty()) PutBelow(*previous, LargestFolder(*previous));
  return previous;
}

// Leaves out what the release before had as well: the same file, to the byte. Tells how many that are, and how much of
// the archive it has at all.
void LeaveOutKnown(const ArchiveListing& previous, const ArchiveListing& listing, std::vector<Difference>& differences,
                   ReleaseFacts& facts) {
  std::unordered_map<std::string_view, const ArchiveFile*> by_path;
  for (const ArchiveFile& file : previous.files) by_path.emplace(file.path, &file);
  facts.previous_files = previous.files.size();
  for (const ArchiveFile& file : listing.files) facts.previous_shared += by_path.count(file.path);
  facts.repeated = std::erase_if(differences, [&by_path](const Difference& difference) {
    const auto found = by_path.find(difference.path);
    if (difference.in_archive == nullptr) return found == by_path.end();
    return found != by_path.end() && found->second->id == difference.in_archive->id &&
           found->second->type == difference.in_archive->type;
  });
}

// What the packager took out; an archive of packaging that cannot be read is damage.
deb::Exclusions ReadPackaging(const ReleaseInput& input, const ArchivePlugins& plugins, std::vector<Damage>& damages) {
  if (input.packaging_descriptor < 0) return {};
  auto read = ExclusionsIn(input.packaging_descriptor, plugins, input.component);
  if (read.ok()) return *std::move(read);
  damages.push_back({input.packaging, read.error().what, read.error().at_byte});
  return {};
}

// Takes out the files that have the tag's bytes and are links there, or the reverse: no reason for other bytes fits.
std::vector<ReleaseFile> TakeOtherKinds(std::vector<Difference>& differences) {
  std::vector<ReleaseFile> taken;
  std::erase_if(differences, [&taken](const Difference& difference) {
    if (difference.in_archive == nullptr || difference.in_tag == nullptr) return false;
    if (difference.in_archive->id != difference.in_tag->id) return false;
    const bool is_link = difference.in_archive->type == archive::Entry::Type::kSymlink;
    taken.push_back({std::string(difference.path),
                     difference.state,
                     Strength::kUnexplained,
                     "",
                     is_link ? "a symbolic link, which in the tag is a file of the same bytes"
                             : "a file, which in the tag is a symbolic link of the same bytes",
                     {}});
    return true;
  });
  return taken;
}

// Is the archive what its name says?
void TellFormat(const ReleaseInput& input, ReleaseFacts& facts) {
  const bool is_tar = BeginsAsTar(input.descriptor).value_or(false);
  if (is_tar != SaysTar(input.archive)) {
    const std::string name(BaseName(input.archive));
    if (!is_tar) facts.oddities.push_back({"other-format", name, "no tar archive, though its name says so"});
    if (is_tar && SaysOther(name))
      facts.oddities.push_back({"other-format", name, "a tar archive, though its name says another"});
  }
}

// Is the tag of the version in the archive's name, or else is there one?
void TellVersion(const Tags& tags, const Candidate& best, ReleaseFacts& facts) {
  if (IsOfVersion(best.tag.name, tags.version())) return;
  for (const Candidate& candidate : tags.all()) {
    if (!facts.of_version && IsOfVersion(candidate.tag.name, tags.version())) facts.of_version = candidate.match;
  }
  if (!facts.of_version) facts.untagged_version = tags.version();
}

}  // namespace

Result<ReleaseFacts> CheckRelease(const ReleaseInput& input, const ReleaseTools& tools, Repository& repository) {
  Tags tags(repository, input);
  EarlyLook early(tools.index, repository, tools.others);
  HS_TRY(listing, ReadBoth(input, tools, tags, early));
  Candidate& best = tags.Judge(listing, tools.crew);

  ReleaseFacts facts;
  facts.archive = input.archive;
  facts.repository = input.repository;
  facts.asked_tag = input.asked_tag;
  facts.archive_files = listing.files.size();
  facts.oddities = listing.oddities;
  TellFormat(input, facts);
  if (listing.lead && BeginsAsTar(input.descriptor).value_or(false)) facts.in_front = *listing.lead + listing.top;
  facts.is_regenerated = tools.workshop != nullptr;
  HS_TRY(commit, repository.CommitOf(best.tag.id));
  best.match.commit = commit;
  facts.tag = best.match;
  TellVersion(tags, best, facts);
  if (tags.all().size() > 1) facts.runner_up = tags.all()[1].match;

  deb::Exclusions exclusions = ReadPackaging(input, tools.plugins, facts.damages);
  Comparison comparison({listing, best.files, best.match.prefix, best.tag, tools.index, exclusions}, repository,
                        tools.others);
  facts.kept = KeptThoughExcluded(listing, comparison);
  auto differences = comparison.Differences(facts.identical);
  if (!input.previous.empty()) {
    HS_TRY(previous, ReadPrevious(input, tools.plugins, listing, repository.algorithm()));
    facts.previous = input.previous;
    LeaveOutKnown(previous, listing, differences, facts);
  }
  facts.files = TakeOtherKinds(differences);
  for (ReleaseFile& file : Explain(differences, comparison, early.TakeAnswers(best, listing))) {
    facts.files.push_back(std::move(file));
  }
  SortWorstFirst(facts.files);
  if (tools.workshop != nullptr) {
    const auto done = Regenerate({input.descriptor, tools.plugins}, listing, *tools.workshop, facts.files);
    if (!done.ok()) facts.damages.push_back({input.archive, "not regenerated: " + done.error().what, 0});
    SortWorstFirst(facts.files);
  }
  return facts;
}

}  // namespace halfsecond::release
