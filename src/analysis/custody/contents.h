// What newcomers wrote on sensitive paths: blobs are read for those changes only, in one go.

#pragma once

#include <string_view>

#include "analysis/custody/line_change.h"
#include "analysis/custody/scene.h"
#include "analysis/shadow/object_pipe.h"
#include "base/result.h"
#include "sandbox/probe_compiler.h"

namespace halfsecond::custody {

// One changed file whose contents are here.
struct ContentChange {
  const Scene& scene;
  std::uint32_t commit;
  const Change& change;
  std::uint32_t author;
  int age_days;        // of the author here, since the first commit
  std::size_t pushes;  // of the author up to this commit
  std::string_view before;
  std::string_view after;
  const LineChange& lines;                     // empty for opaque paths
  sandbox::ProbeCompiler* compiler = nullptr;  // none: no compiler is at hand

  const Commit& record() const { return scene.history().commits()[commit]; }
  std::string_view path() const { return scene.history().Path(change); }
  // Tells an event of the author at this commit.
  void Tell(Events& events, CustodyEventKind kind, std::string detail) const;
};

// Signals that look at contents; signals/<id>.cc.
void FindUnsafeCall(const ContentChange& change, Events& events);
void FindLoadTimeCode(const ContentChange& change, Events& events);
void FindWeakenedCheck(const ContentChange& change, Events& events);
void FindIgnoredCodeFile(const ContentChange& change, Events& events);
void FindContactChanged(const ContentChange& change, Events& events);
void FindDeadBuildProbe(const ContentChange& change, Events& events);

// Unreadable bytes that newcomers added or replaced, as they come, and then the releases made with them.
class BlobWatch {
 public:
  explicit BlobWatch(const Scene& scene);
  void Look(const ContentChange& change);
  void Finish(Events& events) const;

 private:
  struct Load {
    std::uint32_t commit;
    std::uint32_t author;
    std::size_t added = 0;
    std::size_t modified = 0;
    std::string first_path;
  };
  bool IsUsualHere(const Load& load) const;

  const Scene& scene_;
  std::vector<std::pair<std::int64_t, std::uint32_t>> opaque_;  // when and by whom such files came, by anybody
  std::vector<Load> loads_;
};

// Asks all of them about every newcomer's change. Returns how many blobs were missing. Errors: those of
// shadow::ObjectPipe.
Result<std::size_t> FindContentSignals(const Scene& scene, shadow::ObjectPipe& objects,
                                       sandbox::ProbeCompiler* compiler, Events& events);

}  // namespace halfsecond::custody
