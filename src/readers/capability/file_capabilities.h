// File capabilities: the security.capability attribute, by which a program gets single rights of root.
//
// Refuses a length that its own version does not have, as the kernel does.

#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond::capability {

// Bit n is capability n of capabilities(7).
struct FileCapabilities {
  std::uint64_t permitted = 0;
  std::uint64_t inheritable = 0;
  bool is_effective = false;   // raised as soon as the program starts, so that it need not know of them
  std::uint32_t root_uid = 0;  // counts only in the user namespace whose root this is; zero: in the first one
};

// The attribute's value. Linux, include/uapi/linux/capability.h, vfs_cap_data and vfs_ns_cap_data: little-endian words.
// Errors: kTruncated, kMalformed (length), kUnsupported (a version above 3).
Result<FileCapabilities> ReadFileCapabilities(Bytes attribute);

// "cap_net_bind_service, cap_net_raw"; a bit without a name is "cap_<number>". Empty for no bits.
std::string CapabilityNames(std::uint64_t bits);

}  // namespace halfsecond::capability
