#include "analysis/load/privilege.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace halfsecond::analysis {
namespace {

constexpr std::uint32_t kSetUidBit = 04000;
constexpr std::uint32_t kSetGidBit = 02000;
constexpr std::uint32_t kGroupExecuteBit = 00010;

Privilege FromFile(Privilege::Kind kind, std::string because, const ProgramFile& program) {
  char mode[16];
  std::snprintf(mode, sizeof mode, "mode %04o", program.status.mode & 07777U);
  return {kind, std::move(because), {program.path, 0, "", mode}};
}

void AddFromFile(const ProgramFile& program, std::vector<Privilege>& privileges) {
  const FileStatus& status = program.status;
  if ((status.mode & kSetUidBit) != 0) {
    const std::string owner = status.uid == 0 ? "root" : "user " + std::to_string(status.uid);
    privileges.push_back(FromFile(Privilege::Kind::kSetUid, "set-uid " + owner, program));
  }
  // Without the right to execute the bit means mandatory locking: inode(7).
  if ((status.mode & kSetGidBit) != 0 && (status.mode & kGroupExecuteBit) != 0) {
    const std::string group = status.gid == 0 ? "root" : "group " + std::to_string(status.gid);
    privileges.push_back(FromFile(Privilege::Kind::kSetGid, "set-gid " + group, program));
  }
  if (program.capabilities && program.capabilities->permitted != 0) {
    privileges.push_back(FromFile(Privilege::Kind::kFileCapabilities,
                                  capability::CapabilityNames(program.capabilities->permitted), program));
  }
}

Privilege::Kind KindOf(const StartedProgram& started) {
  if (started.by == StartedProgram::By::kInit) return Privilege::Kind::kInit;
  if (started.by == StartedProgram::By::kBus) return Privilege::Kind::kBusAsRoot;
  const bool stays = started.step == unit::Step::kStart && started.type != "oneshot";
  return stays ? Privilege::Kind::kUnitAsRoot : Privilege::Kind::kUnitStepAsRoot;
}

}  // namespace

std::vector<Privilege> PrivilegesOf(const ProgramFile& program, const UnitStore& units) {
  std::vector<Privilege> privileges;
  for (const StartedProgram& started : units.StartersOf(program.path)) {
    if (started.identity.kind != unit::Identity::Kind::kRoot) continue;
    std::string because = started.unit;
    if (started.when == StartedProgram::When::kDisabled) because.append(", not enabled");
    privileges.push_back({KindOf(started), std::move(because), {started.file, started.at_byte, "byte", started.line}});
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

}  // namespace halfsecond::analysis
