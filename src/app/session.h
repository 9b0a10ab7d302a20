// One run of a load-time command: the confinement, the root, the store and the world, made in the right order.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/load/closure.h"
#include "analysis/load/object_store.h"
#include "app/command_line.h"
#include "facts/damage.h"
#include "inputs/root.h"
#include "sandbox/confinement.h"
#include "sandbox/reader_child.h"

namespace halfsecond::app {

// The options of Session, for the tables of the commands that use one.
inline constexpr Option kRootOption{
    "root", 0, "DIR", "analyse the system below DIR; our environment is ignored", {}, {}, NextStep::kWith};
inline constexpr Option kCpuOption{"cpu", 0,  "LEVEL",        "x86-64-v1 to x86-64-v4; default: this processor",
                                   {},    {}, NextStep::kWith};
inline constexpr Option kCleanEnvOption{
    "clean-env", 0, "", "ignore LD_LIBRARY_PATH, LD_PRELOAD and LD_AUDIT", {}, {}, NextStep::kWith};

// What a command has to do at the one moment when it is possible.
struct Preparation {
  std::function<void(const Root&)> before_confinement;  // open our own files, start processes; no foreign byte yet
  std::function<void()> start_threads;
  sandbox::Duty duty = sandbox::Duty::kReads;
};

// Is it something that a loader maps: a program or a shared library, and not an object file or a core?
bool IsLoadable(const load::StoredFile& file);

class Session {
 public:
  // Confines the process and opens the root that `arguments` name. On failure says why on stderr and gives the exit
  // code to end with.
  static std::unique_ptr<Session> Start(const Arguments& arguments, elf::Depth depth, ExitCode& failure,
                                        const Preparation& preparation = {});

  const Root& root() const { return root_; }
  load::ObjectStore& store() { return store_; }
  load::LoaderWorld& world() { return world_; }
  const load::LoaderEnvironment& environment() const { return world_.environment(); }
  int cpu_level() const { return world_.cpu_level(); }

  // The program that `name` means: a path, or a bare name looked for where programs are. On failure says why on stderr
  // and raises the exit code.
  std::optional<std::string> FindProgram(const std::string& name, ExitCode& failure);

  // What FindProgram did not find or could not take, so far.
  const std::vector<Damage>& unanswered() const { return unanswered_; }

 private:
  // `name` as a path: itself, or where a bare name is found.
  std::string Located(const std::string& name);

  // A hint for a path that is not there.
  std::string NearbyName(const std::string& path) const;

  Session(Root root, elf::Depth depth, load::LoaderEnvironment environment, int cpu_level);

  Root root_;
  load::ObjectStore store_;
  load::LoaderWorld world_;
  std::vector<Damage> unanswered_;
};

// What holds the children of a command: --no-sandbox leaves it out.
sandbox::Walls WallsOf(const Arguments& arguments);

// Becomes a reader as the common options say, once. False, with the reason on stderr, when it may not go on.
bool ConfineAsReader(const Arguments& arguments, const std::function<void()>& start_threads = {},
                     sandbox::Duty duty = sandbox::Duty::kReads);

}  // namespace halfsecond::app
