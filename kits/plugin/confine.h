// Confinement, written once. A profile says what a process may still do; Confine makes the kernel hold it to that, in
// layers that do not depend on each other. Nothing here can be taken back, by us or by whoever takes us over.
//
// It refuses to call a layer in force that is not: a kernel without Landlock gives a report that says so.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "kits/plugin/filter.h"
#include "kits/plugin/outcome.h"

namespace halfsecond::plugin {

// In the order in which they are put up: seccomp last, as it denies the calls that put up the others.
enum class Layer : std::uint8_t {
  kIdentity,         // root becomes nobody: its files and processes are not its own any more (launch.h alone)
  kNamespaces,       // no network, no other process, an empty file system (launch.h alone)
  kNoNewPrivileges,  // set-uid programs give nothing; the two layers below need it
  kUndumpable,       // no core file, no ptrace from equals
  kCapabilities,     // root keeps what the profile names and nothing more
  kLandlock,         // files, TCP, signals and abstract sockets, judged by what they are
  kLimits,           // memory, processes, descriptors
  kSeccomp,          // system calls, judged by their numbers and arguments
};
inline constexpr std::size_t kLayers = 8;

// The word for `layer` in output: "identity", "namespaces", "no_new_privs", "undumpable", "capabilities", "landlock",
// "rlimits", "seccomp".
const char* LayerName(Layer layer);

class LayerSet {
 public:
  static constexpr LayerSet All() { return LayerSet((1U << kLayers) - 1); }
  constexpr LayerSet() = default;
  constexpr LayerSet With(Layer layer) const { return LayerSet(bits_ | Bit(layer)); }
  constexpr LayerSet Without(Layer layer) const { return LayerSet(bits_ & ~Bit(layer)); }
  constexpr bool Has(Layer layer) const { return (bits_ & Bit(layer)) != 0; }
  constexpr unsigned bits() const { return bits_; }

 private:
  constexpr explicit LayerSet(unsigned bits) : bits_(bits) {}
  static constexpr unsigned Bit(Layer layer) { return 1U << static_cast<unsigned>(layer); }
  unsigned bits_ = 0;
};

// A resource (RLIMIT_*) and its bound, soft and hard. A bound above the limit already in force changes nothing.
struct Limit {
  int resource;
  std::uint64_t at_most;
};

struct Profile {
  const char* name;
  std::uint64_t path_rights;  // Landlock rights (kernel_abi.h) below the paths given to Confine; all else is denied
  std::span<const Limit> limits;
  FilterTable calls;
  std::uint64_t capabilities = 0;  // a bit a capability (1 << CAP_*) that is kept where it was held
};

// A file or directory that the profile's rights extend to: a descriptor (O_PATH will do) or, where that is negative,
// a path. The descriptor stays the caller's.
struct PathRule {
  int descriptor = -1;
  std::string path;
  std::uint64_t more_rights = 0;  // Landlock rights below this one only, besides the profile's
};

// What is in force after Confine.
struct Confinement {
  struct State {
    bool in_force = false;
    int error = 0;  // errno: why not; 0 when it was not asked for
  };
  std::array<State, kLayers> layers{};
  int landlock_abi = 0;           // 0: no Landlock
  std::size_t filter_length = 0;  // instructions; 0: no filter

  const State& operator[](Layer layer) const { return layers[static_cast<std::size_t>(layer)]; }
  State& operator[](Layer layer) { return layers[static_cast<std::size_t>(layer)]; }
  bool InForce(Layer layer) const { return (*this)[layer].in_force; }
};

struct ConfineOptions {
  LayerSet layers = LayerSet::All();                           // fewer only to test one layer, or to start threads
  int landlock_abi_at_most = std::numeric_limits<int>::max();  // an older kernel, for tests
  Confinement before{};                                        // what an earlier call put in force
};

// Confines this process, with all layers but the two that only a new process can have. A layer that the kernel lacks is
// a State with an error, not a Fault: the caller decides what it can do without. seccomp reaches all threads; Landlock
// and capabilities reach the calling thread and those it starts later. REQUIRES: one thread only, when one of those two
// is among the layers. A program with threads calls twice: first with everything but limits and seccomp, then, its
// threads started, with those two and the first answer as `before`. Faults: kConfine: a path that cannot be opened
// (errno), a table that cannot be compiled (CompileFilter), EBUSY (other threads run already, and would not be held).
Outcome<Confinement> Confine(const Profile& profile, std::span<const PathRule> paths, const ConfineOptions& options);

}  // namespace halfsecond::plugin
