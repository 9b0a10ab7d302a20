#include "analysis/shadow/object_names.h"

#include <doctest/doctest.h>

#include <string>

#include "readers/git/object_sum.h"
#include "tests/e2e/script_folder.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using shadow::ObjectNames;

namespace {

ObjectNames NamesOf(const std::string& repository) {
  const auto directory = ReadGitDirectory(repository);
  REQUIRE(directory.ok());
  auto root = Root::Open("/");
  REQUIRE(root.ok());
  return {*directory, std::move(*root)};
}

git::ObjectId Blob(const std::string& content, git::Algorithm algorithm = git::Algorithm::kSha1) {
  return git::IdOfObject("blob", content, algorithm);
}

const std::string kCommit =
    "git config user.name n && git config user.email m && git add . && git commit -qm 1 && git gc -q";

}  // namespace

TEST_CASE("what is in a pack, in another's, or may be alone in a folder is not said to be missing") {
  const e2e::ScriptFolder folder;
  folder.Do("git init -q lender && cd lender && echo lent > a && " + kCommit +
            " && cd .. && git clone -qs lender repo && cd repo && echo packed > b && " + kCommit +
            " && echo alone > c && "
            "git hash-object -w c");
  ObjectNames names = NamesOf(folder.path() + "/repo");
  CHECK(names.MayHave(Blob("packed\n")));
  CHECK(names.MayHave(Blob("lent\n")));
  CHECK(names.MayHave(Blob("alone\n")));
  std::size_t missing = 0;
  for (int i = 0; i < 1000; ++i) {
    if (!names.MayHave(Blob("not there " + std::to_string(i)))) ++missing;
  }
  CHECK(missing > 980);  // all but those that begin with the byte of what is alone
}

TEST_CASE("a repository of SHA-256 is asked by its names") {
  const e2e::ScriptFolder folder;
  folder.Do("git init -q --object-format=sha256 repo && cd repo && echo packed > b && " + kCommit);
  ObjectNames names = NamesOf(folder.path() + "/repo");
  CHECK(names.MayHave(Blob("packed\n", git::Algorithm::kSha256)));
  CHECK_FALSE(names.MayHave(Blob("other\n", git::Algorithm::kSha256)));
}

TEST_CASE("nothing is said to be missing where an index is, or cannot be read") {
  const e2e::ScriptFolder folder;
  folder.Do("git init -q repo && cd repo && echo packed > b && " + kCommit);
  const std::string damage = "cd repo/.git/objects/pack && chmod u+w *.idx && ";
  SUBCASE("cut short") {
    folder.Do(damage + "truncate -s 1000 *.idx");
  }
  SUBCASE("of another version") {
    folder.Do(damage + "printf x | dd of=$(ls *.idx) conv=notrunc status=none");
  }
  SUBCASE("not there") {
    folder.Do(damage + "rm *.idx");
  }
  SUBCASE("no file") {
    folder.Do(damage + "n=$(ls *.idx) && rm $n && mkfifo $n");
  }
  ObjectNames names = NamesOf(folder.path() + "/repo");
  CHECK(names.MayHave(Blob("other\n")));
}
