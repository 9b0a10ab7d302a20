#include "analysis/upgrade/compare.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace halfsecond::upgrade {
namespace {

using Changes = std::vector<UpgradeChange>;

constexpr std::uint32_t kSetId = 06000;
constexpr std::uint32_t kWritableByAll = 0002;

// Where a text file gives power to whoever writes it. The files of a program stand elsewhere.
struct Place {
  std::string_view folder;
  std::string_view kind;
};
constexpr std::array kPlaces{
    Place{"/etc/cron", "cron"},
    Place{"/etc/apt/", "apt-hook"},
    Place{"/etc/dpkg/", "apt-hook"},
    Place{"/etc/ld.so.conf.d/", "ld-config"},
    Place{"/etc/ld.so.preload", "ld-config"},
    Place{"/etc/pam.d/", "pam"},
    Place{"/etc/security/", "pam"},
    Place{"/usr/share/pam-configs/", "pam"},
    Place{"/etc/sudoers.d/", "sudoers"},
    Place{"/etc/profile.d/", "profile"},
    Place{"/etc/bash_completion.d/", "profile"},
    Place{"/etc/X11/Xsession.d/", "profile"},
    Place{"/usr/lib/environment.d/", "profile"},
    Place{"/etc/init.d/", "unit"},
    Place{"/etc/systemd/", "unit"},
    Place{"/usr/lib/systemd/system", "unit"},  // and system-generators, system-sleep, system-shutdown
    Place{"/usr/lib/systemd/user", "unit"},
    Place{"/etc/NetworkManager/dispatcher.d/", "hook"},
    Place{"/usr/lib/NetworkManager/dispatcher.d/", "hook"},
    Place{"/etc/network/if-", "hook"},
    Place{"/etc/ppp/", "hook"},
    Place{"/etc/dhcp/", "hook"},
    Place{"/etc/kernel/", "hook"},
    Place{"/etc/initramfs-tools/", "hook"},
    Place{"/usr/share/initramfs-tools/", "hook"},
    Place{"/etc/modprobe.d/", "kernel-module"},
    Place{"/usr/lib/modprobe.d/", "kernel-module"},
    Place{"/etc/modules-load.d/", "kernel-module"},
    Place{"/usr/lib/modules-load.d/", "kernel-module"},
    Place{"/usr/lib/udev/rules.d/", "udev-rule"},
    Place{"/etc/udev/rules.d/", "udev-rule"},
    Place{"/usr/share/polkit-1/", "polkit"},
    Place{"/usr/share/dbus-1/system", "dbus"},
    Place{"/usr/lib/tmpfiles.d/", "tmpfiles"},
};

// Of a call that reaches out or makes code an upgrade should tell; one with which a program drops its power is a note.
Severity SeverityOfImport(const std::string& name) {
  return name.starts_with("set") ? Severity::kNote : Severity::kAmber;
}

void AddNew(const std::set<std::string>& before, const std::set<std::string>& after, const UpgradeChange& form,
            Changes& changes) {
  for (const std::string& one : after) {
    if (before.count(one) > 0) continue;
    UpgradeChange change = form;
    change.detail += one;
    changes.push_back(std::move(change));
  }
}

// The package's own version in the names of its libraries, as bind9's are named after their release.
class OwnVersion {
 public:
  explicit OwnVersion(const Package& package) {
    const auto found = package.control.find("Version");
    if (found == package.control.end()) return;
    full_ = found->second.substr(found->second.find(':') + 1);  // npos + 1 is 0
    upstream_ = full_.substr(0, full_.rfind('-'));
  }

  // `name` with a mark in the place of the version.
  std::string Without(const std::string& name) const {
    std::string plain = name;
    for (const std::string* version : {&full_, &upstream_}) {
      const std::size_t at = version->find('.') == std::string::npos ? std::string::npos : plain.find(*version);
      if (at != std::string::npos) return plain.replace(at, version->size(), "%");
    }
    return plain;
  }

 private:
  std::string full_;      // without the epoch
  std::string upstream_;  // without Debian's revision
};

struct OwnVersions {
  OwnVersion before;
  OwnVersion after;
};

// Libraries that are needed anew; not one that was needed with the old package's version in its name.
void CompareNeeded(const std::string& path, const ElfFacts& before, const ElfFacts& after, const OwnVersions& versions,
                   Changes& changes) {
  for (const std::string& name : after.needed) {
    const bool was = before.needed.count(name) > 0 ||
                     std::any_of(before.needed.begin(), before.needed.end(), [&](const std::string& old) {
                       return versions.before.Without(old) == versions.after.Without(name);
                     });
    if (!was) changes.push_back({"needed", path, "needs " + name, Severity::kAmber});
  }
}

void CompareElf(const std::string& path, const ElfFacts& before, const ElfFacts& after, Changes& changes) {
  AddNew(before.on_demand, after.on_demand, {"on-demand", path, "may open ", Severity::kAmber}, changes);
  if (before.search_path != after.search_path && !after.search_path.empty()) {
    changes.push_back({"search-path", path, "searches " + after.search_path, Severity::kAmber});
  }
  for (auto kind = after.start.begin(); kind != after.start.end(); kind = after.start.upper_bound(*kind)) {
    const std::size_t was = before.start.count(*kind);
    const std::size_t is = after.start.count(*kind);
    if (is > was)
      changes.push_back({"uninvited-code", path,
                         *kind + "s: " + std::to_string(was) + " before, " + std::to_string(is) + " now",
                         Severity::kAmber});
  }
  for (const std::string& name : after.imports) {
    if (before.imports.count(name) == 0)
      changes.push_back({"sensitive-import", path, "calls " + name, SeverityOfImport(name)});
  }
  AddNew(before.exports, after.exports, {"exported", path, "exports ", Severity::kNote}, changes);
  const auto lost = [&](bool was, bool is, const char* what) {
    if (was && !is) changes.push_back({"hardening", path, std::string("lost ") + what, Severity::kRed});
  };
  lost(before.has_relro, after.has_relro, "RELRO");
  lost(before.bind_now, after.bind_now, "immediate binding");
  lost(!before.executable_stack, !after.executable_stack, "its non-executable stack");
  lost(!before.writable_code, !after.writable_code, "the wall between code and data");
}

// A file that was not there, and what of it runs uninvited.
void AddNewElf(const std::string& path, const ElfFacts& elf, Changes& changes) {
  changes.push_back({"new-elf", path, "a new program or library", Severity::kNote});
  for (auto kind = elf.start.begin(); kind != elf.start.end(); kind = elf.start.upper_bound(*kind)) {
    changes.push_back({"uninvited-code", path, *kind + "s, in a new program or library", Severity::kAmber});
  }
}

void CompareModes(const std::string& path, const PackageFile* before, const PackageFile& after, Changes& changes) {
  const std::uint32_t was = before == nullptr ? 0 : before->mode;
  if (after.type == archive::Entry::Type::kSymlink) return;
  if ((after.mode & kSetId & ~was) != 0)
    changes.push_back({"set-id", path, (after.mode & 04000U) != 0 ? "set-uid" : "set-gid", Severity::kRed});
  if ((after.mode & kWritableByAll & ~was) != 0)
    changes.push_back({"mode", path, "writable by everybody", Severity::kRed});
}

void CompareOwners(const std::string& path, const PackageFile& before, const PackageFile& after, Changes& changes) {
  if (after.type == archive::Entry::Type::kSymlink || (before.uid == after.uid && before.gid == after.gid)) return;
  changes.push_back(
      {"mode", path, "owned by " + std::to_string(after.uid) + ":" + std::to_string(after.gid), Severity::kAmber});
}

void ComparePlaces(const std::string& path, const PackageFile* before, const PackageFile& after, Changes& changes) {
  if (after.elf || (before != nullptr && before->id == after.id)) return;
  for (const Place& place : kPlaces) {
    if (!path.starts_with(place.folder)) continue;
    changes.push_back({place.kind, path, before == nullptr ? "new" : "changed",
                       before == nullptr ? Severity::kAmber : Severity::kNote});
  }
}

// The one folder that holds all files of an archive or folder, "/xz-5.4.1"; empty: there is none.
std::string TopFolder(const Package& package) {
  if (package.files.empty()) return "";
  const auto top_of = [](const std::string& path) { return path.substr(0, path.find('/', 1)); };
  const std::string top = top_of(package.files.begin()->first);  // sorted: the last one differs if any does
  const bool is_one = top_of(package.files.rbegin()->first) == top && !package.files.contains(top);
  return is_one ? top : "";
}

// Releases stand in folders of their own names. What each package has in front of the paths that are compared.
struct Tops {
  std::string before;
  std::string after;
};

// How many paths both have below their tops.
std::size_t Shared(const Package& before, const Package& after, const Tops& tops) {
  return static_cast<std::size_t>(std::count_if(after.files.begin(), after.files.end(), [&](const auto& file) {
    return before.files.contains(tops.before + file.first.substr(std::min(tops.after.size(), file.first.size())));
  }));
}

// Only one may have such a folder: what is unpacked is given as the folder, and the archive has it inside.
Tops TopsOf(const Package& before, const Package& after) {
  Tops tops{TopFolder(before), TopFolder(after)};
  if (tops.before == tops.after) return {};
  const bool has_one = tops.before.empty() != tops.after.empty();
  return has_one && Shared(before, after, tops) <= Shared(before, after, {}) ? Tops() : tops;
}

// What of names is the release's and no change.
struct Naming {
  Tops tops;
  OwnVersions versions;
};

// The file of the old package that became `path`: of that path, or of that SONAME, but for the version, under a
// name that is gone.
const PackageFile* Predecessor(const std::string& path, const PackageFile& after, const Package& before,
                               const Package& all_after, const Naming& naming) {
  const auto same = before.files.find(naming.tops.before + path.substr(naming.tops.after.size()));
  if (same != before.files.end()) return &same->second;
  if (!after.elf || after.elf->soname.empty()) return nullptr;
  const std::string soname = naming.versions.after.Without(after.elf->soname);
  for (const auto& [old_path, file] : before.files) {
    const bool is_gone = file.elf && all_after.files.count(old_path) == 0;
    if (is_gone &&
        (file.elf->soname == after.elf->soname || naming.versions.before.Without(file.elf->soname) == soname))
      return &file;
  }
  return nullptr;
}

// "libc6 (>= 2.36), libssl3 | x" as names.
std::set<std::string> PackageNames(std::string_view depends) {
  std::set<std::string> names;
  std::string name;
  bool in_name = true;
  for (const char c : depends) {
    if (c == ',' || c == '|') {
      names.insert(name);
      name.clear();
      in_name = true;
    } else if (c == '(' || c == ':') {
      in_name = false;
    } else if (in_name && c != ' ' && c != '\n') {
      name += c;
    }
  }
  names.insert(name);
  names.erase("");
  return names;
}

void CompareControl(const Package& before, const Package& after, Changes& changes) {
  for (const char* field : {"Pre-Depends", "Depends", "Recommends"}) {
    const auto value = [field](const Package& package) {
      const auto found = package.control.find(field);
      return found == package.control.end() ? std::string() : found->second;
    };
    AddNew(PackageNames(value(before)), PackageNames(value(after)),
           {"depends", "control", std::string(field) + " ", Severity::kAmber}, changes);
  }
}

// Have both files, and are they not known to be called the same?
bool MayBeUnrelated(const Package& before, const Package& after) {
  if (before.files.empty() || after.files.empty()) return false;
  const auto name = before.control.find("Package");
  const auto other = after.control.find("Package");
  return name == before.control.end() || other == after.control.end() || name->second != other->second;
}

}  // namespace

void Compare(const Package& before, const Package& after, UpgradeFacts& facts) {
  facts.files = after.files.size();
  facts.scripts_compared = before.has_control && after.has_control;
  Changes changes;
  if (facts.scripts_compared) {
    changes = CompareScripts(before, after);
    CompareControl(before, after, changes);
  }
  const Naming naming{TopsOf(before, after), {OwnVersion(before), OwnVersion(after)}};
  bool has_predecessor = false;
  const bool owners_count = before.owners_are_meant && after.owners_are_meant;
  for (const auto& [full_path, file] : after.files) {
    const PackageFile* was = Predecessor(full_path, file, before, after, naming);
    const std::string path = full_path.substr(naming.tops.after.size());
    has_predecessor |= was != nullptr;
    if (was == nullptr || was->id != file.id) ++facts.changed;
    CompareModes(path, was, file, changes);
    if (owners_count && was != nullptr) CompareOwners(path, *was, file, changes);
    ComparePlaces(path, was, file, changes);
    if (!file.elf || (was != nullptr && was->id == file.id)) continue;
    if (was != nullptr && was->elf) {
      CompareNeeded(path, *was->elf, *file.elf, naming.versions, changes);
      CompareElf(path, *was->elf, *file.elf, changes);
    }
    if (was == nullptr) AddNewElf(path, *file.elf, changes);
  }
  std::stable_sort(changes.begin(), changes.end(), [](const UpgradeChange& a, const UpgradeChange& b) {
    return std::tie(b.severity, a.kind, a.detail, a.path) < std::tie(a.severity, b.kind, b.detail, b.path);
  });
  facts.changes = std::move(changes);
  facts.are_unrelated = !has_predecessor && MayBeUnrelated(before, after);
  facts.damages = before.damages;
  facts.damages.insert(facts.damages.end(), after.damages.begin(), after.damages.end());
}

}  // namespace halfsecond::upgrade
