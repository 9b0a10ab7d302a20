// Who keeps up what a system rests on, and how alone: a list of projects to help. It weighs projects, never persons.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "facts/custody.h"
#include "facts/damage.h"

namespace halfsecond {

// Who uploaded a package, by the changelog that is shipped with it.
struct UploadRecord {
  struct Uploader {
    std::string name;
    std::size_t entries = 0;
    std::size_t non_maintainer = 0;  // of these, uploads in the place of a maintainer who was somebody else
  };
  std::string changelog;                // its path
  std::size_t entries = 0;              // that are shipped: long histories are often cut short
  std::size_t non_maintainer = 0;       // non-maintainer uploads among them
  std::size_t by_named_maintainer = 0;  // by the one who is named as the maintainer today
  std::vector<Uploader> uploaders;      // most entries first
  std::string last_date;                // of the newest entry: "2025-04-03"; "" when it has none
  bool is_whole = true;                 // false: some of it could not be read
};

// What a repository says of its upkeep.
struct RepositoryUpkeep {
  std::string path;
  CustodyPreconditions state;
  std::size_t absence_factor = 0;  // the fewest people who made half of the pushes of two years; 0: nobody pushed
  std::size_t signing_keys = 0;    // that signed the release tags
  std::int64_t last_seconds = 0;   // of its newest commit on that day
  std::vector<CustodyGap> gaps;
  std::string failure;  // why it could not be read whole; "" when it was
};

// A place where help is asked for, or can be offered.
struct HelpPlace {
  std::string kind;   // "FUNDING.yml", "SECURITY-INSIGHTS", "maintainer", "homepage"
  std::string where;  // an address or a name, foreign text
  std::string source;
};

// One project, as one source package of the system or one repository.
struct UpkeepProject {
  std::string name;                    // of the source package, or of the repository
  std::string version;                 // "" for a repository alone
  std::vector<std::string> packages;   // installed ones built from it
  std::string maintainer;              // of the package, as written
  bool is_orphaned = false;            // the distribution has nobody for it
  std::size_t programs = 0;            // of this system that map a library of it, by closure
  std::size_t direct = 0;              // of these, that name one themselves
  std::size_t privileged = 0;          // of these, with power of their own
  std::vector<std::string> libraries;  // sonames that are mapped, most programs first
  std::optional<UploadRecord> uploads;
  std::string uploads_unknown;  // why there is none
  std::optional<RepositoryUpkeep> repository;
  std::vector<HelpPlace> help;
  std::vector<std::string> signs;  // in words, what says that few people carry it; never added up
};

struct UpkeepFacts {
  bool is_system = false;
  std::size_t programs = 0;             // of the system
  std::vector<UpkeepProject> projects;  // those with signs first, then by programs
  std::size_t clones_left_out = 0;      // found for projects, and not read
  std::int64_t as_of = 0;
  std::vector<Damage> damages;
  bool complete = true;
};

}  // namespace halfsecond
