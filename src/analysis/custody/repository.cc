#include "analysis/custody/repository.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <utility>

#include "analysis/shadow/shadow.h"
#include "base/descriptor_io.h"
#include "base/text.h"
#include "readers/git/tag.h"

namespace halfsecond::custody {
namespace {

constexpr std::size_t kPiece = 1U << 18U;
constexpr std::size_t kLong = 1U << 20U;  // of a log: then it is worth waiting for more at a time
constexpr timespec kNap{0, 3'000'000};

Result<void> ReadLog(int from, History& history) {
  git::LogReader reader(history);
  std::vector<std::byte> piece(kPiece);
  std::size_t read = 0;
  for (;;) {
    const ssize_t n = ReadSome(from, piece.data(), piece.size());
    if (n < 0) return Error{Error::Kind::kIo, SystemErrorText(errno)};
    if (n == 0) return reader.Finish();
    HS_CHECK(reader.Feed(Bytes(std::span(piece.data(), static_cast<std::size_t>(n)))));
    read += static_cast<std::size_t>(n);
    // git writes 4 KiB at a time, slower than we read: were we always there, it would wake us for each.
    if (read > kLong && static_cast<std::size_t>(n) < kPiece) ::nanosleep(&kNap, nullptr);
  }
}

std::vector<git::ObjectId> Tips(const GitDirectory& directory) {
  std::vector<git::ObjectId> tips;
  git::ObjectId id;
  if (git::ParseObjectId(directory.head, id)) tips.push_back(id);
  for (const GitRef& ref : directory.refs) {
    if (!ref.name.starts_with("refs/tags/") && git::ParseObjectId(ref.id, id)) tips.push_back(id);
  }
  return tips;
}

// What git is to be asked for: the tips that are not known, without what is.
std::string Asked(const std::vector<git::ObjectId>& tips, const History& known) {
  std::string asked;
  for (const git::ObjectId& tip : tips) {
    if (known.Find(tip) == History::kNone) asked.append(tip.Hex()).append("\n");
  }
  if (asked.empty() && !tips.empty()) {
    // Asked for nothing, git would tell of HEAD.
    return tips.front().Hex() + "\n^" + tips.front().Hex() + "\n";
  }
  for (const git::ObjectId& head : known.Heads()) asked.append("^").append(head.Hex()).append("\n");
  return asked;
}

// Of others nothing is kept: what is missing today may be there tomorrow.
bool IsWhole(const GitDirectory& directory) {
  return std::none_of(directory.oddities.begin(), directory.oddities.end(), [](const GitDirectory::Oddity& oddity) {
    return oddity.kind == "shallow" || oddity.kind == "promisor";
  });
}

bool IsShallow(const GitDirectory& directory) {
  return std::any_of(directory.oddities.begin(), directory.oddities.end(),
                     [](const GitDirectory::Oddity& oddity) { return oddity.kind == "shallow"; });
}

// The tag that a ref names. An object that is no tag is what a lightweight tag points at.
TagRecord TagOf(const GitRef& ref, const shadow::FetchedObject& object, History& history) {
  TagRecord record;
  record.name = ref.name.substr(std::string_view("refs/tags/").size());
  record.id = ref.id;
  if (object.state == shadow::FetchedObject::State::kHere && object.type == "tag") {
    const auto tag = git::ReadTag(Bytes::Of(object.bytes));
    if (!tag.ok() || tag->type != "commit") return record;
    record.commit = tag->object;
    record.key = tag->key;
    record.seconds = tag->tagger.seconds;
    if (!tag->tagger.name.empty()) record.tagger = history.SpellingOf(tag->tagger);
  } else if (object.type == "commit" && !git::ParseObjectId(ref.id, record.commit)) {
    record.commit = {};
  }
  return record;
}

Result<void> ReadTags(shadow::ObjectPipe& objects, const GitDirectory& directory, Repository& repository) {
  std::vector<const GitRef*> refs;
  std::vector<std::string> ids;
  for (const GitRef& ref : directory.refs) {
    if (!ref.name.starts_with("refs/tags/")) continue;
    refs.push_back(&ref);
    ids.push_back(ref.id);
  }
  History& history = repository.history;
  HS_CHECK(objects.Fetch(ids, [&](std::size_t i, const shadow::FetchedObject& object) {
    TagRecord record = TagOf(*refs[i], object, history);
    if (record.commit.length == 0) return;
    record.commit_number = history.Find(record.commit);
    if (record.seconds == 0 && record.commit_number != History::kNone) {
      record.seconds = history.commits()[record.commit_number].seconds;
    }
    repository.tags.push_back(std::move(record));
  }));
  std::stable_sort(repository.tags.begin(), repository.tags.end(),
                   [](const TagRecord& a, const TagRecord& b) { return a.seconds < b.seconds; });
  return objects.Fetch({"HEAD:.mailmap"}, [&](std::size_t, const shadow::FetchedObject& object) {
    if (object.type == "blob") repository.mailmap = ReadMailmap(object.bytes);
  });
}

}  // namespace

Opened Opened::Look(const std::vector<std::string>& paths, sandbox::Walls walls) {
  Opened opened;
  for (const std::string& path : paths) {
    auto directory = shadow::Look(path, walls);
    if (directory.ok() && directory->head.empty()) {
      directory = Error{Error::Kind::kUnsupported,
                        directory->refs.empty() ? "the repository has no commits" : "its HEAD names no commit"};
    }
    if (directory.ok()) {
      opened.repositories_.emplace_back(path, std::move(*directory));
    } else {
      opened.refused_.push_back({path, directory.error()});
    }
  }
  return opened;
}

Result<void> Opened::Start(sandbox::Walls walls) {
  std::vector<const GitDirectory*> directories;
  for (const auto& [path, one] : repositories_) directories.push_back(&one);
  compiler_ = sandbox::ProbeCompiler::Start(walls);
  HS_TRY(run, shadow::Start(
                  directories,
                  [](const GitDirectory& one, const std::string& at) {
                    return std::vector{shadow::LogCommand(one, at), shadow::ObjectsCommand(one, at)};
                  },
                  walls));
  run_ = std::move(run);
  for (std::size_t i = 0; i < repositories_.size(); ++i) {
    pipes_.push_back(std::make_unique<shadow::ObjectPipe>(run_->input(2 * i + 1), run_->output(2 * i + 1)));
  }
  return {};
}

// The commits that `recall` knows, and then the others, from git.
Result<void> Opened::ReadHistory(std::size_t i, Recall& recall, Repository& repository) {
  History& history = repository.history;
  history = recall.Known();
  recall.known = history.Index();
  const std::string asked = Asked(Tips(repository.directory), history);
  const bool is_asked = WriteAll(run_->input(2 * i), asked);
  run_->CloseInput(2 * i);
  if (!is_asked) return Error{Error::Kind::kTruncated, "git ended before it was asked for the log"};
  return ReadLog(run_->output(2 * i), history);
}

Repository Opened::Read(std::size_t i, Recall& recall) {
  Repository repository;
  repository.path = repositories_[i].first;
  repository.directory = repositories_[i].second;
  recall.is_used = recall.is_used && IsWhole(repository.directory);
  if (!recall.is_used) recall.history.clear();
  if (!recall.is_used) recall.verdicts.clear();
  repository.verdicts = recall.KnownVerdicts();
  const auto log = ReadHistory(i, recall, repository);
  const sandbox::GitEnd end = log.ok() ? run_->End(2 * i) : sandbox::GitEnd();
  repository.history.Index();
  if (log.ok() && end.status == 0) recall.Keep(repository.history);
  const std::size_t missing = repository.history.Finish(Tips(repository.directory));
  if (missing > 0) recall.to_be_kept.clear();
  if (!log.ok()) {
    repository.failure = log.error();
    return repository;
  }
  if (end.status != 0 || (missing > 0 && !IsShallow(repository.directory))) {
    const std::string said = end.said.substr(0, end.said.find('\n'));
    repository.failure =
        Error{Error::Kind::kTruncated,
              "git told only a part of history: " + Count(missing, "commit is", "commits are") + " missing" +
                  (IsShallow(repository.directory) ? "; a shallow clone, which git fetch --unshallow completes" : "") +
                  (said.empty() ? "" : "; git says: " + said)};
  }
  const auto tags = ReadTags(*pipes_[i], repository.directory, repository);
  if (!tags.ok() && !repository.failure) repository.failure = tags.error();
  return repository;
}

}  // namespace halfsecond::custody
