// The owners of files that are installed here, against dpkg's own answer.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analysis/system/directory_aliases.h"
#include "analysis/system/package_store.h"
#include "tests/e2e/process.h"

using halfsecond::Root;
using halfsecond::e2e::Ended;
using halfsecond::e2e::Lines;
using halfsecond::e2e::Run;
using halfsecond::system::DirectoryAliases;
using halfsecond::system::PackageStore;

namespace {

constexpr std::size_t kSample = 600;

// Every n-th file and link below the directories that hold what is loaded, the same in each run.
std::vector<std::string> SampleOfFiles() {
  std::vector<std::string> all;
  for (const char* directory : {"/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/bin", "/usr/sbin"}) {
    std::error_code error;
    const auto options = std::filesystem::directory_options::skip_permission_denied;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory, options, error)) {
      const std::string path = entry.path().string();
      const bool is_pattern = path.find_first_of("*?[\\") != std::string::npos;  // to dpkg -S
      if (!is_pattern && !entry.is_directory(error)) all.push_back(path);
    }
  }
  std::sort(all.begin(), all.end());
  if (all.size() <= kSample) return all;
  std::vector<std::string> sample;
  for (std::size_t i = 0; i < kSample; ++i) sample.push_back(all[i * all.size() / kSample]);
  return sample;
}

// What dpkg -S prints of paths.
std::vector<std::string> SearchedByDpkg(const std::vector<std::string>& paths) {
  std::vector<std::string> argv{"dpkg-query", "-S"};
  argv.insert(argv.end(), paths.begin(), paths.end());
  return Lines(Run({.argv = argv, .deadline_s = 120}).out);
}

// A file that a package keeps out of another's place: its name, where that other one is instead, and the package.
struct Diverted {
  std::string from;
  std::string to;
  std::string by;
};

// "diversion by postgresql-common from: /usr/bin/pg_config", and the same with "to:" on the next line.
std::vector<Diverted> DivertedIn(const std::vector<std::string>& lines) {
  std::vector<Diverted> all;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const std::size_t from = lines[i].find(" from: /");
    const std::size_t to = lines[i + 1].find(" to: /");
    const std::size_t by = std::string_view("diversion by ").size();
    if (!lines[i].starts_with("diversion by ") || from == std::string::npos || to == std::string::npos) continue;
    all.push_back({lines[i].substr(from + 7), lines[i + 1].substr(to + 5), lines[i].substr(by, from - by)});
  }
  return all;
}

// Who owns each path of what dpkg -S printed: "libc6:amd64, libc6:i386: /lib/x" -> "/lib/x": {libc6}.
std::map<std::string, std::set<std::string>> OwnersIn(const std::vector<std::string>& lines) {
  std::map<std::string, std::set<std::string>> owners;
  for (const std::string& line : lines) {
    const std::size_t colon = line.find(": /");
    if (colon == std::string::npos || line.starts_with("diversion by")) continue;
    for (std::size_t begin = 0; begin < colon; begin = line.find_first_not_of(", ", line.find(',', begin))) {
      owners[line.substr(colon + 2)].insert(line.substr(begin, line.find_first_of(":,", begin) - begin));
      if (line.find(',', begin) > colon) break;
    }
  }
  return owners;
}

// Who dpkg -S says owns each path; of what another package diverted it tells no owner, but of where that was.
std::map<std::string, std::set<std::string>> AskDpkg(const std::vector<std::string>& paths) {
  const auto lines = SearchedByDpkg(paths);
  auto owners = OwnersIn(lines);
  for (const Diverted& diverted : DivertedIn(lines)) {
    auto moved = OwnersIn(SearchedByDpkg({diverted.from}))[diverted.from];
    moved.erase(diverted.by);
    owners[diverted.to].merge(moved);
  }
  return owners;
}

}  // namespace

TEST_CASE("installed files have the owner that dpkg -S gives their real path in either spelling") {
  const Root root = Root::Open("/").value();
  PackageStore store(root);
  if (store.database() != PackageStore::Database::kDpkg) {
    MESSAGE("no dpkg database here: nothing was compared");
    return;
  }
  const std::vector<std::string> files = SampleOfFiles();
  const DirectoryAliases aliases = DirectoryAliases::Of(root);
  std::vector<std::vector<std::string>> spellings;
  std::vector<std::string> questions;
  for (const std::string& file : files) {
    spellings.push_back(aliases.Spellings(root.RealPath(file).value_or(file)));
    questions.insert(questions.end(), spellings.back().begin(), spellings.back().end());
  }
  const auto truth = AskDpkg(questions);
  const auto owners = store.OwnersOf(files);
  REQUIRE(owners.ok());
  std::size_t without = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    CAPTURE(files[i]);
    std::set<std::string> expected;
    for (const std::string& spelling : spellings[i]) {
      if (const auto known = truth.find(spelling); known != truth.end()) expected.merge(std::set(known->second));
    }
    const auto& owner = (*owners)[i];
    CHECK(owner.has_value() != expected.empty());
    if (owner) CHECK(expected.contains(owner->name));
    if (!owner) ++without;
  }
  CHECK(store.damage().empty());
  MESSAGE(files.size(), " installed files compared with dpkg -S, ", without, " of them without an owner");
}
