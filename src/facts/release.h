// What a release archive has that its tag has not, and the other way round, each with the strength of its explanation.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/damage.h"
#include "facts/evidence.h"
#include "facts/finding.h"

namespace halfsecond {

enum class FileState : std::uint8_t { kOnlyInArchive, kOnlyInTag, kModified };

// How well a difference is explained, worst first.
enum class Strength : std::uint8_t {
  kContradicts,   // a well-known file that is not what it says
  kUnexplained,   // no explanation
  kLabelled,      // it says what it is, or its place does: that proves nothing
  kSubstitution,  // a few lines, all of them versions, dates or keywords
  kAttributed,    // the explanation is known and could be proved by a further fetch
  kProved,        // by content
};
inline constexpr std::size_t kStrengths = 6;

struct ReleaseFile {
  std::string path;  // below the archive's top folder, or below the tag's; foreign
  FileState state = FileState::kModified;
  Strength strength = Strength::kUnexplained;
  std::string_view explained_by;   // the explanation's id, "" when there is none
  std::string cause;               // what it says, in words; files that share it are one line
  std::vector<Evidence> evidence;  // lines of the file, where single lines are what matters
};

// A tag, and how much of the archive it holds.
struct TagMatch {
  std::string name;
  std::string commit;        // as hexadecimal digits
  std::string prefix;        // the folder of the tag that was released: "" or "expat/"
  std::size_t matching = 0;  // files of the archive with the same path and content
};

// Something about the archive itself that no honest packer does, or that makes readers disagree.
struct ArchiveOddity {
  std::string_view kind;  // "duplicate-name", "device"...
  std::string path;
  std::string detail;
};

// A file that is in the archive although the packager says that it was taken out.
struct KeptFile {
  std::string path;
  Evidence excluded_by;  // the pattern and its line
};

struct ReleaseFacts {
  std::string archive;
  std::string repository;
  std::string asked_tag;  // by --tag; "" when none
  TagMatch tag;
  std::string untagged_version;  // of the archive's name, where `tag` is of another; else ""
  std::optional<TagMatch> runner_up;
  std::optional<TagMatch>
      of_version;                   // where `tag` is of another version than the archive's name says, and this is of it
  std::string previous;             // the archive whose differences were left out; "" when none
  std::size_t repeated = 0;         // differences that it had already, the same to the byte
  std::size_t previous_files = 0;   // of it
  std::size_t previous_shared = 0;  // of them, those whose path this archive has as well
  std::size_t archive_files = 0;
  std::size_t identical = 0;
  // What stands in front of each path in the names of a tar archive, "./xz-5.4.1/"; nothing for other archives, and
  // where it is not the same for all.
  std::optional<std::string> in_front;
  bool is_regenerated = false;        // generated files were made again, where that can be done
  std::vector<std::string> operands;  // as the user typed them
  std::vector<ReleaseFile> files;     // worst first, then by cause and path
  std::vector<ArchiveOddity> oddities;
  std::vector<KeptFile> kept;  // at most a thousand
  std::vector<Damage> damages;
  std::vector<Finding> findings;

  bool complete() const { return damages.empty(); }
};

// Does the release before share so few paths with the archive as another project's would? Of 166 pairs of releases of
// one project the least is 28 % of the smaller one's files (two releases in a row: 41 %); of 3,658 pairs of two
// projects the most is 24 %.
bool IsOfOtherProject(const ReleaseFacts& facts);

// The words of output and JSON: "only-in-archive"; "contradicts".
std::string_view FileStateName(FileState state);
std::string_view StrengthName(Strength strength);

}  // namespace halfsecond
