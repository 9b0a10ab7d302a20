// A binary package of Debian as upgrade-check needs it: its control fields, its maintainer scripts and its files, of
// which an ELF file is kept as facts. It is read in memory; nothing of it is unpacked.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "facts/damage.h"
#include "readers/archive/records.h"
#include "readers/git/object_id.h"
#include "sandbox/plugin.h"

namespace halfsecond::upgrade {

// An ELF file's facts that an upgrade should not change unseen.
struct ElfFacts {
  std::string soname;
  std::set<std::string> needed;
  std::set<std::string> on_demand;   // libraries of its dlopen notes
  std::string search_path;           // RUNPATH, or RPATH
  std::multiset<std::string> start;  // uninvited code: "init-array", "ifunc"..., once for each function
  std::set<std::string> imports;     // the sensitive ones
  std::set<std::string> exports;
  bool has_relro = false;
  bool bind_now = false;
  bool executable_stack = false;
  bool writable_code = false;
};

struct PackageFile {
  archive::Entry::Type type = archive::Entry::Type::kFile;
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  git::ObjectId id;  // of the contents
  std::optional<ElfFacts> elf;
};

struct Package {
  std::map<std::string, std::string> control;  // fields: "Version", "Depends"...
  std::map<std::string, std::string> scripts;  // "postinst", "preinst", "prerm", "postrm", "config", "triggers"
  std::map<std::string, PackageFile> files;    // by path below the root, /bin, /sbin and /lib taken for /usr's
  std::vector<Damage> damages;                 // ELF files that could not be read
};

// Reads the package that `descriptor` is open on; `name` is for damages. Errors: kMalformed (no package), kLimit,
// kUnsupported, kIo.
Result<Package> ReadPackage(const std::string& name, int descriptor, sandbox::Plugin& archive_plugin);

}  // namespace halfsecond::upgrade
