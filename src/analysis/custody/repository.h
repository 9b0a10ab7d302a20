// Foreign repositories, opened and read: first everything that needs powers (a look by a confined child, shadows of our
// own, git started behind its wall), then, when this process is confined too, what git says.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/custody/history.h"
#include "analysis/custody/people.h"
#include "analysis/custody/recall.h"
#include "analysis/custody/tag_records.h"
#include "analysis/shadow/object_pipe.h"
#include "base/result.h"
#include "inputs/git_directory.h"
#include "sandbox/git_run.h"
#include "sandbox/probe_compiler.h"

namespace halfsecond::custody {

inline constexpr std::string_view kShallowClone = "a shallow clone: only ";  // and how much of it is here

// Why some of a history is not here.
enum class Cut : std::uint8_t { kNone, kShallow, kDamaged };

// What was read of one repository.
struct Repository {
  std::string path;
  GitDirectory directory;
  History history;
  std::vector<TagRecord> tags;        // by date
  std::size_t unread_tags = 0;        // which git has and which could not be followed to what they name
  std::size_t tags_of_no_commit = 0;  // of a file or a tree
  std::vector<SameAddress> mailmap;
  VerdictBook verdicts;
  Cut cut = Cut::kNone;          // what is here is the newest part: who was first or new then cannot be told
  std::optional<Error> failure;  // what kept us from reading all of it
};

// Repositories about to be read. Move-only; its end waits for git.
class Opened {
 public:
  // What could not be opened is in `refused`, with the reason; the rest goes on.
  struct Refusal {
    std::string path;
    Error error;
  };
  // Looks at each, by a confined child; runs no git yet.
  static Opened Look(const std::vector<std::string>& paths, sandbox::Walls walls);

  // Makes the shadows and starts git for all, and what compiles build probes where a compiler is installed. Errors: as
  // GitRun::Start, and kIo (no room for shadows).
  Result<void> Start(sandbox::Walls walls);

  const std::vector<Refusal>& refused() const { return refused_; }
  std::size_t size() const { return repositories_.size(); }
  const GitDirectory& directory(std::size_t i) const { return repositories_[i].second; }

  // Reads the log and the tags of repository `i`, but for what `recall` knows of it. REQUIRES: this process is
  // confined, unless --no-sandbox.
  Repository Read(std::size_t i, Recall& recall);

  // Objects of repository `i`, once its log was read.
  shadow::ObjectPipe& objects(std::size_t i) { return *pipes_[i]; }

  // nullptr: no compiler is at hand.
  sandbox::ProbeCompiler* compiler() { return compiler_ ? &*compiler_ : nullptr; }

 private:
  Opened() = default;
  struct Told;
  // Where the commands of one repository stand among those of the run.
  struct Place {
    std::size_t log = 0;
    std::size_t objects = 0;
    std::size_t shallow_log = 0;  // 0: none
  };
  Told ReadLogOf(std::size_t command, const std::string& asked, History& history);
  void ReadHistory(std::size_t i, Recall& recall, Repository& repository);

  std::vector<Refusal> refused_;
  std::vector<std::pair<std::string, GitDirectory>> repositories_;
  std::vector<Place> places_;
  std::vector<std::unique_ptr<shadow::ObjectPipe>> pipes_;
  std::optional<sandbox::ProbeCompiler> compiler_;
  std::optional<sandbox::GitRun> run_;
};

}  // namespace halfsecond::custody
