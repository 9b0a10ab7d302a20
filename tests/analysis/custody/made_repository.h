// A git repository made for a test, commit by commit, with the names and days that the test gives. Nothing of the
// machine's configuration takes part.

#pragma once

#include <string>
#include <vector>

namespace halfsecond::tests {

class MadeRepository {
 public:
  MadeRepository();
  MadeRepository(const MadeRepository&) = delete;
  MadeRepository& operator=(const MadeRepository&) = delete;
  ~MadeRepository();

  struct Commit {
    std::string day;             // "2020-01-31", at noon UTC
    std::string author;          // a name; its address is made from it
    std::string committer = {};  // as the author when empty
    std::string message = "work";
    std::vector<std::pair<std::string, std::string>> files = {};  // paths and contents; none: an empty commit
  };
  void Add(const Commit& commit);
  // An annotated tag of what is there.
  void Tag(const std::string& name, const std::string& tagger, const std::string& day);
  // Anything else: `git WORDS...` in it.
  std::string Git(const std::vector<std::string>& words);

  const std::string& path() const { return path_; }
  std::string Head() { return Git({"rev-parse", "HEAD"}).substr(0, 40); }

 private:
  std::string stream_;  // for git fast-import, one process for all commits
  void Flush();

  std::string path_;
  int marks_ = 0;
};

}  // namespace halfsecond::tests
