// Any unmodified filter (stdin to stdout: `/usr/bin/zstd -d`) as a plug-in: a process a job, over pipes, behind the
// walls of kFiltering. Its loader opens libraries, so a filter has what its table says more than a worker of ours: it
// reads below the paths it is granted. It still writes, runs, connects and signals nothing.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kits/plugin/host.h"

namespace halfsecond::plugin {

struct FilterManifest {
  std::string path;
  std::optional<Sha256Digest> sha256;  // any other program is refused; the libraries it loads are not checked
  std::vector<std::string> arguments;  // after its name
  // Read and mapped to run, nothing else; a path that is not there is left out.
  std::vector<std::string> readable{"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"};
  JobLimits limits;
  LayerSet may_be_missing = LayerSet().With(Layer::kIdentity).With(Layer::kNamespaces);
};

class FilterPlugin {
 public:
  // Reads and hashes the program. Faults: kSpawn.
  static Outcome<FilterPlugin> Open(const FilterManifest& manifest);
  FilterPlugin(FilterPlugin&&) noexcept;
  FilterPlugin& operator=(FilterPlugin&&) noexcept;
  ~FilterPlugin();

  // Does a job, as PluginHost::Run does; the request's operation and parameters mean nothing to a filter. The verdict
  // is kDone where it exits with 0, else kBadInput with its exit status and the start of what it said on stderr.
  Outcome<Report> Run(Request& request);

 private:
  struct Inside;
  explicit FilterPlugin(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace halfsecond::plugin
