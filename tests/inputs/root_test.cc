#include "inputs/root.h"

#include <doctest/doctest.h>
#include <seccomp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

#include "base/limits.h"
#include "tests/kits/plugin/child.h"
#include "tests/system_tree.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using plugin::testing::InChild;
using tests::SystemTree;

namespace {

constexpr int kSkipped = 77;

// A tree with every kind of link that tries to get out of it. "outside" holds what must not be read.
class Fenced {
 public:
  Fenced() {
    outside_.File("/secret", "outside");
    tree_.MergeUsr()
        .File("/usr/lib/libz.so.1.2", "inside")
        .File("/etc/hostname", "inside")
        .Link("/usr/lib/libz.so.1", "libz.so.1.2")
        .Link("/usr/lib/absolute", "/etc/hostname")
        .Link("/usr/lib/climbing", "../../../../../../../../etc/hostname")
        .Link("/usr/lib/out", outside_.path("/secret"))
        .Link("/usr/lib/out-directory", outside_.path(""))
        .Link("/usr/lib/loop-a", "loop-b")
        .Link("/usr/lib/loop-b", "loop-a")
        .Link("/usr/lib/itself", "itself")
        .Link("/usr/lib/dangling", "nowhere");
    for (int i = 0; i < 50; ++i) {
      tree_.Link("/chain/" + std::to_string(i), i == 0 ? "/etc/hostname" : std::to_string(i - 1));
    }
  }
  Root Open() const { return tree_.Open(); }
  std::string outside(const std::string& path) const { return outside_.path(path); }
  std::string inside(const std::string& path) const { return tree_.path(path); }

 private:
  SystemTree outside_;
  SystemTree tree_;
};

std::string TextOr(const Result<std::string>& text) {
  return text.ok() ? *text : std::string(KindName(text.error().kind));
}

// What a root answers of the paths of Fenced; every line a path and its text or the kind of its error.
std::vector<std::string> Answers(const Root& root, const Fenced& fenced) {
  std::vector<std::string> lines;
  for (const std::string& path : std::vector<std::string>{
           "/lib/libz.so.1", "/usr/lib/absolute", "/usr/lib/climbing", "/../../etc/hostname", "/usr/lib/out",
           "/usr/lib/out-directory/secret", fenced.outside("/secret"), "/usr/lib/dangling", "/usr/lib/loop-a",
           "/usr/lib/itself/below", "/etc/hostname/below", "/chain/30", "/chain/49", "/lib/./../lib//libz.so.1"}) {
    lines.push_back(TextOr(root.ReadText(path)));
  }
  return lines;
}

const std::vector<std::string> kExpected{"inside",    "inside",    "inside",    "inside", "not found",
                                         "not found", "not found", "not found", "io",     "io",
                                         "not found", "inside",    "io",        "inside"};

// From here on this process has no openat2, as on a kernel before 5.6. False where the filter cannot be had.
bool RefuseOpenat2(int error) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (filter == nullptr) return false;
  const auto refuse = SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error));
  const bool loaded =
      seccomp_rule_add(filter, refuse, static_cast<int>(SYS_openat2), 0) == 0 && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return loaded && ::syscall(SYS_openat2, -1, "", nullptr, 0) == -1 && errno == error;
}

}  // namespace

TEST_CASE("links are followed inside the root, and none leads out of it") {
  const Fenced fenced;
  CHECK(Answers(fenced.Open(), fenced) == kExpected);
}

TEST_CASE("where openat2 is missing or refused, the walk over components gives the same answers") {
  const Fenced fenced;
  for (const int error : {ENOSYS, EPERM}) {
    const auto ending = InChild([&] {
      const Root root = fenced.Open();
      if (!RefuseOpenat2(error)) return kSkipped;
      const std::vector<std::string> answers = Answers(root, fenced);
      for (std::size_t i = 0; i < kExpected.size(); ++i) {
        const bool is_loop = kExpected[i] == "io";
        if (answers[i] != kExpected[i] && !(is_loop && answers[i] == "limit")) return static_cast<int>(i) + 1;
      }
      return 0;
    });
    CHECK(ending.exit_status == 0);
  }
}

TEST_CASE("a FIFO is refused without waiting for a writer, a device and a socket without opening them for use") {
  SystemTree tree;
  tree.Directory("/run").Directory("/etc");
  REQUIRE(::mkfifo(tree.path("/run/fifo").c_str(), 0600) == 0);
  const Root root = tree.Open();
  CHECK(root.OpenFile("/run/fifo").error().kind == Error::Kind::kUnsupported);
  CHECK(root.OpenFile("/run/fifo").error().what == "is not a regular file");
  CHECK(root.OpenFile("/etc").error().what == "is a directory");
  CHECK(root.ReadText("/run/fifo").error().kind == Error::Kind::kUnsupported);
  const Root running = *Root::Open("/");
  CHECK(running.OpenFile("/dev/zero").error().what == "is not a regular file");
  CHECK(running.OpenFile("/dev/null").error().kind == Error::Kind::kUnsupported);
}

TEST_CASE("a text file larger than one may be is refused before it is read") {
  SystemTree tree;
  tree.File("/status");
  std::filesystem::resize_file(tree.path("/status"), 10ULL << 30U);
  CHECK(tree.Open().ReadText("/status").error().kind == Error::Kind::kLimit);
}

TEST_CASE("the real path is free of links, dots and repeated slashes, and starts at the root") {
  const Fenced fenced;
  const Root root = fenced.Open();
  CHECK(*root.RealPath("/lib/libz.so.1") == "/usr/lib/libz.so.1.2");
  CHECK(*root.RealPath("//lib/.././lib//libz.so.1") == "/usr/lib/libz.so.1.2");
  CHECK(*root.RealPath("/usr/lib/climbing") == "/etc/hostname");
  CHECK(*root.RealPath("/../..") == "/");
  CHECK(*root.RealPath("/") == "/");
  CHECK(root.RealPath("/usr/lib/loop-a").error().kind == Error::Kind::kLimit);
  CHECK(root.RealPath("/usr/lib/itself").error().kind == Error::Kind::kLimit);
  CHECK(root.RealPath("/usr/lib/dangling").error().kind == Error::Kind::kNotFound);
  CHECK(root.RealPath("").error().kind == Error::Kind::kNotFound);
}

TEST_CASE("links that double the path at every step end at a limit") {
  SystemTree tree;
  std::string twice = "x";
  for (int i = 0; i < 10; ++i) twice += "/../x" + twice.substr(0, 300);
  tree.Directory("/x").Link("/grow", "grow/" + twice);
  CHECK(tree.Open().RealPath("/grow").error().kind == Error::Kind::kLimit);
}

TEST_CASE("the names of a directory are sorted and say what they are") {
  SystemTree tree;
  tree.File("/d/b").Directory("/d/a").Link("/d/c", "b");
  REQUIRE(::mkfifo(tree.path("/d/d").c_str(), 0600) == 0);
  const Root root = tree.Open();
  const auto entries = root.List("/d");
  REQUIRE(entries.ok());
  REQUIRE(entries->size() == 4);
  using Kind = DirectoryEntry::Kind;
  const std::vector<Kind> kinds{Kind::kDirectory, Kind::kRegular, Kind::kSymlink, Kind::kOther};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK((*entries)[i].name == std::string(1, static_cast<char>('a' + i)));
    CHECK((*entries)[i].kind == kinds[i]);
  }
  CHECK(root.List("/d/b").error().kind == Error::Kind::kNotFound);
  CHECK(root.List("/none").error().kind == Error::Kind::kNotFound);
}

TEST_CASE("the status of a path is that of what it reaches inside the root") {
  const Fenced fenced;
  const Root root = fenced.Open();
  CHECK(root.Status("/lib")->is_directory());
  CHECK(root.Status("/usr/lib/absolute")->size_bytes == 6);
  CHECK(root.Status("/usr/lib/out").error().kind == Error::Kind::kNotFound);
}

TEST_CASE("a root is a directory: nothing, a file and a dangling link are none") {
  const Fenced fenced;
  CHECK(Root::Open(fenced.inside("/none")).error().kind == Error::Kind::kNotFound);
  CHECK(Root::Open(fenced.inside("/etc/hostname")).error().kind == Error::Kind::kNotFound);
  CHECK(Root::Open(fenced.inside("/usr/lib/dangling")).error().kind == Error::Kind::kNotFound);
}

TEST_CASE("the running system is known by its inode, whatever its name") {
  CHECK(Root::Open("/")->is_running_system());
  CHECK(Root::Open("/usr/..")->is_running_system());
  CHECK_FALSE(Root::Open("/usr")->is_running_system());
}

TEST_CASE("a path with a NUL byte is not found, instead of being cut there") {
  const Fenced fenced;
  const std::string path("/etc/hostname\0/more", 19);
  CHECK(fenced.Open().ReadText(path).error().kind == Error::Kind::kNotFound);
  CHECK(Root::Open("/")->OpenFile(path).error().kind == Error::Kind::kNotFound);
  CHECK(Root::Open("/")->Status(path).error().kind == Error::Kind::kNotFound);
  CHECK(Root::Open("/")->RealPath(path).error().kind == Error::Kind::kNotFound);
}

TEST_CASE("a path longer than any may be is an error") {
  const Root root = *Root::Open("/");
  CHECK_FALSE(root.OpenFile("/" + std::string(5000, 'a')).ok());
  CHECK_FALSE(root.Status("/" + std::string(5000, 'a')).ok());
  CHECK_FALSE(SystemTree().Open().OpenFile(std::string(100'000, '/') + "a").ok());
}
