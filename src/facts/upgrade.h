// What a new package brings that matters for security and that the old one had not.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/damage.h"
#include "facts/finding.h"

namespace halfsecond {

struct UpgradeChange {
  std::string_view kind;  // "needed", "set-id", "script-line"...: docs/schema/upgrade-check.json lists them
  std::string path;       // of the new package; "postinst" for a maintainer script; foreign
  std::string detail;     // what is new, in words; changes that share it and the kind have one cause
  Severity severity = Severity::kNote;  // a note is worth knowing and no complaint
  std::vector<std::string> lines{};     // "script-line": all that are new in this script, in its order; foreign
};

// What release-check said of the release that the new package was built from.
struct UpgradeSource {
  std::string archive;
  std::string tag;
  std::size_t unexplained = 0;     // files that differ from the tag without an explanation
  std::size_t contradicts = 0;     // files that are not what they say
  std::vector<std::string> worst;  // of these the first few, as "path: why"
  bool is_complete = false;
};

struct UpgradeFacts {
  std::string old_package;  // as the user named them
  std::string new_package;
  std::size_t files = 0;                // of the new package
  std::size_t changed = 0;              // of them, those whose contents differ or that are new
  std::vector<UpgradeChange> changes;   // worst first, then by kind, detail and path
  bool scripts_compared = true;         // with the control fields; false: one of the two has none
  bool are_unrelated = false;           // no path and no SONAME in common, and not known to be of one name
  std::optional<UpgradeSource> source;  // where an answer of release-check was given
  std::vector<Damage> damages;
  std::vector<Finding> findings;
};

}  // namespace halfsecond
