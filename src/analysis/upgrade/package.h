// What an upgrade brings, as upgrade-check needs it: control fields, maintainer scripts and files, of which an ELF file
// is kept as facts. A package of Debian, an archive of files, a folder or an installed package. An archive is read in
// memory; nothing of it is unpacked.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
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
  bool has_control = false;                    // fields and scripts were there to be read
  bool owners_are_meant = true;                // false: the files belong to whoever packed or unpacked them
};

// Reads the package of Debian, or else the archive of files (tar, zip, cpio; packed or not), that `descriptor` is open
// on; `name` is for damages. Errors: kMalformed (neither), kLimit, kUnsupported, kIo.
Result<Package> ReadPackage(const std::string& name, int descriptor, sandbox::Plugin& archive_plugin);

// One more file: a regular one with its contents, or a symbolic link with its target. Errors: kLimit.
Result<void> AddFile(const std::string& package_name, const archive::Entry& entry, std::string_view content,
                     Package& package);

// The scripts that dpkg runs, by their names.
std::span<const std::string_view> MaintainerScripts();

}  // namespace halfsecond::upgrade
