#include "tests/e2e/installed_programs.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <set>

namespace halfsecond::e2e {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kMaxSegments = 256;
constexpr std::uint64_t kMaxDynamicBytes = 1 << 20;
constexpr std::uint64_t kMaxInterpreter = 4096;

// What decides whether asking is safe.
struct Glance {
  std::string interpreter;  // empty: none, the file is never executed
  bool has_auditor = false;
};

template <class T>
bool ReadAt(int file, std::uint64_t offset, T* into, std::uint64_t count = 1) {
  const auto bytes = static_cast<std::size_t>(sizeof(T) * count);
  return pread(file, into, bytes, static_cast<off_t>(offset)) == static_cast<ssize_t>(bytes);
}

template <class Header, class Segment, class Entry>
Glance Look(int file) {
  Glance glance;
  Header header;
  if (!ReadAt(file, 0, &header) || (header.e_type != ET_EXEC && header.e_type != ET_DYN)) return glance;
  for (unsigned i = 0; i < std::min<unsigned>(header.e_phnum, kMaxSegments); ++i) {
    Segment segment;
    if (!ReadAt(file, header.e_phoff + i * sizeof(Segment), &segment)) return {};
    if (segment.p_type == PT_INTERP && segment.p_filesz > 1 && segment.p_filesz < kMaxInterpreter) {
      glance.interpreter.resize(segment.p_filesz - 1);
      if (!ReadAt(file, segment.p_offset, glance.interpreter.data(), segment.p_filesz - 1)) return {};
    }
    if (segment.p_type != PT_DYNAMIC || segment.p_filesz > kMaxDynamicBytes) continue;
    std::vector<Entry> entries(segment.p_filesz / sizeof(Entry));
    if (!ReadAt(file, segment.p_offset, entries.data(), entries.size())) return {};
    for (const Entry& entry : entries) {
      const auto tag = static_cast<std::uint64_t>(entry.d_tag) & 0xffffffffU;
      glance.has_auditor |= tag == DT_AUDIT || tag == DT_DEPAUDIT;
    }
  }
  return glance;
}

Glance LookAt(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return {};
  unsigned char ident[EI_NIDENT] = {};
  Glance glance;
  if (ReadAt(file, 0, ident, EI_NIDENT) && memcmp(ident, ELFMAG, SELFMAG) == 0 && ident[EI_DATA] == ELFDATA2LSB) {
    if (ident[EI_CLASS] == ELFCLASS64) glance = Look<Elf64_Ehdr, Elf64_Phdr, Elf64_Dyn>(file);
    if (ident[EI_CLASS] == ELFCLASS32) glance = Look<Elf32_Ehdr, Elf32_Phdr, Elf32_Dyn>(file);
  }
  close(file);
  return glance;
}

void Judge(const std::string& path, mode_t mode, InstalledPrograms& programs) {
  const Glance glance = LookAt(path);
  if (glance.interpreter.empty()) return;
  if ((mode & (S_ISUID | S_ISGID)) != 0) {
    programs.left_out.push_back({path, "set-uid: the loader is silent"});
  } else if (glance.has_auditor) {
    programs.left_out.push_back({path, "audit library: its code would run"});
  } else if (glance.interpreter.find("/ld-linux") == std::string::npos || !fs::exists(glance.interpreter)) {
    programs.left_out.push_back({path, "its loader is " + glance.interpreter});
  } else {
    programs.comparable.push_back(path);
  }
}

}  // namespace

InstalledPrograms FindInstalledPrograms(const std::vector<std::string>& directories) {
  InstalledPrograms programs;
  std::set<std::pair<dev_t, ino_t>> seen;
  std::vector<std::string> paths;
  for (const std::string& directory : directories) {
    std::error_code error;
    fs::recursive_directory_iterator at(directory, fs::directory_options::skip_permission_denied, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
      if (at->symlink_status(error).type() == fs::file_type::regular) paths.push_back(at->path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0 || access(path.c_str(), X_OK) != 0) continue;
    if (seen.emplace(status.st_dev, status.st_ino).second) Judge(path, status.st_mode, programs);
  }
  return programs;
}

}  // namespace halfsecond::e2e
