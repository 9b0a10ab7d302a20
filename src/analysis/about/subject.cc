#include "analysis/about/subject.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include "analysis/system/package_store.h"
#include "base/limits.h"
#include "readers/elf/constants.h"

namespace halfsecond::about {
namespace {

constexpr std::array<std::string_view, 6> kProgramDirectories{"/usr/sbin/",      "/usr/bin/", "/usr/local/sbin/",
                                                              "/usr/local/bin/", "/sbin/",    "/bin/"};
constexpr std::array<std::string_view, 5> kLibraryDirectories{"/usr/lib", "/lib", "/usr/lib64", "/lib64",
                                                              "/usr/local/lib"};

std::string BaseName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// Some libraries can be started as well, to say what version they are: what has a soname is a library.
bool IsProgram(const elf::Object& object) {
  if (object.soname && !object.soname->empty()) return false;
  return !object.interpreter.empty() || object.type == elf::kTypeExec || (object.flags_1 & elf::kFlag1Pie) != 0;
}

bool IsUnderAny(const std::string& path, const std::string& part) {
  return path.find(part) != std::string::npos;
}

// The program of a package that its name stands for: of that name, else the one that is told soonest by its folder and
// the length of its name.
const std::string* MainProgram(const std::string& package, const std::vector<std::string>& programs) {
  const auto rank = [&](const std::string& path) {
    const std::string base = BaseName(path);
    return std::tuple(base != package, !IsUnderAny(path, "/sbin/"), !IsUnderAny(path, "/bin/"), base.size(), path);
  };
  const auto best = std::min_element(programs.begin(), programs.end(),
                                     [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
  return best == programs.end() ? nullptr : &*best;
}

// What a package has; nothing when it has neither libraries nor programs.
std::optional<Meaning> MeaningOfPackage(const std::string& name, load::ObjectStore& store, const Root& root) {
  system::PackageStore packages(root);
  const auto files = packages.FilesOf(name);
  if (!files.ok() || files->empty()) return std::nullopt;
  Meaning meaning;
  std::vector<std::string> programs;
  for (const std::string& path : *files) {
    const load::StoredFile& file = store.Get(path);
    if (file.state != load::StoredFile::State::kObject) continue;
    if (IsProgram(*file.object)) {
      programs.push_back(path);
    } else if (file.object->type == elf::kTypeDyn) {
      meaning.libraries.Add(path, *file.object);
    }
  }
  const std::string* const main = MainProgram(name, programs);
  if (main != nullptr && (meaning.libraries.empty() || BaseName(*main) == name)) {
    meaning.kind = AboutSubject::Kind::kProgram;
    meaning.program = *main;
    for (const std::string& program : programs) {
      if (&program != main) meaning.others.push_back(program);
    }
  }
  if (main == nullptr && meaning.libraries.empty()) return std::nullopt;
  return meaning;
}

}  // namespace

void Candidates::Add(const std::string& path, const elf::Object& object) {
  names_.push_back(object.soname && !object.soname->empty() ? *object.soname : BaseName(path));
  paths_.resize(names_.size());
  paths_.back() = path;
}

bool Candidates::Matches(const LoadedObject& object) const {
  return std::any_of(names_.begin(), names_.end(), [&](const std::string& name) {
    if (object.soname == name) return true;
    if (object.path.size() > name.size() && object.path.ends_with(name) &&
        object.path[object.path.size() - name.size() - 1] == '/')
      return true;
    if (!object.soname.starts_with(name)) return false;
    const std::string_view rest = std::string_view(object.soname).substr(name.size());
    return rest.starts_with(".so") || (name.ends_with(".so") && rest.starts_with('.'));
  });
}

std::string Candidates::PathOf(const std::string& name) const {
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    if (names_[i] == name) return paths_[i];
  }
  return "";
}

Meaning MeaningOf(const std::string& name, load::ObjectStore& store, const Root& root) {
  Meaning meaning;
  if (name.find(".so") == std::string::npos) {
    if (auto package = MeaningOfPackage(name, store, root)) return std::move(*package);
    for (const std::string_view directory : kProgramDirectories) {
      const std::string path = std::string(directory) + name;
      if (store.Get(path).state != load::StoredFile::State::kObject) continue;
      meaning.kind = AboutSubject::Kind::kProgram;
      meaning.program = path;
      return meaning;
    }
  }
  meaning.libraries.AddName(name);
  return meaning;
}

Meaning MeaningOfFile(const std::string& path, const elf::Object& object) {
  Meaning meaning;
  if (IsProgram(object)) {
    meaning.kind = AboutSubject::Kind::kProgram;
    meaning.program = path;
  } else {
    meaning.libraries.Add(path, object);
  }
  return meaning;
}

std::string FindUnusedLibrary(const std::string& name, const Root& root) {
  std::vector<std::string> directories(kLibraryDirectories.begin(), kLibraryDirectories.end());
  for (const std::string parent : {"/usr/lib/", "/lib/"}) {
    const auto entries = root.List(parent);
    if (!entries.ok()) continue;
    for (const DirectoryEntry& entry : *entries) {
      if (entry.name.find("-linux-") != std::string::npos) directories.push_back(std::string(parent) += entry.name);
    }
  }
  for (std::string& path : directories) {
    path.append("/").append(name);
    if (const auto status = root.Status(path); status.ok() && status->is_regular()) return path;
  }
  return "";
}

}  // namespace halfsecond::about
