// What newcomers wrote on sensitive paths: blobs are read for those changes only, in one go.

#pragma once

#include <string_view>

#include "analysis/custody/line_change.h"
#include "analysis/custody/scene.h"
#include "analysis/custody/verdict.h"
#include "analysis/shadow/object_pipe.h"
#include "base/limits.h"
#include "base/result.h"
#include "sandbox/probe_compiler.h"

namespace halfsecond::custody {

// One changed file whose contents are here.
struct ContentChange {
  const Scene& scene;
  std::uint32_t commit;
  const Change& change;
  bool is_first_year;  // of the author here, since the first commit
  bool has_push;       // the author, by this commit
  std::string_view before;
  std::string_view after;
  const LineChange& lines;                     // empty for opaque paths
  sandbox::ProbeCompiler* compiler = nullptr;  // none: no compiler is at hand

  const Commit& record() const { return scene.history().commits()[commit]; }
  std::string_view path() const { return scene.history().Path(change); }
};

// Signals that look at contents; signals/<id>.cc. They may use nothing but what a VerdictKey stands for: the commit
// with its changes, the contents, and the two questions about the author.
void FindUnsafeCall(const ContentChange& change, Verdict& verdict);
void FindLoadTimeCode(const ContentChange& change, Verdict& verdict);
void FindWeakenedCheck(const ContentChange& change, Verdict& verdict);
void FindIgnoredCodeFile(const ContentChange& change, Verdict& verdict);
void FindContactChanged(const ContentChange& change, Verdict& verdict);
void FindDeadBuildProbe(const ContentChange& change, Verdict& verdict);
void FindLoad(const ContentChange& change, Verdict& verdict);

// Unreadable bytes (Verdict::is_load) that newcomers added or replaced, as they come, and then the releases made with
// them.
class BlobWatch {
 public:
  explicit BlobWatch(const Scene& scene);
  void Take(std::uint32_t commit, std::uint32_t author, const Change& change);
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

// What contents are read and judged with.
struct ContentMeans {
  shadow::ObjectPipe& objects;
  sandbox::ProbeCompiler* compiler = nullptr;  // none: no compiler is at hand
  std::size_t most_compilations = limits::kMaxCompilations;
};

// Asks all of them about every newcomer's change that `book` does not know, which then does. Returns how many blobs
// were missing. The compiler is asked about the changes that come first in time, until they used up the compilations:
// that follows from history alone, so a run that knows verdicts and one that knows none say the same. Errors: those of
// shadow::ObjectPipe.
Result<std::size_t> FindContentSignals(const Scene& scene, const ContentMeans& means, VerdictBook& book,
                                       Events& events);

}  // namespace halfsecond::custody
