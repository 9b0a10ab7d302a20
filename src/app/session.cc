#include "app/session.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "app/output.h"
#include "base/text.h"
#include "readers/elf/constants.h"

namespace halfsecond::app {
namespace {

constexpr std::array<std::string_view, 7> kProgramDirectories{
    "/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/libexec/"};

// The value of `name` in our own environment: of two, the last, as the loader takes it and getenv does not. An empty
// one counts as none.
std::optional<std::string> Variable(std::string_view name) {
  std::optional<std::string> value;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (!text.starts_with(name) || text.substr(name.size(), 1) != "=") continue;
    value.reset();
    if (text.size() > name.size() + 1) value = std::string(text.substr(name.size() + 1));
  }
  return value;
}

// What runs a script whose first bytes are `start`, by its first line: "/bin/sh", "python3" for "/usr/bin/env python3".
// Nothing when it is no script, "" when its line names none.
std::optional<std::string> InterpreterOf(std::string_view start) {
  if (!start.starts_with("#!")) return std::nullopt;
  std::string_view line = start.substr(2, std::min(start.find('\n'), start.size()) - 2);
  std::string interpreter;
  while (!line.empty()) {
    const std::size_t from = std::min(line.find_first_not_of(" \t"), line.size());
    const std::size_t to = std::min(line.find_first_of(" \t", from), line.size());
    const std::string_view word = line.substr(from, to - from);
    line.remove_prefix(to);
    if (word.empty() || word.front() == '-') continue;
    interpreter = word;
    if (!word.ends_with("/env")) break;
  }
  return interpreter;
}

// A file that is not ELF: what it is instead.
void ExplainNoElf(const std::string& path, const Root& root) {
  constexpr std::uint64_t kFirstLine = 128;  // as much as the kernel looks at (linux/binfmts.h)
  const auto source = root.OpenFile(path);
  const std::uint64_t size = source.ok() ? (*source)->size() : 0;
  const auto start = source.ok() ? (*source)->At(0, std::min(size, kFirstLine)) : Result<Bytes>(Bytes());
  const auto interpreter = start.ok() ? InterpreterOf(start->text()) : std::nullopt;
  if (interpreter && !interpreter->empty()) {
    PrintError(path + ": is a script, run by " + *interpreter, "halfsecond load " + ShellWord(*interpreter));
    return;
  }
  PrintError(path + (size == 0     ? ": is empty"
                     : interpreter ? ": is a script"
                                   : ": is not an ELF file"),
             "name an ELF program or library");
}

// Why a file that stands there is no program, and what to do about it. Returns how the run ends.
ExitCode ExplainRefusal(const std::string& path, const load::StoredFile& file, const Root& root) {
  using State = load::StoredFile::State;
  std::string what = path + ": " + file.error.what;
  switch (file.state) {
    case State::kUnreadable:
      PrintError(what, file.error.kind == Error::Kind::kDenied
                           ? "run as a user who may read it"
                           : "namei -l " + ShellWord(path) + " shows each step of the path");
      break;
    case State::kNotAFile: {
      const auto status = root.Status(path);
      const bool is_directory = status.ok() && status->is_directory();
      PrintError(what, is_directory ? "halfsecond load " + ShellWord(path) + ", without programs, sums up what is in it"
                                    : "name an ELF program or library");
      if (is_directory) return ExitCode::kUsage;
      break;
    }
    case State::kNotElf:
      ExplainNoElf(path, root);
      break;
    case State::kAbsent:
    case State::kObject:  // not refused here
    case State::kDamaged:
      if (file.error.at_byte != 0) what += ", byte " + Hex(file.error.at_byte);
      PrintError(what, "readelf -lW " + ShellWord(path) + " shows how far it can be read");
      break;
  }
  return ExitCode::kCannotAnswer;
}

}  // namespace

sandbox::Walls WallsOf(const Arguments& arguments) {
  return arguments.Has("no-sandbox") ? sandbox::Walls::kNone : sandbox::Walls::kUp;
}

bool ConfineAsReader(const Arguments& arguments, const std::function<void()>& start_threads, sandbox::Duty duty) {
  if (arguments.Has("no-sandbox")) {
    if (arguments.Has("verbose")) Tell("not confined: --no-sandbox");
    if (start_threads) start_threads();
    return true;
  }
  const auto confinement = sandbox::ConfineReader({}, start_threads, duty);
  if (!confinement.ok()) {
    PrintError("cannot confine this process: " + confinement.error().what, "--no-sandbox goes on without");
    return false;
  }
  if (confinement->seccomp_missing() && confinement->landlock_missing()) {
    PrintError("neither Landlock nor seccomp can be had here", "--no-sandbox goes on without");
    return false;
  }
  if (arguments.Has("verbose")) {
    Tell(confinement->Line());
  } else if (confinement->landlock_missing()) {
    Tell("Landlock cannot be had here; seccomp alone confines the reader");
  }
  return true;
}

Session::Session(Root root, elf::Depth depth, load::LoaderEnvironment environment, int cpu_level)
    : root_(std::move(root)), store_(root_, depth), world_(store_, std::move(environment), cpu_level) {}

std::unique_ptr<Session> Session::Start(const Arguments& arguments, elf::Depth depth, ExitCode& failure,
                                        const Preparation& preparation) {
  failure = ExitCode::kUsage;
  int cpu_level = 0;
  if (const auto cpu = arguments.Value("cpu"); cpu && !load::ParseCpuLevel(*cpu, cpu_level)) {
    PrintError("unknown processor level: " + *cpu, "x86-64-v1, x86-64-v2, x86-64-v3 or x86-64-v4");
    return nullptr;
  }
  const std::string directory = arguments.Value("root").value_or("/");
  auto root = Root::Open(directory);
  if (!root.ok()) {
    PrintError(directory + ": " + root.error().what, "--root names a directory that holds a whole system");
    return nullptr;
  }
  load::LoaderEnvironment environment;
  if (root->is_running_system() && !arguments.Has("clean-env")) {
    environment = {Variable("LD_LIBRARY_PATH"), Variable("LD_PRELOAD"), Variable("LD_AUDIT")};
  }
  if (preparation.before_confinement) preparation.before_confinement(*root);
  if (!ConfineAsReader(arguments, preparation.start_threads, preparation.duty)) {
    failure = ExitCode::kCannotAnswer;
    return nullptr;
  }
  failure = ExitCode::kAnswered;
  return std::unique_ptr<Session>(new Session(std::move(*root), depth, std::move(environment), cpu_level));
}

std::string Session::Located(const std::string& name) {
  using State = load::StoredFile::State;
  // A root has no working directory: its paths are absolute.
  if (!root_.is_running_system() && name.find('/') != std::string::npos && name.front() != '/') return "/" + name;
  if (name.find('/') != std::string::npos || store_.Get(name).state != State::kAbsent) return name;
  for (const std::string_view directory : kProgramDirectories) {
    std::string candidate = std::string(directory) + name;
    if (store_.Get(candidate).state != State::kAbsent) return candidate;
  }
  return name;
}

bool IsLoadable(const load::StoredFile& file) {
  return file.state == load::StoredFile::State::kObject &&
         (file.object->type == elf::kTypeExec || file.object->type == elf::kTypeDyn);
}

std::optional<std::string> Session::FindProgram(const std::string& name, ExitCode& failure) {
  using State = load::StoredFile::State;
  if (name.empty()) {
    failure = Worse(failure, ExitCode::kUsage);
    PrintError("the name of the program is empty", "name a program by its path");
    return std::nullopt;
  }
  const std::string path = Located(name);
  const load::StoredFile& file = store_.Get(path);
  if (IsLoadable(file)) return path;
  unanswered_.push_back({path, file.state == State::kAbsent ? "not there" : file.error.what, file.error.at_byte});
  if (file.state == State::kObject) {
    unanswered_.back().what = "is neither a program nor a shared library";
    failure = Worse(failure, ExitCode::kCannotAnswer);
    PrintError(path + ": " + unanswered_.back().what, "name what was linked from it");
  } else if (file.state == State::kAbsent) {
    failure = Worse(failure, ExitCode::kUsage);
    PrintError(path + ": not there", NearbyName(path));
  } else {
    failure = Worse(failure, ExplainRefusal(path, file, root_));
  }
  return std::nullopt;
}

std::string Session::NearbyName(const std::string& path) const {
  const std::size_t slash = path.rfind('/');
  std::vector<std::string> names;
  std::vector<std::string> directories;
  if (slash != std::string::npos) {
    directories.push_back(path.substr(0, slash + 1));
  } else {
    directories.assign(kProgramDirectories.begin(), kProgramDirectories.end());
  }
  for (const std::string& directory : directories) {
    const auto entries = root_.List(directory);
    if (!entries.ok()) continue;
    for (const DirectoryEntry& entry : *entries) names.push_back(entry.name);
  }
  const std::string wanted = path.substr(slash + 1);
  if (std::find(names.begin(), names.end(), wanted) != names.end()) return "it is a link to what is not there";
  const std::string closest = ClosestName(wanted, names);
  return closest.empty() ? "name a program by its path" : "did you mean " + closest + "?";
}

}  // namespace halfsecond::app
