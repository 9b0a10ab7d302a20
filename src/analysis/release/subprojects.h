// Which folders of a release are of other projects, by the tag's .wrap files (Meson's manual, "Wrap dependency
// system").

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/release/repository.h"

namespace halfsecond::release {

class Subprojects {
 public:
  struct Wrap {
    std::string path;       // of the .wrap, in the tag
    std::string directory;  // that it is unpacked to, beside the .wrap: "glib", or with a version
    std::string revision;   // a tag, a commit, or the start of its archive's SHA-256; "" for a branch or none
  };

  // Reads the tag's .wrap files; those that cannot be read are passed over.
  Subprojects(const std::vector<TagFile>& files, Repository& repository);

  // The one whose folder `path` is below; nothing where it is below none. Both are paths of the tag.
  const Wrap* Of(std::string_view path) const;

 private:
  std::vector<Wrap> wraps_;
};

}  // namespace halfsecond::release
