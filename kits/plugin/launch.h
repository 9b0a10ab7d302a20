// Starts a program behind its walls, from any process, without fork: the child shares the adopter's memory until it
// executes (CLONE_VM | CLONE_VFORK), so that the size of that memory does not matter, and by then all layers are up.
// Nothing of the program, not a constructor of a library it links, runs with more.

#pragma once

#include <sys/types.h>

#include <optional>
#include <span>
#include <string>

#include "kits/plugin/confine.h"
#include "kits/plugin/descriptor.h"
#include "kits/plugin/outcome.h"
#include "kits/plugin/program.h"

namespace halfsecond::plugin {

enum class Root : std::uint8_t {
  kEmpty,    // with namespaces, the file system is one empty read-only directory
  kAdopter,  // the adopter's, as far as Landlock lets it be seen
};

struct LaunchPlan {
  const Program* program = nullptr;
  std::span<const std::string> arguments;  // the first is the program's name
  std::span<const int> descriptors;        // become 0, 1, 2... of the program, at most 8; everything else is closed
  const Profile* profile = nullptr;
  std::span<const PathRule> paths;  // what the profile's path rights extend to
  std::span<const Limit> limits;    // on top of the profile's
  LayerSet layers = LayerSet::All();
  Root root = Root::kEmpty;
  int landlock_abi_at_most = std::numeric_limits<int>::max();  // an older kernel, for tests
};

struct Ending {
  int status = 0;      // as waitpid gives it
  bool known = false;  // false when somebody else waited for it first
};

// A started program. It ends with its owner: the destructor kills it and waits.
class Process {
 public:
  Process() = default;
  Process(pid_t number, Descriptor handle, const Confinement& walls)
      : number_(number), handle_(std::move(handle)), walls_(walls) {}
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process() { Kill(); }

  bool running() const { return handle_.ok(); }
  pid_t number() const { return number_; }
  int handle() const { return handle_.number(); }  // a pidfd: readable once the program has ended
  const Confinement& walls() const { return walls_; }

  // How it ended; nothing while it runs. REQUIRES: running().
  std::optional<Ending> Ended();

  // Ends it, if it runs, and waits for that.
  void Kill();

 private:
  pid_t number_ = -1;
  Descriptor handle_;
  Confinement walls_;
};

// Starts the program. No environment, no signal blocked or ignored. What layers are in force is in Process::walls():
// whether they suffice is the caller's to say, before it sends a byte.
// Faults: kConfine: a path or a table (Confine); kSpawn with the errno of the step that failed.
Outcome<Process> Launch(const LaunchPlan& plan);

}  // namespace halfsecond::plugin
