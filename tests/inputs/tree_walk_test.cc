#include "inputs/tree_walk.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "tests/kits/plugin/child.h"
#include "tests/system_tree.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using tests::SystemTree;

namespace {

struct Walked {
  std::vector<std::string> files;
  std::vector<WalkGap> gaps;
};

Walked Walk(const Root& root, const std::vector<std::string>& paths) {
  Walked walked;
  walked.gaps = WalkFiles(root, paths, [&](const std::string& path) { walked.files.push_back(path); });
  return walked;
}

}  // namespace

TEST_CASE("every regular file is visited once, in byte order within a directory") {
  SystemTree tree;
  tree.File("/usr/bin/b").File("/usr/bin/a").File("/usr/bin/sub/c").File("/usr/bin/B");
  const Walked walked = Walk(tree.Open(), {"/usr/bin"});
  CHECK(walked.files == std::vector<std::string>{"/usr/bin/B", "/usr/bin/a", "/usr/bin/b", "/usr/bin/sub/c"});
  CHECK(walked.gaps.empty());
}

TEST_CASE("a link that is named is followed, one that is met is not") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/bin/a").Link("/usr/bin/also-a", "a").Link("/usr/bin/up", "..");
  CHECK(Walk(tree.Open(), {"/bin"}).files == std::vector<std::string>{"/bin/a"});
}

TEST_CASE("a directory that two names lead to is entered once") {
  SystemTree tree;
  tree.MergeUsr().File("/usr/bin/a");
  CHECK(Walk(tree.Open(), {"/bin", "/usr/bin", "/usr"}).files == std::vector<std::string>{"/bin/a"});
}

TEST_CASE("links in a circle do not make the walk go round") {
  SystemTree tree;
  tree.File("/d/a").Link("/d/self", ".").Link("/d/parent", "..").Link("/d/loop", "loop");
  CHECK(Walk(tree.Open(), {"/"}).files == std::vector<std::string>{"/d/a"});
}

TEST_CASE("FIFOs, sockets and devices are not visited") {
  SystemTree tree;
  tree.File("/d/a");
  REQUIRE(::mkfifo(tree.path("/d/fifo").c_str(), 0600) == 0);
  CHECK(Walk(tree.Open(), {"/d"}).files == std::vector<std::string>{"/d/a"});
}

TEST_CASE("the kernel's own trees below a root are left out, also where it is named by its slash") {
  SystemTree tree;
  tree.File("/proc/1/exe").File("/sys/a").File("/dev/b").File("/usr/proc/c");
  CHECK(Walk(tree.Open(), {"/"}).files == std::vector<std::string>{"/usr/proc/c"});
}

TEST_CASE("what is not there, or may not be listed, is a gap and the walk goes on") {
  SystemTree tree;
  tree.File("/d/closed/a").File("/d/open/b");
  REQUIRE(::chmod(tree.path("/d/closed").c_str(), 0) == 0);
  // A process without rights of root: to root no directory is closed.
  const auto ending = plugin::testing::InChild([&] {
    if (::getuid() == 0 && (::chmod(tree.path("").c_str(), 0755) != 0 || ::setuid(65534) != 0)) return 2;
    const Walked walked = Walk(tree.Open(), {"/none", "/d"});
    if (walked.files != std::vector<std::string>{"/d/open/b"} || walked.gaps.size() != 2) return 1;
    const bool first = walked.gaps[0].path == "/none" && walked.gaps[0].error.kind == Error::Kind::kNotFound;
    return first && walked.gaps[1].path == "/d/closed" && walked.gaps[1].error.kind == Error::Kind::kDenied ? 0 : 3;
  });
  CHECK(ending.exit_status == 0);
  REQUIRE(::chmod(tree.path("/d/closed").c_str(), 0700) == 0);
}

TEST_CASE("a tree deeper than any is left at the limit, with a gap that says where") {
  SystemTree tree;
  std::string path = "/t";
  for (std::size_t i = 0; i < limits::kMaxTreeDepth + 5; ++i) path += "/d";
  tree.File(path + "/a").File("/t/b");
  const Walked walked = Walk(tree.Open(), {"/t"});
  CHECK(walked.files == std::vector<std::string>{"/t/b"});
  REQUIRE(walked.gaps.size() == 1);
  CHECK(walked.gaps[0].error.kind == Error::Kind::kLimit);
}

TEST_CASE("a named file is visited as it was named") {
  SystemTree tree;
  tree.File("/d/a").Link("/d/link", "a");
  CHECK(Walk(tree.Open(), {"/d/link", "/d/a"}).files == std::vector<std::string>{"/d/link", "/d/a"});
}
