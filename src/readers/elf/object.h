// Object: what one ELF file means to the loader, as a record that owns its strings and outlives the file.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "readers/elf/dlopen_note.h"
#include "readers/elf/dynamic.h"
#include "readers/elf/header.h"
#include "readers/elf/layout.h"
#include "readers/elf/start_code.h"
#include "readers/elf/versions.h"

namespace halfsecond::elf {

struct ObjectNeed {
  std::string name;
  Needed::Kind kind = Needed::Kind::kNeeded;
  std::uint64_t at_byte = 0;
};

struct ObjectStartFunction {
  StartFunction::How how = StartFunction::How::kInitArray;
  StartFunction::Nature nature = StartFunction::Nature::kCode;
  std::uint64_t address = 0;
  std::uint64_t at_byte = 0;
  std::string symbol;
};

struct ObjectVersionNeed {
  std::string file;
  std::string version;
  VersionNeed::Strength strength = VersionNeed::Strength::kRequired;
  std::uint64_t at_byte = 0;
};

// What protects an object's memory once it runs. Offsets are of the program header or dynamic entry that says so.
struct Hardening {
  bool has_relro = false;
  bool bind_now = false;
  bool text_relocations = false;
  bool executable_stack = false;
  std::optional<std::uint64_t> writable_code_at;  // a segment both writable and executable
};

struct Object {
  Class elf_class = Class::k64;
  ByteOrder order = ByteOrder::kLittle;
  std::uint16_t machine = 0;
  std::uint16_t type = 0;
  Header header;
  std::string interpreter;  // PT_INTERP; empty for libraries and static programs
  bool has_dynamic = false;
  std::vector<ObjectNeed> needed;
  std::optional<std::string> soname, rpath, runpath, audit, dep_audit;
  std::uint64_t flags_1 = 0;
  Hardening hardening;
  // From here on only at Depth::kFacts and below.
  std::vector<ObjectStartFunction> start;
  std::vector<ObjectVersionNeed> version_needs;
  std::vector<std::string> version_definitions;
  std::vector<OnDemand> on_demand;
  std::vector<Error> damages;
};

enum class Depth : std::uint8_t {
  kNeeded,  // names and paths: enough to find a closure
  kFacts,   // everything that matters to a count or a rule
  kNamed,   // and the names of start-up functions that only symbol tables tell, for people to read
};

// Errors: what makes a loader refuse the file: no ELF, truncated headers, unreadable dynamic section. Damages in parts
// that only facts need are told in Object::damages.
Result<Object> ReadObject(Source& source, Depth depth);

}  // namespace halfsecond::elf
