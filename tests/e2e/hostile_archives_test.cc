// Archives made to harm: each is refused, or told, at once.

#include <doctest/doctest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/e2e/process.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

struct Hostile {
  const char* what;
  const char* python;  // makes `b`, the bytes of p-1.1.tar, from member(name, content, type, link)
  const char* told;
};

// The table of issue 6.
constexpr Hostile kHostile[]{
    {"a bomb", "b = member('p/z', b'\\0' * (1 << 28))", "more than 40 times its size"},
    {"a million members", "b = b''.join(header('p/%d' % i) for i in range(250000))", "more files than a release has"},
    {"a size in pax that is a lie", "b = pax('size', '99999999999') + member('p/a', b'x')", "too large"},
    {"a pax header of gigabytes", "b = header('p/h', 8 << 30, b'x')", "an extended header that is too long"},
    {"a sparse map that is a lie", "b = pax('GNU.sparse.realsize', '1099511627776') + member('p/a', b'x')", "sparse"},
    {"a name that comes twice", "b = member('p/a', b'1') + member('p/a', b'2')", "duplicate-name"},
    {"a path out of its folder", "b = member('p/a', b'x') + member('p/../../x', b'x')", "climbs-out"},
    {"an absolute path", "b = member('p/a', b'x') + member('/etc/x', b'x')", "climbs-out"},
    {"a link and a file through it", "b = header('p/l', 0, b'2', '/etc') + member('p/l/x', b'x')", "absolute-link"},
    {"a device", "b = member('p/a', b'x') + header('p/d', 0, b'3')", "a character device"},
    {"a hard link to nothing", "b = member('p/a', b'x') + header('p/b', 0, b'1', '/etc/passwd')", "hard-link"},
    {"a control character", "b = member('p/a', b'x') + member('p/b\\x1b[31m', b'x')", "control-character"},
    {"more after the end", "b = member('p/a', b'x') + b'\\0' * 1024 + member('p/b', b'x')", "after-the-end"},
    {"names that differ in case", "b = member('p/README', b'x') + member('p/readme', b'x')", "case-collision"},
};

constexpr const char* kMake = R"(
import gzip, sys
def header(name, size=0, kind=b'0', link=''):
    h = bytearray(512); n = name.encode(); h[:len(n)] = n; h[100:107] = b'0000644'
    h[124:135] = b'%011o' % size if size < 1 << 33 else b'\x80' + size.to_bytes(10, 'big')
    if size >= 1 << 33: h[124:136] = b'\x80' + size.to_bytes(11, 'big')
    h[136:147] = b'0' * 11; h[156:157] = kind; l = link.encode(); h[157:157 + len(l)] = l
    h[257:265] = b'ustar\00000'; h[148:156] = b' ' * 8; h[148:155] = b'%06o\0' % sum(h); return bytes(h)
def member(name, content, kind=b'0'):
    return header(name, len(content), kind) + content + b'\0' * (-len(content) % 512)
def pax(key, value):
    rest = ' %s=%s\n' % (key, value); n = len(rest) + 2
    if len(str(n)) + len(rest) != n: n = len(rest) + len(str(n + 1))
    return member('pax', (str(n) + rest).encode(), b'x')
exec(sys.argv[1])
sys.stdout.buffer.write(gzip.compress(b + b'\0' * 1024, 6))
)";

}  // namespace

TEST_CASE("hostile archives are refused or told, each at once") {
  std::string folder = std::filesystem::temp_directory_path() / "halfsecond-hostile-XXXXXX";
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  const auto run = [&folder](std::vector<std::string> argv) {
    return e2e::Run({.argv = std::move(argv), .environment = {"HOME=" + folder}, .directory = folder});
  };
  REQUIRE(run({"sh", "-ec",
               "git init -q -b main repo && cd repo && git config user.name n && git config user.email m &&"
               "printf x > a && git add . && git commit -qm 1 && git tag v1.1"})
              .status == 0);
  for (const Hostile& one : kHostile) {
    CAPTURE(std::string(one.what));
    const auto made = run({"sh", "-ec", "python3 -c \"$0\" \"$1\" > p-1.1.tar.gz", kMake, one.python});
    REQUIRE_MESSAGE(made.status == 0, made.err);
    const auto start = std::chrono::steady_clock::now();
    const auto ended = run({HS_BINARY, "release-check", "p-1.1.tar.gz", "repo"});
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    const std::string all = ended.out + ended.err;
    CHECK_MESSAGE(all.find(one.told) != std::string::npos, all);
    CHECK(seconds.count() < 10);  // on a machine that does other things, too; it takes 0.1
  }
  std::filesystem::remove_all(folder);
}
