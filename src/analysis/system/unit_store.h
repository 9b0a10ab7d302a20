// UnitStore: which programs a system starts by itself, and as whom: systemd's services, D-Bus's, and init.
//
// Does not know: LSB scripts, cron, inetd, udev rules, units that generators write at boot of a system that is not
// running, and what a script that is started starts in turn.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/system/directory_aliases.h"
#include "analysis/system/real_paths.h"
#include "base/result.h"
#include "facts/damage.h"
#include "inputs/root.h"
#include "readers/unit/service.h"

namespace halfsecond::system {

// One program as one unit starts it.
struct StartedProgram {
  enum class By : std::uint8_t { kUnit, kBus, kInit };
  // Whether the system starts it as it stands.
  enum class When : std::uint8_t {
    kEnabled,      // linked into a target
    kOnDemand,     // by a socket, a timer, the bus or another unit
    kInstallable,  // cannot tell: it could be enabled, but nobody ever enabled anything here (a root of unpacked files)
    kDisabled,     // not before somebody enables it
  };

  std::string program;  // absolute inside the root, links resolved; as written where there is no such file
  By by = By::kUnit;
  When when = When::kOnDemand;
  std::string unit;  // "ssh.service"; for the bus the service's name; "init"
  std::string file;  // where that is written: the unit file or a drop-in
  std::uint64_t at_byte = 0;
  unit::Identity identity;
  unit::Step step = unit::Step::kStart;
  std::string type;  // of the unit: "notify", "oneshot"...; empty for the bus and init
  std::string line;  // the command as written
};

class UnitStore {
 public:
  // Reads all of them: 106 units in 4 ms. A file that cannot be read is damage. `root` must outlive the store.
  explicit UnitStore(const Root& root);

  // What starts `program`, a path absolute inside the root in any spelling; enabled ones first, then by unit. Any
  // number of threads may ask at once.
  std::span<const StartedProgram> StartersOf(const std::string& program) const;

  // Does anything start the program that this file is? One look at what was read, for those who ask of a thousand.
  bool Starts(const FileStatus& file) const;

  // Everything, sorted by program.
  const std::vector<StartedProgram>& all() const { return all_; }

  const std::vector<Damage>& damage() const { return damage_; }

 private:
  void ReadUnits();
  void ReadBusServices();
  void AddBusService(const std::string& path, const unit::BusService& service);
  void ReadInit();
  void NoteFiles();
  void AddService(const StartedProgram& common, const unit::Service& service, const std::vector<std::string>& paths);
  bool Read(const std::string& path, std::vector<unit::UnitFile>& files);
  void Note(std::string path, Error error);

  // The file that a command names: bare names are looked up where systemd looks.
  std::string Locate(const std::string& program) const;

  const Root* root_;
  DirectoryAliases aliases_;
  mutable RealPaths real_paths_;  // a few directories hold all programs
  std::vector<StartedProgram> all_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> files_;  // device and inode of each program, sorted
  std::vector<Damage> damage_;
};

}  // namespace halfsecond::system
