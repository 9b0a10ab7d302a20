// Which tag a release was made from: candidates by their version, the winner by content.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "analysis/release/archive_listing.h"
#include "analysis/release/repository.h"
#include "analysis/survey/crew.h"
#include "base/result.h"
#include "facts/release.h"

namespace halfsecond::release {

// A version as numbers: "SUDO_1_9_16p2" is 1 9 16 2. A pre-release says so ("rc1", "beta"), and what follows is left
// out.
struct Version {
  std::vector<std::uint64_t> numbers;
  enum class Stage : std::uint8_t { kRelease, kPreRelease } stage = Stage::kRelease;
};
Version VersionOf(std::string_view name);

// The part of a file's or folder's name that is the version: "libgcrypt20_1.10.1.orig.tar.bz2" is "1.10.1",
// "libxml2_2.12.7+dfsg+really2.9.14" is "2.9.14". "" when there is none.
std::string VersionText(std::string_view name);

// The tags that may have made `version`, most likely first; with their neighbours, so that an archive with a wrong name
// is found out. At most kMaxCandidates.
inline constexpr std::size_t kMaxCandidates = 12;
std::vector<TagRef> Candidates(const std::vector<TagRef>& tags, std::string_view version);

// Is `tag` of that version, as far as their names tell?
bool IsOfVersion(std::string_view tag, std::string_view version);

// How many of `candidates`, most likely first, are read at first: all that are named after `version`, and a few of
// their neighbours. An archive that is what its name says needs no more.
std::size_t ReadAtFirst(const std::vector<TagRef>& candidates, std::string_view version);

// A tag whose files are at hand.
struct Candidate {
  TagRef tag;
  std::vector<TagFile> files;
  TagMatch match;
  std::size_t shared = 0;         // paths that the archive and the tag have both, whatever is there
  std::size_t of_submodules = 0;  // files of the archive in the places of the tag's submodules
};

// Is `path`, of the tag, in the place of one of its submodules? Then the tag says that it comes from elsewhere.
class SubmodulePlaces {
 public:
  explicit SubmodulePlaces(const std::vector<TagFile>& files);
  bool Hold(std::string_view path) const;
  bool empty() const { return places_.empty(); }

 private:
  std::unordered_set<std::string_view> places_;
};

// How much of the listing each candidate holds, and below which of its folders: at its top, where that has nearly all.
// Where a few files lie outside of the folder that most are in, the listing is put below that folder if more of it is
// in a tag then.
void Score(ArchiveListing& listing, std::vector<Candidate>& candidates, survey::Crew& crew);

// Is the archive, named after `version`, what the best candidate holds? Then no others need to be read.
bool IsConvincing(const Candidate& best, std::string_view version);

// The best candidate first: by how much it holds, what its submodules may hold included, never a pre-release before a
// release of the same version, then by the closeness of its name to `version`.
void Rank(std::vector<Candidate>& candidates, std::string_view version);

}  // namespace halfsecond::release
