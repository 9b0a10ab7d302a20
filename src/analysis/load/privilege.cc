#include "analysis/load/privilege.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace halfsecond::load {
namespace {

constexpr std::uint32_t kGroupExecuteBit = 00010;

Privilege FromFile(Privilege::Kind kind, std::string because, const ProgramFile& program) {
  std::string mode = "mode ";
  for (const unsigned int shift : {9U, 6U, 3U, 0U}) {
    mode.push_back(static_cast<char>('0' + (program.status.mode >> shift & 07U)));
  }
  return {kind, std::move(because), {program.path, 0, "", std::move(mode)}};
}

void AddFromFile(const ProgramFile& program, std::vector<Privilege>& privileges) {
  const FileStatus& status = program.status;
  if ((status.mode & S_ISUID) != 0) {
    if (status.uid == 0) {
      privileges.push_back(FromFile(Privilege::Kind::kSetUidRoot, "set-uid root", program));
    } else {
      privileges.push_back(FromFile(Privilege::Kind::kSetUid, "set-uid user " + std::to_string(status.uid), program));
    }
  }
  // Without the right to execute the bit means mandatory locking: inode(7).
  if ((status.mode & S_ISGID) != 0 && (status.mode & kGroupExecuteBit) != 0) {
    const std::string group = status.gid == 0 ? "root" : "group " + std::to_string(status.gid);
    privileges.push_back(FromFile(Privilege::Kind::kSetGid, "set-gid " + group, program));
  }
  if (program.capabilities && program.capabilities->permitted != 0) {
    privileges.push_back(FromFile(Privilege::Kind::kFileCapabilities,
                                  capability::CapabilityNames(program.capabilities->permitted), program));
  }
}

Privilege::Kind KindOf(const system::StartedProgram& started) {
  if (started.identity.kind != unit::Identity::Kind::kRoot) return Privilege::Kind::kUnitAsUser;
  if (started.by == system::StartedProgram::By::kInit) return Privilege::Kind::kInit;
  if (started.by == system::StartedProgram::By::kBus) return Privilege::Kind::kBusAsRoot;
  const bool stays = started.step == unit::Step::kStart && started.type != "oneshot";
  return stays ? Privilege::Kind::kUnitAsRoot : Privilege::Kind::kUnitStepAsRoot;
}

Privilege FromStarted(const system::StartedProgram& started) {
  std::string because = started.unit;
  if (started.identity.kind == unit::Identity::Kind::kUser) because.append(" as ").append(started.identity.user);
  if (started.identity.kind == unit::Identity::Kind::kDynamic) because.append(" as a user of its own");
  if (started.when == system::StartedProgram::When::kDisabled) because.append(", not enabled");
  return {KindOf(started), std::move(because), {started.file, started.at_byte, "byte", started.line}};
}

}  // namespace

Result<ProgramFile> LookAt(const Root& root, const std::string& path) {
  HS_TRY(status, root.Status(path));
  return LookAt(root, path, status);
}

ProgramFile LookAt(const Root& root, const std::string& path, const FileStatus& status) {
  ProgramFile program;
  program.path = path;
  program.status = status;
  const auto attribute = root.Attribute(path, "security.capability");
  if (!attribute.ok()) return program;
  const auto capabilities = capability::ReadFileCapabilities(Bytes::Of(*attribute));
  if (capabilities.ok()) program.capabilities = *capabilities;
  return program;
}

std::vector<Privilege> PrivilegesOf(const ProgramFile& program, const system::UnitStore& units) {
  std::vector<Privilege> privileges;
  if (units.Starts(program.status)) {
    for (const system::StartedProgram& started : units.StartersOf(program.path)) {
      privileges.push_back(FromStarted(started));
    }
  }
  AddFromFile(program, privileges);
  std::stable_sort(privileges.begin(), privileges.end(),
                   [](const Privilege& a, const Privilege& b) { return a.kind < b.kind; });
  const auto last = std::unique(privileges.begin(), privileges.end(), [](const Privilege& a, const Privilege& b) {
    return a.kind == b.kind && a.because == b.because;
  });
  privileges.erase(last, privileges.end());
  return privileges;
}

}  // namespace halfsecond::load
