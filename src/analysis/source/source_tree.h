// SourceTree: of a source package the few files that say why it is built as it is: the build's own, the distribution's
// patches, rules and control. From a folder, or from the archives that a .dsc names, behind the archive plug-in's wall.

#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/damage.h"
#include "inputs/root.h"
#include "sandbox/plugin.h"

namespace halfsecond::source {

class SourceTree {
 public:
  // Reads the tree in `directory`. Errors: as Root::List; kLimit.
  static Result<SourceTree> FromDirectory(const Root& host, const std::string& directory);

  // The archive at that path, open for reading; negative when it cannot be had.
  using OpenArchive = std::function<int(const std::string& path)>;

  // Reads the archives that the .dsc at `path` names. `archive`: the plug-in, started before this process was confined.
  // Errors: as ReadSourceControl, and kUnsupported (an old form with a .diff); kLimit.
  static Result<SourceTree> FromControl(const Root& host, const std::string& path, sandbox::Plugin& archive,
                                        const OpenArchive& open);

  // Does the file at `path`, below the top folder, say anything of how the package is built?
  static bool IsTelling(std::string_view path);

  // A tree of these texts.
  static Result<SourceTree> Of(const std::map<std::string, std::string>& files);

  // Texts by path, below the top folder.
  const std::map<std::string, std::string>& files() const { return files_; }
  const std::vector<Damage>& damages() const { return damages_; }

  // What debian/control calls the source package; "" when it does not say.
  std::string Name() const;

  // The text of a file, or nullptr.
  const std::string* Find(const std::string& path) const;

 private:
  Result<void> Put(std::string path, std::string text);
  Result<void> AddArchive(int descriptor, sandbox::Plugin& archive);

  std::map<std::string, std::string> files_;
  std::vector<Damage> damages_;
  std::uint64_t bytes_ = 0;
};

}  // namespace halfsecond::source
