#include "readers/deb/file_list.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/damage.h"

using halfsecond::Bytes;
using halfsecond::deb::FileList;
using halfsecond::tests::Exact;
using halfsecond::tests::ForEachDamage;
using halfsecond::tests::ForEachPrefix;

namespace {

constexpr std::string_view kList = "/.\n/bin\n/bin/dash\n/usr/share/doc/a file with blanks\n";

std::vector<std::string> Paths(FileList& list) {
  std::vector<std::string> paths;
  while (const auto path = list.Next()) paths.emplace_back(*path);
  return paths;
}

}  // namespace

TEST_CASE("a list gives its paths in file order") {
  const Exact file(kList);
  FileList list(file.bytes());
  CHECK(Paths(list) == std::vector<std::string>{"/.", "/bin", "/bin/dash", "/usr/share/doc/a file with blanks"});
  CHECK(list.consumed_bytes() == kList.size());
  CHECK(list.damaged_lines() == 0);
}

TEST_CASE("a path cut off by the end of the part is left for the next part") {
  const Exact file("/usr/bin/dash\n/usr/bin/ba");
  FileList list(file.bytes());
  CHECK(Paths(list) == std::vector<std::string>{"/usr/bin/dash"});
  CHECK(list.consumed_bytes() == 14);
}

TEST_CASE("an empty or relative line is counted, not returned") {
  const Exact file("\nusr/bin/a\n/usr/bin/b\n");
  FileList list(file.bytes());
  CHECK(Paths(list) == std::vector<std::string>{"/usr/bin/b"});
  CHECK(list.damaged_lines() == 2);
}

TEST_CASE("every prefix of a list gives whole paths only") {
  const Exact whole(kList);
  FileList all(whole.bytes());
  const std::vector<std::string> expected = Paths(all);
  ForEachPrefix(kList, [&](Bytes prefix) {
    FileList list(prefix);
    const std::vector<std::string> paths = Paths(list);
    REQUIRE(paths.size() <= expected.size());
    for (std::size_t i = 0; i < paths.size(); ++i) CHECK(paths[i] == expected[i]);
  });
}

TEST_CASE("10,000 damages of a list give absolute paths without a newline, or a count") {
  ForEachDamage(kList, 10'000, [](Bytes damaged) {
    FileList list(damaged);
    while (const auto path = list.Next()) {
      REQUIRE(path->front() == '/');
      REQUIRE(path->find('\n') == std::string_view::npos);
    }
    REQUIRE(list.consumed_bytes() <= damaged.size());
  });
}
