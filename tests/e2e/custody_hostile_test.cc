// Repositories made to run something, or to show another history than theirs. Every row of the table of canaries in
// docs/sandbox.md is one here.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/analysis/custody/made_repository.h"
#include "tests/e2e/process.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

namespace fs = std::filesystem;

e2e::Ended Custody(std::vector<std::string> words, std::vector<std::string> environment = {}) {
  words.insert(words.begin(), {HS_BINARY, "custody", "--no-store"});
  return e2e::Run({std::move(words), std::move(environment)});
}

void Write(const std::string& path, const std::string& text) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

void AddMonths(MadeRepository& repository, int months) {
  for (int month = 0; month < months; ++month) {
    const std::string number = std::to_string(month % 12 + 1);
    repository.Add({.day = std::to_string(2018 + month / 12) + (number.size() == 1 ? "-0" : "-") + number + "-01",
                    .author = "Maintainer One",
                    .files = {{"a.c", std::to_string(month)}, {".gitattributes", "* filter=x diff=x\n"}}});
  }
}

void RemoveObject(const MadeRepository& repository, const std::string& id) {
  REQUIRE(fs::remove(repository.path() + "/.git/objects/" + id.substr(0, 2) + "/" + id.substr(2)));
}

bool Says(const e2e::Ended& ended, const std::string& text) {
  return (ended.out + ended.err).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("nothing that a repository's configuration, attributes or hooks name is run, with or without the sandbox") {
  MadeRepository repository;
  AddMonths(repository, 6);
  repository.Git({"status"});
  const std::string canary = repository.path() + "/canary";
  const std::string program = repository.path() + "/run.sh";
  Write(program, "#!/bin/sh\ntouch " + canary + "\ncat \"$@\" 2>/dev/null || true\n");
  fs::permissions(program, fs::perms::owner_all);
  for (const std::string key :
       {"core.fsmonitor", "core.pager", "core.sshCommand", "core.askPass", "core.editor", "core.alternateRefsCommand",
        "diff.external", "diff.x.textconv", "diff.x.command", "filter.x.smudge", "filter.x.clean", "filter.x.process",
        "gpg.program", "gpg.ssh.program", "credential.helper", "uploadpack.packObjectsHook", "pager.log",
        "trailer.x.command"}) {
    repository.Git({"config", key, program});
  }
  repository.Git({"config", "log.showSignature", "true"});
  repository.Git({"config", "core.hooksPath", repository.path() + "/hooks"});
  for (const std::string hook : {"post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman"}) {
    for (const std::string place : {"/hooks/", "/.git/hooks/"}) {
      fs::create_directories(repository.path() + place);
      fs::copy_file(program, repository.path() + place + hook, fs::copy_options::overwrite_existing);
    }
  }
  for (const bool sandbox : {true, false}) {
    std::vector<std::string> words{"--json", repository.path()};
    if (!sandbox) words.insert(words.begin(), "--no-sandbox");
    const auto told = Custody(words);
    CHECK(told.status == 0);
    CHECK(Says(told, "\"commits\": 6,"));
    CHECK(Says(told, "none was run"));
    CHECK_FALSE(fs::exists(canary));
  }
}

TEST_CASE("variables of our environment that would send git elsewhere change nothing") {
  MadeRepository repository;
  AddMonths(repository, 4);
  repository.Git({"status"});
  MadeRepository other;
  AddMonths(other, 9);
  other.Git({"status"});
  const std::string canary = repository.path() + "/canary";
  const auto told =
      Custody({"--json", repository.path()},
              {"GIT_DIR=" + other.path() + "/.git", "GIT_OBJECT_DIRECTORY=" + other.path() + "/.git/objects",
               "GIT_EXTERNAL_DIFF=touch " + canary, "GIT_PAGER=touch " + canary, "GIT_EXEC_PATH=/nonexistent",
               "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=gpg.program", "GIT_CONFIG_VALUE_0=/nonexistent",
               "GIT_TRACE=" + canary, "GIT_NAMESPACE=other", "LD_PRELOAD=/nonexistent.so"});
  CHECK(told.status == 0);
  CHECK(Says(told, "\"commits\": 4,"));
  CHECK_FALSE(fs::exists(canary));
}

TEST_CASE("replace refs, grafts and a planted shallow file are told, and the whole history is read all the same") {
  MadeRepository repository;
  AddMonths(repository, 8);
  const std::string head = repository.Head();
  const std::string root = repository.Git({"rev-list", "--max-parents=0", "HEAD"}).substr(0, 40);
  repository.Git({"replace", head, root});
  CHECK(Says(Custody({"--json", repository.path()}), "1 replace ref"));
  Write(repository.path() + "/.git/info/grafts", head + "\n");
  Write(repository.path() + "/.git/shallow", head + "\n");
  const auto told = Custody({"--json", repository.path()});
  CHECK(told.status == 0);
  CHECK(Says(told, "\"commits\": 8,"));
  for (const std::string kind : {"\"replace\"", "\"grafts\"", "\"shallow\""}) CHECK(Says(told, kind));
  CHECK(Says(Custody({repository.path()}), "amber rewritten-history"));
}

TEST_CASE("objects from elsewhere are told, a promisor's missing contents make the answer partial and not wrong") {
  MadeRepository repository;
  AddMonths(repository, 8);
  repository.Add({.day = "2021-06-01",
                  .author = "Newcomer",
                  .files = {{"b.c", "int b;\n"}, {"SECURITY.md", "to one@host.test\n"}}});
  repository.Git({"config", "extensions.partialClone", "origin"});
  MadeRepository borrower;
  Write(borrower.path() + "/.git/refs/heads/main", repository.Head() + "\n");
  CHECK(Says(Custody({"--json", repository.path()}), "a partial clone"));
  fs::remove_all(borrower.path() + "/.git/objects");
  Write(borrower.path() + "/.git/objects/info/alternates", repository.path() + "/.git/objects\n");
  const auto borrowed = Custody({"--json", borrower.path()});
  CHECK(Says(borrowed, "\"commits\": 9,"));
  CHECK(Says(borrowed, "objects are also taken from"));
  RemoveObject(repository, repository.Git({"rev-parse", "HEAD:b.c"}).substr(0, 40));
  const auto partial = Custody({"--json", repository.path()});
  CHECK(partial.status == 0);
  CHECK(Says(partial, "\"commits\": 9,"));
  CHECK(Says(partial, "\"complete\": false"));
  CHECK(Says(partial, "\"partial\""));
  CHECK(Custody({"--strict", repository.path()}).status == 3);
}

TEST_CASE("history with a commit missing is never told as if it were whole: exit 3") {
  MadeRepository repository;
  AddMonths(repository, 8);
  RemoveObject(repository, repository.Git({"rev-parse", "HEAD~3"}).substr(0, 40));
  const auto told = Custody({repository.path()});
  CHECK(told.status == 3);
  CHECK(Says(told, "only a part of history"));
  CHECK(Says(told, "unknown: git told only a part of history"));
  CHECK_FALSE(Says(told, "hint: Support for"));
  CHECK_FALSE(Says(told, "lone maintainer"));
}

TEST_CASE("names, subjects and dates that mean harm are escaped, bounded and counted") {
  MadeRepository repository;
  repository.Add({.day = "2018-01-01", .author = "Maintainer One", .message = std::string(1U << 20U, 's')});
  repository.Add({.day = "2018-02-01",
                  .author = "New\033[31mcomer \xe2\x80\xae"
                            "drow",
                  .message = "sub\033]0;title\007ject"});
  repository.Git({"status"});
  const std::string tree = repository.Git({"rev-parse", "HEAD^{tree}"}).substr(0, 40);
  const std::string head = repository.Head();
  Write(repository.path() + "/odd", "tree " + tree + "\nparent " + head +
                                        "\nauthor Nobody <> 99999999999999999999 +9999\ncommitter N <n> -1 x\n\nodd\n");
  const std::string odd = repository.Git({"hash-object", "-t", "commit", "-w", "--literally", "odd"}).substr(0, 40);
  repository.Git({"update-ref", "refs/heads/main", odd});
  const auto told = Custody({repository.path()});
  CHECK(told.status == 0);
  CHECK(told.out.find('\033') == std::string::npos);
  CHECK(told.out.find("\xe2\x80\xae") == std::string::npos);
  CHECK(told.out.size() < 10000);
  CHECK(Says(Custody({"--json", repository.path()}), "\"commits\": 3,"));
}

TEST_CASE("a hundred thousand refs, and refs that would leave the shadow, are copied or left out") {
  MadeRepository repository;
  AddMonths(repository, 3);
  const std::string head = repository.Head();
  std::string refs;
  for (int i = 0; i < 100000; ++i) refs += head + " refs/remotes/origin/b" + std::to_string(i) + "\n";
  refs += head + " refs/heads/../../../escape\n" + head + " refs/heads/a..b\nnothing refs/heads/c\n";
  Write(repository.path() + "/.git/packed-refs", refs);
  const auto told = Custody({"--json", repository.path()});
  CHECK(told.status == 0);
  CHECK(Says(told, "\"commits\": 3,"));
}

TEST_CASE("no shadow is left behind") {
  MadeRepository repository;
  AddMonths(repository, 3);
  repository.Git({"status"});
  const std::string room = repository.path() + "/room";
  fs::create_directories(room);
  CHECK(Custody({repository.path()}, {"TMPDIR=" + room}).status == 0);
  for (int i = 0; i < 100 && !fs::is_empty(room); ++i) e2e::Run({{"sleep", "0.02"}});
  CHECK(fs::is_empty(room));
}

TEST_CASE("a work tree's .git file, a linked work tree and SHA-256 objects are read") {
  MadeRepository repository;
  AddMonths(repository, 5);
  repository.Git({"worktree", "add", "-q", "linked", "HEAD~1"});
  CHECK(Says(Custody({"--json", repository.path() + "/linked"}), "\"commits\": 5,"));
  MadeRepository other;
  const std::string place = other.path() + "/wide";
  other.Git({"init", "-q", "--object-format=sha256", place});
  other.Git({"-C", place, "commit", "-q", "--allow-empty", "-m", "one"});
  CHECK(Says(Custody({"--json", place}), "\"commits\": 1,"));
}
