#include "readers/capability/file_capabilities.h"

#include <array>
#include <string_view>

namespace halfsecond::capability {
namespace {

constexpr std::uint32_t kVersionMask = 0xFF000000;
constexpr std::uint32_t kEffective = 0x00000001;
constexpr unsigned int kBits = 64;

// In the order of their numbers, up to Linux 5.9.
constexpr std::array<std::string_view, 41> kNames{
    "cap_chown",
    "cap_dac_override",
    "cap_dac_read_search",
    "cap_fowner",
    "cap_fsetid",
    "cap_kill",
    "cap_setgid",
    "cap_setuid",
    "cap_setpcap",
    "cap_linux_immutable",
    "cap_net_bind_service",
    "cap_net_broadcast",
    "cap_net_admin",
    "cap_net_raw",
    "cap_ipc_lock",
    "cap_ipc_owner",
    "cap_sys_module",
    "cap_sys_rawio",
    "cap_sys_chroot",
    "cap_sys_ptrace",
    "cap_sys_pacct",
    "cap_sys_admin",
    "cap_sys_boot",
    "cap_sys_nice",
    "cap_sys_resource",
    "cap_sys_time",
    "cap_sys_tty_config",
    "cap_mknod",
    "cap_lease",
    "cap_audit_write",
    "cap_audit_control",
    "cap_setfcap",
    "cap_mac_override",
    "cap_mac_admin",
    "cap_syslog",
    "cap_wake_alarm",
    "cap_block_suspend",
    "cap_audit_read",
    "cap_perfmon",
    "cap_bpf",
    "cap_checkpoint_restore",
};

}  // namespace

Result<FileCapabilities> ReadFileCapabilities(Bytes attribute) {
  HS_TRY(header, attribute.Integer<std::uint32_t>(0, ByteOrder::kLittle));
  const std::uint32_t version = (header & kVersionMask) >> 24U;
  if (version < 1 || version > 3) {
    return Error{Error::Kind::kUnsupported, "file capabilities of an unknown version", attribute.base()};
  }
  // Version 1 has one pair of words, 2 has two, 3 has two and whose root they are for.
  const std::uint64_t pairs = version == 1 ? 1 : 2;
  const std::uint64_t length = 4 + 8 * pairs + (version == 3 ? 4 : 0);
  if (attribute.size() != length) {
    return Error{Error::Kind::kMalformed, "file capabilities of a length their version does not have",
                 attribute.base()};
  }
  FileCapabilities capabilities;
  capabilities.is_effective = (header & kEffective) != 0;
  for (std::uint64_t pair = 0; pair < pairs; ++pair) {
    HS_TRY(permitted, attribute.Integer<std::uint32_t>(4 + 8 * pair, ByteOrder::kLittle));
    HS_TRY(inheritable, attribute.Integer<std::uint32_t>(8 + 8 * pair, ByteOrder::kLittle));
    capabilities.permitted |= std::uint64_t{permitted} << (32 * pair);
    capabilities.inheritable |= std::uint64_t{inheritable} << (32 * pair);
  }
  if (version == 3) {
    HS_TRY(root_uid, attribute.Integer<std::uint32_t>(length - 4, ByteOrder::kLittle));
    capabilities.root_uid = root_uid;
  }
  return capabilities;
}

std::string CapabilityNames(std::uint64_t bits) {
  std::string names;
  for (unsigned int bit = 0; bit < kBits; ++bit) {
    if ((bits >> bit & 1U) == 0) continue;
    if (!names.empty()) names.append(", ");
    if (bit < kNames.size()) {
      names.append(kNames[bit]);
    } else {
      names.append("cap_").append(std::to_string(bit));
    }
  }
  return names;
}

}  // namespace halfsecond::capability
