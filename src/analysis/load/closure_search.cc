// The searching half of ClosureBuilder: from a name to a file, in the order of places each loader keeps.

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "analysis/load/closure_builder.h"
#include "base/limits.h"
#include "readers/elf/constants.h"

namespace halfsecond::load {
namespace {

std::string WithoutTrailingSlash(std::string directory) {
  while (directory.size() > 1 && directory.back() == '/') directory.pop_back();
  return directory.empty() ? "the working directory" : directory;
}

}  // namespace

std::string ClosureBuilder::OriginOf(std::size_t node) {
  // The kernel tells a program its real name; a library's is the name it was opened by (elf/dl-object.c).
  if (node == 0 && program_origin_) return *program_origin_;
  std::string path = closure_.nodes[node].path;
  const Root& root = world_.store_.root();
  if (node == 0) path = world_.real_paths_.Of(path).value_or(path);
  if (path.empty() || path.front() != '/') {
    const auto working = root.RealPath(".");
    path = (working.ok() ? *working : std::string()) + "/" + path;
  }
  const std::size_t slash = path.rfind('/');
  path.resize(std::max<std::size_t>(slash, 1));
  if (node == 0) program_origin_ = path;
  return path;
}

// For expanding `text`: most hold no token, and where a program stands is asked of the file system.
ExpansionContext ClosureBuilder::ContextOf(std::size_t node, std::string_view text) {
  Trust trust = Trust::kNormal;
  if (IsSecure()) trust = node == 0 ? Trust::kSecureProgram : Trust::kSecureLibrary;
  return {text.find('$') == std::string_view::npos ? std::string() : OriginOf(node), trust};
}

const std::vector<SearchElement>& ClosureBuilder::Rpath(std::size_t node) {
  if (!ObjectOf(node).rpath && !(IsMusl() && ObjectOf(node).runpath)) return no_elements_;
  const auto known = rpaths_.find(node);
  if (known != rpaths_.end()) return known->second;
  const elf::Object& object = ObjectOf(node);
  std::vector<SearchElement> elements;
  if (IsMusl()) {
    // musl keeps one path an object; RUNPATH, read later, replaces RPATH.
    const auto& path = object.runpath ? object.runpath : object.rpath;
    if (path) elements = SplitMuslPath(*path, ContextOf(node, *path));
  } else if (object.rpath && !object.runpath) {
    elements = SplitGlibcPath(*object.rpath, ":", *closure_.profile, ContextOf(node, *object.rpath));
  }
  for (const SearchElement& element : elements) closure_.directories.emplace_back(node, element);
  return rpaths_.emplace(node, std::move(elements)).first->second;
}

const std::vector<SearchElement>& ClosureBuilder::Runpath(std::size_t node) {
  if (!ObjectOf(node).runpath) return no_elements_;
  const auto known = runpaths_.find(node);
  if (known != runpaths_.end()) return known->second;
  std::vector<SearchElement> elements;
  if (const auto& path = ObjectOf(node).runpath) {
    elements = SplitGlibcPath(*path, ":", *closure_.profile, ContextOf(node, *path));
  }
  for (const SearchElement& element : elements) closure_.directories.emplace_back(node, element);
  return runpaths_.emplace(node, std::move(elements)).first->second;
}

// The fields that glibc's open_verify compares, in its order. musl compares none of them but what it cannot map.
ClosureBuilder::Verdict ClosureBuilder::JudgeHeader(const elf::Header& header, std::string& why) const {
  constexpr std::uint8_t kAbiVersions = 4;  // LIBC_ABI_MAX of x86: of the GNU OS ABI, the versions below are known
  const Verdict other_kind = IsMusl() ? Verdict::kFatal : Verdict::kSkip;
  const elf::Object& program = ObjectOf(0);
  if (header.class_byte != static_cast<std::uint8_t>(program.elf_class)) {
    why = "has the wrong ELF class";
    return other_kind;
  }
  const bool is_gnu = header.os_abi == elf::kOsAbiGnu;
  if (header.data_byte != program.header.data_byte) {
    why = "has the wrong byte order";
  } else if (IsMusl()) {
    why.clear();
  } else if (header.ident_version != elf::kCurrentVersion) {
    why = "has an ELF version in e_ident that is not the current one";
  } else if (header.os_abi != elf::kOsAbiSysV && !is_gnu) {
    why = "has an ELF OS ABI the loader refuses";
  } else if (header.abi_version != 0 && !(is_gnu && header.abi_version < kAbiVersions)) {
    why = "has an ELF ABI version the loader refuses";
  } else if (header.has_padding) {
    why = "has padding in e_ident that is not zero";
  } else if (header.version != elf::kCurrentVersion) {
    why = "has an ELF version that is not the current one";
  }
  if (!why.empty()) return Verdict::kFatal;
  if (header.machine != program.machine) {
    why = "is for another machine";
    return other_kind;
  }
  return Verdict::kTake;
}

// What glibc's open_verify and _dl_map_object_from_fd make of a file: take it, look on, or stop.
ClosureBuilder::Verdict ClosureBuilder::Judge(const StoredFile& file, std::string& why) const {
  using State = StoredFile::State;
  switch (file.state) {
    case State::kAbsent:
      return Verdict::kSkip;
    case State::kUnreadable:
      why = "cannot be read: " + file.error.what;
      return file.error.kind == Error::Kind::kDenied ? Verdict::kSkip : Verdict::kGiveUpPath;
    case State::kNotAFile:
      why = file.error.what;
      return Verdict::kFatal;
    case State::kNotElf:
      why = "is not an ELF file";
      return Verdict::kFatal;
    case State::kDamaged:
    case State::kObject:
      break;
  }
  const Verdict by_header = JudgeHeader(file.header, why);
  if (by_header != Verdict::kTake) return by_header;
  if (file.state == State::kDamaged) {
    why = file.error.what;
    return Verdict::kFatal;
  }
  const elf::Object& object = *file.object;
  if (object.type != elf::kTypeDyn || (object.flags_1 & elf::kFlag1Pie) != 0) {
    why = object.type == elf::kTypeDyn || object.type == elf::kTypeExec ? "is a program, not a library"
                                                                        : "is not a loadable ELF file";
    return Verdict::kFatal;
  }
  if (!object.has_dynamic) {
    why = "has no dynamic section";
    return Verdict::kFatal;
  }
  return Verdict::kTake;
}

// Fills `search` with what was found, or with why not.
ClosureBuilder::Verdict ClosureBuilder::TryFile(const std::string& path, FoundBy by, const std::string& in,
                                                Search& search) {
  if (++look_ups_ > limits::kMaxLookUps) {
    search.fatal = path + " is not looked for: too many files were";
    return Verdict::kFatal;
  }
  const StoredFile& file = world_.store_.Get(path);
  std::string why;
  const Verdict verdict = Judge(file, why);
  if (verdict == Verdict::kTake) {
    search.found = Found{&file, path, by, in};
  } else if (verdict == Verdict::kFatal) {
    search.fatal = path + " " + why;
  } else if (!why.empty() && search.skipped.empty()) {
    search.skipped = path + " " + why;
  }
  return verdict;
}

void ClosureBuilder::NoteLibraryPath() {
  const std::string line = "LD_LIBRARY_PATH=" + *world_.environment_.library_path;
  auto& counted = closure_.environment_that_counted;
  if (std::find(counted.begin(), counted.end(), line) == counted.end()) counted.push_back(line);
}

// The directory and its hwcaps. kTake or kFatal, or what became of the last attempt.
ClosureBuilder::Verdict ClosureBuilder::TryDirectory(const SearchElement& element, const std::string& name, FoundBy by,
                                                     Search& search) {
  const std::vector<std::string>& subdirectories = closure_.profile->subdirectories;
  std::vector<char>& absent = (*absent_)[element.directory];
  absent.resize(subdirectories.size(), 0);
  Verdict verdict = Verdict::kSkip;
  for (std::size_t i = 0; i < subdirectories.size(); ++i) {
    verdict = Verdict::kSkip;
    if (absent[i] != 0) continue;
    const std::size_t directory_bytes = element.directory.size() + subdirectories[i].size();
    std::string& path = candidate_.assign(element.directory).append(subdirectories[i]).append(name);
    verdict = TryFile(path, by, element.as_written, search);
    if (directory_bytes > 0 && verdict == Verdict::kSkip) {
      path.resize(directory_bytes);
      absent[i] = world_.directories_.IsAbsent(path) ? 1 : 0;
    }
    if (verdict == Verdict::kTake && by == FoundBy::kLibraryPath) NoteLibraryPath();
    if (verdict == Verdict::kTake || verdict == Verdict::kFatal) break;
  }
  return verdict;
}

// True when the search is over, with a file or with a reason to stop.
bool ClosureBuilder::TryDirectories(const std::vector<SearchElement>& elements, const std::string& name, FoundBy by,
                                    Search& search) {
  for (const SearchElement& element : elements) {
    if (search.telling == Telling::kWhereItLooked) {
      search.looked_in.push_back(WithoutTrailingSlash(element.directory) + " (" + std::string(FoundByName(by)) + ")");
    }
    const Verdict verdict = TryDirectory(element, name, by, search);
    if (verdict == Verdict::kTake || verdict == Verdict::kFatal) return true;
    // open_path looks at the errno of its last attempt: other than ENOENT and EACCES, in a directory that is there, it
    // gives up the rest of this path. musl gives up the whole search.
    if (verdict != Verdict::kGiveUpPath) continue;
    if (IsMusl()) return true;
    const auto directory = world_.store_.root().Status(element.directory.empty() ? "." : element.directory);
    if (directory.ok() && directory->is_directory()) return false;
  }
  return false;
}

bool ClosureBuilder::TryCache(const std::string& name, std::size_t requester, Search& search) {
  const LdSoCache* cache = world_.Cache();
  if (cache == nullptr) return false;
  if (search.telling == Telling::kWhereItLooked) search.looked_in.emplace_back("/etc/ld.so.cache");
  const auto path = cache->Find(name, closure_.profile->cache);
  if (!path) return false;
  if ((ObjectOf(requester).flags_1 & elf::kFlag1NoDefaultLibraries) != 0) {
    const auto& system = closure_.profile->system_directories;
    if (std::any_of(system.begin(), system.end(), [&](const std::string& d) { return path->starts_with(d); })) {
      return false;
    }
  }
  const Verdict verdict = TryFile(std::string(*path), FoundBy::kCache, {}, search);
  return verdict == Verdict::kTake || verdict == Verdict::kFatal;
}

bool ClosureBuilder::TryDefaults(const std::string& name, std::size_t requester, Search& search) {
  if ((ObjectOf(requester).flags_1 & elf::kFlag1NoDefaultLibraries) != 0) {
    return TryCache(name, requester, search);
  }
  auto& results = *default_results_;
  if (search.telling == Telling::kNothing) {
    const auto known = results.find(name);
    if (known != results.end()) {
      const auto& result = known->second;
      search.found = Found{result.file, result.path, result.found_by, result.found_in};
      return true;
    }
  }
  bool over = TryCache(name, requester, search);
  if (!over) {
    std::vector<SearchElement> system;
    for (const std::string& directory : closure_.profile->system_directories) system.push_back({directory, directory});
    over = TryDirectories(system, name, FoundBy::kDefault, search);
  }
  if (search.found && search.fatal.empty()) {
    results[name] = {search.found->file, search.found->path, search.found->found_by, search.found->found_in};
  }
  return over;
}

ClosureBuilder::Search ClosureBuilder::Find(const Request& request, Telling telling) {
  return IsMusl() ? FindMusl(request, telling) : FindGlibc(request, telling);
}

// The RPATHs of whoever asked, who asked for that one and so on, and of the program.
bool ClosureBuilder::TryRpaths(const std::string& name, std::size_t requester, Search& search) {
  bool did_program = false;
  for (std::size_t at = requester; at != kNobody; at = closure_.nodes[at].requested_by) {
    if (TryDirectories(Rpath(at), name, FoundBy::kRpath, search)) return true;
    did_program |= at == 0;
  }
  return !did_program && TryDirectories(Rpath(0), name, FoundBy::kRpath, search);
}

// _dl_map_object: a name with a slash is a path; else RPATHs up the chain of requesters unless the requester has a
// RUNPATH, LD_LIBRARY_PATH, the requester's RUNPATH, the cache, the built-in directories.
ClosureBuilder::Search ClosureBuilder::FindGlibc(const Request& request, Telling telling) {
  const auto& [name, requester, at_byte, purpose, if_missing] = request;
  Search search;
  search.telling = telling;
  if (name.find('/') != std::string::npos) {
    std::optional<std::string> path = name;
    if (purpose != Purpose::kNeeded) path = ExpandTokens(name, *closure_.profile, ContextOf(requester, name));
    if (telling == Telling::kWhereItLooked && path) search.looked_in.push_back(*path);
    if (path) TryFile(*path, FoundBy::kPath, "", search);
    return search;
  }
  if (!ObjectOf(requester).runpath && TryRpaths(name, requester, search)) return search;
  if (TryDirectories(library_path_, name, FoundBy::kLibraryPath, search)) return search;
  if (TryDirectories(Runpath(requester), name, FoundBy::kRunpath, search)) return search;
  const bool is_secure_preload = purpose == Purpose::kPreload && IsSecure();
  if (is_secure_preload) {
    // Only the built-in directories, and only files that are set-uid themselves.
    std::vector<SearchElement> system;
    for (const std::string& directory : closure_.profile->system_directories) system.push_back({directory, directory});
    TryDirectories(system, name, FoundBy::kDefault, search);
    if (search.found && (search.found->file->status.mode & S_ISUID) == 0) search.found.reset();
    return search;
  }
  TryDefaults(name, requester, search);
  return search;
}

// load_library of musl: parts of the C library are the loader itself; LD_LIBRARY_PATH; the paths up the chain of
// requesters; the path file or its default. The first file of that name is taken, usable or not.
ClosureBuilder::Search ClosureBuilder::FindMusl(const Request& request, Telling telling) {
  const std::string& name = request.name;
  const std::size_t requester = request.requester;
  constexpr std::string_view kReserved[] = {"c.", "pthread.", "rt.", "m.", "dl.", "util.", "xnet."};
  Search search;
  search.telling = telling;
  const bool is_reserved =
      name.starts_with("lib") && std::any_of(std::begin(kReserved), std::end(kReserved),
                                             [&](std::string_view part) { return name.substr(3).starts_with(part); });
  if (is_reserved && interpreter_node_ != kNobody) {
    search.found = Found{closure_.nodes[interpreter_node_].file, closure_.interpreter, FoundBy::kReserved, ""};
    by_file_.emplace(KeyOf(search.found->file->status), interpreter_node_);
    return search;
  }
  if (name.find('/') != std::string::npos) {
    if (search.telling == Telling::kWhereItLooked) search.looked_in.push_back(name);
    TryFile(name, FoundBy::kPath, "", search);
    return search;
  }
  if (TryDirectories(library_path_, name, FoundBy::kLibraryPath, search)) return search;
  for (std::size_t at = requester; at != kNobody; at = closure_.nodes[at].requested_by) {
    if (TryDirectories(Rpath(at), name, FoundBy::kRunpath, search)) return search;
  }
  if (musl_system_.empty()) {
    // The path file stands beside the loader's lib directory: /lib/ld-musl-x.so.1 has /etc/ld-musl-x.path.
    const std::string& loader = closure_.interpreter;
    const std::size_t directory = loader.rfind('/');
    const std::size_t above = directory == 0 ? 0 : loader.rfind('/', directory - 1);
    const auto text = world_.store_.root().ReadText(loader.substr(0, above) + "/etc/ld-musl-" +
                                                    closure_.profile->architecture + ".path");
    musl_system_ = SplitMuslPath(text.ok() ? *text : "/lib:/usr/local/lib:/usr/lib", {});
  }
  TryDirectories(musl_system_, name, FoundBy::kDefault, search);
  return search;
}

}  // namespace halfsecond::load
