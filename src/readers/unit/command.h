// Commands: the value of ExecStart= and its kin, and of Exec= in a D-Bus service: which program, with whose rights.
//
// Refuses a command whose program is neither a bare name nor an absolute path, as systemd does.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace halfsecond::unit {

// What a command's prefix says of the rights it runs with: systemd.service(5), "Special executable prefixes".
enum class Rights : std::uint8_t {
  kUnits,    // no prefix: User= and the rest apply
  kFull,     // "+": none of them applies
  kKeepUid,  // "!": User= and Group= do not apply
  kAmbient,  // "!!": as "!", on kernels before ambient capabilities (4.3); as no prefix on all others
};

struct Command {
  std::string program;  // an absolute path, or a bare name that is looked up in a fixed path; may hold specifiers (%i)
  Rights rights = Rights::kUnits;
  std::string line;  // as written, prefixes and arguments included
};

// The commands of one line; several are separated by a lone ";". systemd's src/core/load-fragment.c, config_parse_exec.
// Errors: kMalformed (no program, a quote that does not end, a relative path).
Result<std::vector<Command>> ReadCommands(std::string_view value);

}  // namespace halfsecond::unit
