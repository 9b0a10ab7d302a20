#include "sandbox/git_run.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/analysis/custody/made_repository.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

struct Did {
  sandbox::GitEnd end;
  std::string out;
};

// git with these words in a repository, behind its wall.
Did Behind(const MadeRepository& repository, const std::vector<std::string>& words) {
  sandbox::GitCommand command;
  command.shadow = repository.path() + "/.git";
  command.arguments = words;
  auto run = sandbox::GitRun::Start({command}, repository.path() + "/nothing-to-remove", sandbox::Walls::kUp);
  REQUIRE(run.ok());
  Did did;
  std::array<char, 4096> piece{};
  for (ssize_t n = 0; (n = ::read(run->output(0), piece.data(), piece.size())) > 0;)
    did.out.append(piece.data(), static_cast<std::size_t>(n));
  did.end = run->End(0);
  return did;
}

}  // namespace

TEST_CASE("git behind its wall reads, and says how it ended") {
  MadeRepository repository;
  repository.Add({.day = "2020-01-01", .author = "Maintainer One", .files = {{"a.c", "1"}}});
  repository.Git({"status"});
  const Did log = Behind(repository, {"--no-pager", "log", "--format=%an"});
  CHECK(log.end.status == 0);
  CHECK(log.out == "Maintainer One\n");
  const Did wrong = Behind(repository, {"cat-file", "-p", "nothing"});
  CHECK(wrong.end.status != 0);
  CHECK(wrong.end.said.find("fatal") != std::string::npos);
}

TEST_CASE("git behind its wall runs no program, makes no file and reaches no network") {
  MadeRepository repository;
  repository.Add({.day = "2020-01-01", .author = "Maintainer One", .files = {{"a.c", "1"}}});
  repository.Git({"status"});
  const std::string canary = repository.path() + "/canary";
  const std::vector<std::vector<std::string>> attempts{
      {"-c", "alias.run=!touch " + canary, "run"},
      {"-c", "core.sshCommand=touch " + canary, "ls-remote", "ssh://host.test/x"},
      {"-c", "gpg.program=touch", "tag", "-s", "signed", "-m", "x"},
      {"-c", "diff.external=touch " + canary, "show", "--ext-diff", "HEAD"},
      {"init", "-q", canary},
      {"update-ref", "refs/heads/new", "HEAD"},
      {"--no-pager", "log", "--output=" + canary},
      {"bundle", "create", canary, "HEAD"},
      {"ls-remote", "git://127.0.0.1:1/x"},
      {"ls-remote", "https://127.0.0.1:1/x"},
  };
  for (const auto& words : attempts) {
    CAPTURE(words.back());
    CHECK(Behind(repository, words).end.status != 0);
    CHECK_FALSE(std::filesystem::exists(canary));
  }
  CHECK(repository.Git({"for-each-ref", "--format=%(refname)"}) == "refs/heads/main\n");
}

TEST_CASE("the end of what one git is told reaches it, though another was started after it") {
  MadeRepository repository;
  repository.Add({.day = "2020-01-01", .author = "Maintainer One", .files = {{"a.c", "1"}}});
  sandbox::GitCommand command;
  command.shadow = repository.path() + "/.git";
  command.arguments = {"cat-file", "--batch-check"};
  command.input = sandbox::GitInput::kPipe;
  const std::string nothing = repository.path() + "/nothing-to-remove";
  auto first = sandbox::GitRun::Start({command}, nothing, sandbox::Walls::kUp);
  auto second = sandbox::GitRun::Start({command}, nothing, sandbox::Walls::kUp);
  REQUIRE(first.ok());
  REQUIRE(second.ok());
  first->CloseInput(0);
  pollfd output{first->output(0), POLLIN, 0};
  REQUIRE(::poll(&output, 1, 30'000) == 1);
  CHECK(first->End(0).status == 0);
}
