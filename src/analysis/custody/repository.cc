#include "analysis/custody/repository.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <utility>

#include "analysis/shadow/shadow.h"
#include "base/descriptor_io.h"
#include "base/text.h"

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
std::string RequestOf(const std::vector<git::ObjectId>& tips, const History& known) {
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

// What git said went wrong, without its advice.
std::string Reason(std::string_view said) {
  while (said.starts_with("hint:") || said.starts_with("warning:")) {
    said.remove_prefix(std::min(said.find('\n'), said.size() - 1) + 1);
  }
  return std::string(said.substr(0, said.find('\n')));
}

Result<void> ReadTags(shadow::ObjectPipe& objects, Repository& repository) {
  HS_TRY(read, ReadTagRecords(objects, repository.directory.refs, repository.history));
  repository.tags = std::move(read.tags);
  repository.unread_tags = read.unread;
  repository.tags_of_no_commit = read.of_no_commit;
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
                    std::vector commands{shadow::LogCommand(one, at), shadow::ObjectsCommand(one, at)};
                    if (!one.shallow.empty()) commands.push_back(shadow::ShallowLogCommand(one, at));
                    return commands;
                  },
                  walls));
  run_ = std::move(run);
  std::size_t commands = 0;
  for (const GitDirectory* one : directories) {
    Place place;
    place.log = commands++;
    place.objects = commands++;
    if (!one->shallow.empty()) place.shallow_log = commands++;
    places_.push_back(place);
    pipes_.push_back(std::make_unique<shadow::ObjectPipe>(run_->input(place.objects), run_->output(place.objects)));
  }
  return {};
}

// How a log came to its end.
struct Opened::Told {
  Result<void> read;
  sandbox::GitEnd end;
  bool is_whole() const { return read.ok() && end.status == 0; }
};

Opened::Told Opened::ReadLogOf(std::size_t command, const std::string& asked, History& history) {
  Told told;
  const bool is_asked = WriteAll(run_->input(command), asked);
  run_->CloseInput(command);
  told.read = is_asked ? ReadLog(run_->output(command), history)
                       : Result<void>(Error{Error::Kind::kTruncated, "git ended before it was asked for the log"});
  history.Index();
  if (told.read.ok()) told.end = run_->End(command);
  return told;
}

// The commits that `recall` knows, and then the others, from git. A shallow file is believed only where git cannot tell
// the whole: planted, it would hide what is here.
void Opened::ReadHistory(std::size_t i, Recall& recall, Repository& repository) {
  History& history = repository.history;
  history = recall.Known();
  recall.known = history.Index();
  const std::vector<git::ObjectId> tips = Tips(repository.directory);
  const std::string asked = RequestOf(tips, history);
  Told told = ReadLogOf(places_[i].log, asked, history);
  if (told.is_whole()) recall.Keep(history);
  const bool is_shallow = !told.is_whole() && places_[i].shallow_log != 0;
  if (is_shallow) told = ReadLogOf(places_[i].shallow_log, asked, history);
  const std::size_t missing = history.Finish(tips);
  if (missing > 0) recall.to_be_kept.clear();
  if (told.is_whole() && missing == 0) {
    if (!is_shallow) return;
    repository.cut = Cut::kShallow;
    repository.failure =
        Error{Error::Kind::kTruncated,
              std::string(kShallowClone) + Count(history.commits().size(), "commit is", "commits are") + " here"};
    return;
  }
  repository.cut = Cut::kDamaged;
  const std::string said = Reason(told.end.said);
  repository.failure = !told.read.ok()
                           ? told.read.error()
                           : Error{Error::Kind::kTruncated,
                                   "git told only a part of history: " + Count(missing, "commit is", "commits are") +
                                       " missing" + (said.empty() ? "" : "; git says: " + said)};
}

Repository Opened::Read(std::size_t i, Recall& recall) {
  Repository repository;
  repository.path = repositories_[i].first;
  repository.directory = repositories_[i].second;
  recall.is_used = recall.is_used && IsWhole(repository.directory);
  if (!recall.is_used) recall.history.clear();
  if (!recall.is_used) recall.verdicts.clear();
  repository.verdicts = recall.KnownVerdicts();
  ReadHistory(i, recall, repository);
  const auto tags = ReadTags(*pipes_[i], repository);
  if (!tags.ok() && !repository.failure) repository.failure = tags.error();
  return repository;
}

}  // namespace halfsecond::custody
