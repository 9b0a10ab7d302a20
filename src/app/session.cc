#include "app/session.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "sandbox/confinement.h"

namespace halfsecond::app {
namespace {

constexpr std::array<std::string_view, 7> kProgramDirectories{
    "/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/libexec/"};

std::optional<std::string> Variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread, before any other
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

void Say(const std::string& line) {
  const std::string text = "halfsecond: " + EscapedForTerminal(line) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

// Why a file that stands there is no program, and what to do about it.
void ExplainRefusal(const std::string& path, const load::StoredFile& file, const Root& root) {
  using State = load::StoredFile::State;
  if (file.state == State::kUnreadable) {
    PrintError(path + ": " + file.error.what, "run as a user who may read it");
    return;
  }
  if (file.state == State::kNotElf) {
    auto source = root.OpenFile(path);
    if (source.ok()) {
      const auto start = (*source)->At(0, std::min<std::uint64_t>((*source)->size(), 128));
      if (start.ok() && start->text().starts_with("#!")) {
        const std::string_view line = start->text().substr(2, start->text().find('\n') - 2);
        const std::size_t first = std::min(line.find_first_not_of(' '), line.size());
        const std::string interpreter(line.substr(first, line.find(' ', first) - first));
        PrintError(path + ": is a script, run by " + interpreter, "halfsecond load " + interpreter);
        return;
      }
    }
  }
  std::string what = path + ": " + file.error.what;
  if (file.error.at_byte != 0) what += ", byte " + Hex(file.error.at_byte);
  PrintError(what, file.state == State::kNotAFile ? "" : "readelf -lW shows how far the file can be read");
}

}  // namespace

bool ConfineAsReader(const Arguments& arguments) {
  if (arguments.Has("no-sandbox")) {
    if (arguments.Has("verbose")) Say("not confined: --no-sandbox");
    return true;
  }
  const auto confinement = sandbox::ConfineReader({});
  if (!confinement.ok()) {
    PrintError("cannot confine this process: " + confinement.error().what, "--no-sandbox goes on without");
    return false;
  }
  if (confinement->seccomp_missing() && confinement->landlock_missing()) {
    PrintError("neither Landlock nor seccomp can be had here", "--no-sandbox goes on without");
    return false;
  }
  if (arguments.Has("verbose")) {
    Say(confinement->Line());
  } else if (confinement->landlock_missing()) {
    Say("Landlock cannot be had here; seccomp alone confines the reader");
  }
  return true;
}

Session::Session(Root root, elf::Depth depth, load::LoaderEnvironment environment, int cpu_level)
    : root_(std::move(root)), store_(root_, depth), world_(store_, std::move(environment), cpu_level) {}

std::unique_ptr<Session> Session::Start(const Arguments& arguments, elf::Depth depth, ExitCode& failure) {
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
  if (!ConfineAsReader(arguments)) {
    failure = ExitCode::kCannotAnswer;
    return nullptr;
  }
  failure = ExitCode::kAnswered;
  return std::unique_ptr<Session>(new Session(std::move(*root), depth, std::move(environment), cpu_level));
}

std::optional<std::string> Session::FindProgram(const std::string& name, ExitCode& failure) {
  using State = load::StoredFile::State;
  std::string path = name;
  // A root has no working directory: its paths are absolute.
  if (!root_.is_running_system() && path.find('/') != std::string::npos && path.front() != '/') path.insert(0, "/");
  if (name.find('/') == std::string::npos && store_.Get(path).state == State::kAbsent) {
    for (const std::string_view directory : kProgramDirectories) {
      const std::string candidate = std::string(directory) + name;
      if (store_.Get(candidate).state == State::kAbsent) continue;
      path = candidate;
      break;
    }
  }
  const load::StoredFile& file = store_.Get(path);
  if (file.state == State::kObject) return path;
  if (file.state == State::kAbsent) {
    failure = ExitCode::kUsage;
    PrintError(path + ": not there", NearbyName(path));
    return std::nullopt;
  }
  failure = ExitCode::kCannotAnswer;
  ExplainRefusal(path, file, root_);
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
  const std::string closest = ClosestName(path.substr(slash + 1), names);
  return closest.empty() ? "name a program by its path" : "did you mean " + closest + "?";
}

}  // namespace halfsecond::app
