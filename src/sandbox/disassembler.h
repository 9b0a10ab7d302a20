// The disasm plug-in for a process that will be a reader before it knows whether it needs one. A reader starts nothing;
// most programs have nothing to disassemble, and starting a plug-in takes longer than reading them. So a small child is
// left outside: it starts the plug-in when it is first asked, and carries bytes between the two, which it does not
// read.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond::sandbox {

class Disassembler {
 public:
  // Leaves the child outside. `directory`: as Plugin::Start has it. REQUIRES: one thread, not yet a reader.
  // Errors: kIo.
  static Result<Disassembler> Start(const std::string& directory);

  // As a program without that child: every question is an error.
  Disassembler() = default;
  Disassembler(Disassembler&& other) noexcept;
  Disassembler& operator=(Disassembler&& other) noexcept;
  ~Disassembler();  // the child ends

  // The plug-in's answer (plugins/disasm/protocol.h). Errors: those of Plugin::Start and Plugin::Run; kIo when the
  // child has gone.
  Result<std::string> Ask(std::uint32_t operation, Bytes question);

 private:
  Disassembler(int to, int from) : to_(to), from_(from) {}
  int to_ = -1;
  int from_ = -1;
};

}  // namespace halfsecond::sandbox
