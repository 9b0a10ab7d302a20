// A project with two releases, and archives of it that scripts spoil.

#pragma once

#include <string>
#include <vector>

#include "tests/e2e/script_folder.h"

namespace halfsecond::e2e {

// A repository `repo` of two tags, v1.0 and v1.1, and whatever scripts make beside it.
class MadeProject {
 public:
  MadeProject() {
    Do(std::string(kNewRepository) +
       "mkdir src && printf 'int a;\\n' > src/a.c && printf 'one\\ntwo\\n' > README && printf 'AC_INIT\\n' > "
       "configure.ac && git add . && git commit -qm 1 && git tag v1.0 && printf 'int b;\\n' > src/b.c && "
       "printf 'int a2;\\n' > src/a.c && git add . && git commit -qm 2 && git tag -a -m t v1.1");
  }

  void Do(const std::string& script) const { folder_.Do(script); }

  // Adds what `script` makes in the repository to v1.1.
  void AddToTag(const std::string& script) const {
    Do("cd repo && " + script + " && git add . && git commit -qm 3 && git tag -f v1.1 >/dev/null");
  }
  // A repository `other` of what `script` makes in it, in one commit, whose tag is 2.0.
  void MakeOther(const std::string& script) const {
    Do("git init -q -b main other && cd other && git config user.name n && git config user.email m && " + script +
       " && git add . && git commit -qm 1 && git tag 2.0");
  }
  // Its commit as a submodule of v1.1 at `path`.
  void AddOtherAsSubmodule(const std::string& path) const {
    Do("cd repo && git update-index --add --cacheinfo 160000,$(git -C ../other rev-parse HEAD)," + path +
       " && git commit -qm 3 && git tag -f v1.1 >/dev/null");
  }

  // The tag's files in folder p-1.1, changed by `script`, as p-1.1.tar.gz.
  Ended Check(const std::string& script, const std::string& option = "") {
    Do("rm -rf p-1.1 && git -C repo archive --prefix=p-1.1/ v1.1 | tar x && cd p-1.1 && { " + script +
       "; } && cd .. && tar czf p-1.1.tar.gz p-1.1");
    return Ask("p-1.1.tar.gz", option);
  }
  Ended Ask(const std::string& archive, const std::string& option = "") const {
    std::vector<std::string> argv{HS_BINARY, "release-check", archive, "repo"};
    if (!option.empty()) argv.push_back(option);
    return folder_.Run(argv);
  }
  // Types the answer's next step into bash, in the same folder.
  Ended Next(const std::string& answer) const { return folder_.Next(answer); }
  const std::string& folder() const { return folder_.path(); }

 private:
  ScriptFolder folder_;
};

}  // namespace halfsecond::e2e
