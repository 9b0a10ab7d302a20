#include "tests/analysis/custody/made_repository.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "facts/custody.h"
#include "tests/e2e/process.h"

namespace halfsecond::tests {
namespace {

std::string Address(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '.');
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return name + "@host.test";
}

std::string Person(const std::string& name, const std::string& day) {
  return name + " <" + Address(name) + "> " + std::to_string(ParseDate(day + "T12:00:00Z").value_or(0)) + " +0000\n";
}

std::string Data(const std::string& bytes) {
  return "data " + std::to_string(bytes.size()) + "\n" + bytes + "\n";
}

}  // namespace

MadeRepository::MadeRepository() {
  std::string room = std::filesystem::temp_directory_path().string() + "/made-XXXXXX";
  if (::mkdtemp(room.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = room;
  Git({"init", "-q", "-b", "main", "."});
}

MadeRepository::~MadeRepository() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void MadeRepository::Add(const Commit& commit) {
  const std::string& committer = commit.committer.empty() ? commit.author : commit.committer;
  stream_ += "commit refs/heads/main\nauthor " + Person(commit.author, commit.day) + "committer " +
             Person(committer, commit.day) + Data(commit.message);
  if (marks_++ == 0) {
    const std::string there = Git({"for-each-ref", "--format=%(objectname)", "refs/heads/main"});
    if (!there.empty()) stream_ += "from refs/heads/main^0\n";
  }
  for (const auto& [path, bytes] : commit.files) stream_ += "M 100644 inline " + path + "\n" + Data(bytes);
}

void MadeRepository::Tag(const std::string& name, const std::string& tagger, const std::string& day) {
  stream_ += "tag " + name + "\nfrom refs/heads/main\ntagger " + Person(tagger, day) + Data(name);
}

void MadeRepository::Flush() {
  if (stream_.empty()) return;
  const std::string file = path_ + "/.git/stream";
  std::ofstream(file, std::ios::binary) << std::exchange(stream_, {});
  const auto ended = e2e::Run(
      {{"sh", "-c", "git fast-import --quiet < .git/stream"}, {"HOME=/nonexistent", "GIT_CONFIG_NOSYSTEM=1"}, path_});
  if (ended.status != 0) throw std::runtime_error(ended.err);
  marks_ = 0;
}

std::string MadeRepository::Git(const std::vector<std::string>& words) {
  if (!words.empty() && words.front() != "for-each-ref") Flush();
  e2e::Command command{
      {"git"},
      {"HOME=/nonexistent", "GIT_CONFIG_NOSYSTEM=1", "GIT_COMMITTER_NAME=Maintainer One",
       "GIT_COMMITTER_EMAIL=one@host.test", "GIT_AUTHOR_NAME=Maintainer One", "GIT_AUTHOR_EMAIL=one@host.test"},
      path_};
  command.argv.insert(command.argv.end(), words.begin(), words.end());
  const auto ended = e2e::Run(command);
  if (ended.status != 0) throw std::runtime_error("git " + words.front() + ": " + ended.err);
  return ended.out;
}

}  // namespace halfsecond::tests
