// A service as systemd sees it, its unit file and the drop-ins behind it read as one; and as D-Bus sees its own.
//
// A command that cannot be read is left out and reported, as systemd does; every other line counts.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "readers/unit/command.h"
#include "readers/unit/unit_file.h"

namespace halfsecond::unit {

// When a command runs: the key it stands under.
enum class Step : std::uint8_t { kCondition, kStartPre, kStart, kStartPost, kReload, kStop, kStopPost };

// "ExecCondition", "ExecStartPre" and so on.
std::string_view StepName(Step step);

struct ServiceCommand {
  Step step = Step::kStart;
  Command command;
  std::size_t file = 0;       // which of the files it stands in, counted from zero
  std::uint64_t at_byte = 0;  // and where
};

struct Service {
  std::vector<ServiceCommand> commands;  // in the order written
  std::string user;                      // User=, as written; empty when not given
  std::string group;                     // Group=, likewise
  std::string type;                    // Type=, or what systemd takes when it is not given: "simple", "dbus", "oneshot"
  std::string bus_name;                // BusName=
  std::string other_root;              // RootDirectory= or RootImage=: the commands are files of another system
  std::vector<std::string> sockets;    // Sockets=
  std::vector<std::string> aliases;    // Alias=
  std::vector<std::string> wanted_by;  // WantedBy=, RequiredBy= and UpheldBy=
  bool dynamic_user = false;           // DynamicUser=
  bool permissions_start_only = false;  // PermissionsStartOnly=: User= is for ExecStart= alone
  bool has_install_section = false;     // it can be enabled; otherwise something else starts it
  std::vector<Error> damage;            // at most one a line
};

// `files`: the unit file, then its drop-ins in the order they count. Of a key that holds one value the last one counts;
// lists grow; an empty value forgets all before it. systemd.unit(5), "Description"; systemd.service(5), "ExecStart=".
Service MergeService(std::span<const UnitFile> files);

// The identity a process starts with.
struct Identity {
  enum class Kind : std::uint8_t { kRoot, kUser, kDynamic };
  Kind kind = Kind::kRoot;
  std::string user;  // "root", what User= says (a name, a number, a specifier as written), or "dynamic"
};

// Who `command`, one of those of `service`, runs as: systemd.exec(5), "User=", "DynamicUser=". On a kernel since 4.3.
Identity IdentityOf(const Service& service, const ServiceCommand& command);

// A service that D-Bus starts when somebody calls it: dbus-daemon(1), "service description files".
struct BusService {
  std::string name;          // "org.freedesktop.PackageKit"
  std::string exec;          // the command line
  Identity identity;         // User=; the system bus starts nothing without it, so absent means root in effect
  std::string systemd_unit;  // where systemd runs, this unit is started instead of `exec`
};
BusService ReadBusService(const UnitFile& file);

}  // namespace halfsecond::unit
