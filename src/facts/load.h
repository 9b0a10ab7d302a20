// What the loader would map for one program, who asked for it, and what runs before main() though nobody calls it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/code_walk.h"
#include "facts/damage.h"
#include "facts/evidence.h"
#include "facts/package_owner.h"
#include "facts/privilege.h"

namespace halfsecond {

// By which rule the loader found an object (ld.so(8), "DESCRIPTION").
enum class FoundBy : std::uint8_t {
  kProgram,      // it is the program
  kInterpreter,  // PT_INTERP
  kPath,         // the name holds a slash
  kRpath,
  kRunpath,
  kLibraryPath,  // LD_LIBRARY_PATH
  kCache,        // ld.so.cache
  kDefault,      // the loader's built-in directories, or musl's path file
  kPreload,      // LD_PRELOAD or ld.so.preload
  kReserved,     // musl: part of the C library itself
};

// "program", "interpreter", "path", "rpath", "runpath", "LD_LIBRARY_PATH", "cache", "default", "preload", "libc".
std::string_view FoundByName(FoundBy found_by);

inline constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

struct LoadHardening {
  bool relro = false;
  bool bind_now = false;
  bool text_relocations = false;
  bool executable_stack = false;
  std::optional<std::uint64_t> writable_code_at;
};

struct LoadedObject {
  std::string soname;                   // as it was asked for; for the program its file name
  std::string path;                     // as the loader spells it
  std::size_t requested_by = kNobody;   // index of the first object that asked, kNobody for the program and preloads
  std::uint64_t requested_at_byte = 0;  // the DT_NEEDED entry in that object
  FoundBy found_by = FoundBy::kDefault;
  std::string found_in;                         // the search directory or variable as written, where one decided
  std::shared_ptr<const PackageOwner> package;  // null: none, or not asked; one for all objects of the package's file
  unsigned link_namespace = 0;                  // 0: the program's own; audit libraries live in others
  bool is_runtime = false;                      // the C library, its loader, or the compiler's support library
  std::vector<std::size_t> needs;               // what its own DT_NEEDED entries led to, in their order
  std::vector<std::uint64_t> needs_at_bytes;    // the entry of each
  LoadHardening hardening;
};

// How code comes to run uninvited.
enum class StartHow : std::uint8_t {
  kAudit,  // a library named by DT_AUDIT, DT_DEPAUDIT or LD_AUDIT
  kIfunc,  // IFUNC resolver
  kPreinitArray,
  kInit,      // DT_INIT that is no stub of the C runtime
  kInitCall,  // DT_INIT: the stub with a hidden call
  kCtors,
  kInitArray,
};

// "audit library", "IFUNC resolver", "DT_PREINIT_ARRAY", "DT_INIT", "DT_INIT with a hidden call", ".ctors",
// "DT_INIT_ARRAY".
std::string_view StartHowName(StartHow how);

enum class StartCertainty : std::uint8_t {
  kRuns,        // code of the object's own
  kCannotTell,  // the machine's stubs are not known to us
};

// One function that runs before main() without being called by the program. Runtime stubs are not among them.
struct StartEntry {
  std::size_t object = 0;  // index into LoadFacts::objects
  StartHow how = StartHow::kInitArray;
  StartCertainty certainty = StartCertainty::kRuns;
  std::uint64_t address = 0;  // as linked
  std::string symbol;         // empty when stripped
  std::uint64_t at_byte = 0;  // in the object's file, of what names it
  std::string_view quote;     // what stands there
  std::size_t position = 0;   // in the timeline, from 0
  // One library's walks are shared by all programs that map it; null: nobody followed its code.
  std::shared_ptr<const CodeWalk> walk;
};

// One step of the time before main().
struct TimelineStep {
  enum class What : std::uint8_t { kAudit, kResolvers, kPreinit, kInit };
  What what = What::kInit;
  std::size_t object = 0;
  std::vector<std::size_t> entries;     // into LoadFacts::start: what runs in this step, in order
  std::size_t not_yet_relocated = 0;    // how many objects still wait for relocation at this moment
  std::string first_not_yet_relocated;  // the soname of the next one, for reading by people
};

struct MissingLibrary {
  std::string soname;
  std::size_t requested_by = kNobody;
  std::uint64_t requested_at_byte = 0;
  std::vector<std::string> looked_in;
  std::string because;   // "not found", "is a text file", "wrong ELF class" ...
  bool is_fatal = true;  // false: an auxiliary filter or a preload, which the loader does without
};

// A symbol version that a library was linked against and that the one found does not define.
struct MissingVersion {
  std::string version;
  std::size_t needed_by = 0;
  std::size_t in_object = 0;
  std::uint64_t at_byte = 0;
};

struct OnDemandLibrary {
  std::size_t object = 0;
  std::vector<std::string> sonames;
  std::string feature;
  std::string priority;
  std::uint64_t at_byte = 0;
};

// A search directory that someone other than root may fill, or that depends on where the program is started.
struct SearchDirectory {
  std::size_t object = 0;  // whose path names it; kNobody for the environment
  std::string directory;   // expanded
  std::string as_written;
  enum class Risk : std::uint8_t { kNone, kRelative, kWritableByOthers, kOwnedByUser, kCreatableByOthers };
  Risk risk = Risk::kNone;
  std::string detail;
};

enum class Linkage : std::uint8_t { kDynamic, kStatic, kStaticPie, kLibrary };

struct LoadFacts {
  std::string program;
  Linkage linkage = Linkage::kDynamic;
  std::string interpreter;
  std::string loader;  // "glibc 2.36", "musl", "unknown"
  std::string cpu;     // "x86-64-v3": which hwcaps directories counted
  std::vector<Privilege> privileges;
  std::vector<LoadedObject> objects;          // in the loader's order, the program first
  std::vector<std::size_t> init_order;        // indexes into objects, in the order their initialisers run
  std::vector<std::size_t> relocation_order;  // the same for relocation, without namespaces of audit libraries
  std::vector<std::size_t> lookup_order;      // the same for looking symbols up: a filter before what it filters
  std::vector<StartEntry> start;              // uninvited code, in the order in which it runs; see load::StartDetail
  std::string not_walked;                     // why code that should have been followed was not; empty: it was
  std::vector<TimelineStep> timeline;
  std::vector<MissingLibrary> missing;
  std::vector<MissingVersion> missing_versions;
  std::vector<OnDemandLibrary> on_demand;
  std::vector<SearchDirectory> risky_directories;
  std::vector<std::string> environment_that_counted;  // "LD_PRELOAD=...", for the reader of the output
  std::vector<Damage> damages;
  std::vector<Damage> package_damages;       // of the package database: an object without an owner may have one
  std::vector<std::string> would_not_start;  // reasons, empty when it would
  bool is_of_another_machine = false;        // this system has no loader for such programs, but for others
  bool closure_complete = false;             // false when any needed input could not be found or read
};

// Names from the program to objects[index], by first requesters: {"sshd", "libsystemd.so.0", "liblzma.so.5"}. Of more
// than limits::kMaxChainNames those in the middle are one "...".
std::vector<std::string> ChainTo(const LoadFacts& facts, std::size_t index);

// The byte in the object's file that names the function.
Evidence EvidenceOf(const LoadFacts& facts, const StartEntry& entry);

// True when everything that the answer needed was found and could be read, the package database included.
inline bool IsComplete(const LoadFacts& facts) {
  return facts.closure_complete && facts.package_damages.empty();
}

// True when the program itself names objects[index] in a DT_NEEDED entry.
bool IsNamedByProgram(const LoadFacts& facts, std::size_t index);

}  // namespace halfsecond
