#include "app/custody_store.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <utility>

#include "app/build_id.h"
#include "app/output.h"
#include "app/store_place.h"

namespace halfsecond::app {
namespace {

// What a repository's pages stand under: its directory, by what the file system calls it and since when. "" when it
// cannot be told.
std::string SubjectOf(const GitDirectory& directory) {
  struct statx status {};
  if (::statx(AT_FDCWD, directory.directory.c_str(), 0, STATX_INO | STATX_BTIME, &status) != 0) return {};
  std::string subject = "git";
  for (const std::uint64_t number :
       {std::uint64_t{status.stx_dev_major}, std::uint64_t{status.stx_dev_minor}, std::uint64_t{status.stx_ino},
        static_cast<std::uint64_t>(status.stx_btime.tv_sec), std::uint64_t{status.stx_btime.tv_nsec}}) {
    subject += " " + std::to_string(number);
  }
  return subject + " " + directory.object_format;
}

}  // namespace

CustodyStore::CustodyStore(const Arguments& arguments, const custody::Opened& opened, std::int64_t as_of)
    : arguments_(arguments), maker_(BuildId()), subjects_(opened.size()), recalls_(opened.size()) {
  if (arguments.Has("no-store")) return;
  auto place = PlaceOfStore("custody.db");
  if (!place.ok()) {
    Tell("no store is used: " + place.error().what);
    return;
  }
  if (maker_.empty()) {
    Tell("no store is used: this program was linked without a build id");
    return;
  }
  place_ = std::move(*place);
  state_ = StateOf(arguments, opened, as_of);
  auto database = store::Database::Open(place_.file, store::Database::Access::kOwn);
  if (database.ok()) {
    database_.emplace(std::move(*database));
  } else {
    Doubt(database.error());
  }
}

void CustodyStore::Doubt(const Error& error) {
  database_.reset();
  if (error.kind != Error::Kind::kNotFound) Tell(place_.file + ": " + error.what + "; everything is read again");
}

std::optional<CustodyAnswer> CustodyStore::Answer() {
  if (!database_) return std::nullopt;
  const auto stored = database_->Answer(state_.subject);
  return stored.ok() ? AnswerOn(state_, *stored) : std::nullopt;
}

void CustodyStore::Start(const custody::Opened& opened) {
  if (place_.file.empty()) return;
  Read(opened);
  const auto confined = arguments_.Has("no-sandbox") ? store::Writer::Confined::kNo : store::Writer::Confined::kYes;
  auto writer = store::Writer::Start(place_, maker_, confined);
  if (writer.ok()) {
    writer_ = std::move(*writer);
  } else {
    Tell("the store is not written: " + writer.error().what);
  }
}

void CustodyStore::Read(const custody::Opened& opened) {
  for (std::size_t i = 0; i < opened.size(); ++i) {
    subjects_[i] = SubjectOf(opened.directory(i));
    custody::Recall& recall = recalls_[i];
    recall.is_used = !subjects_[i].empty();
    if (!recall.is_used || !database_) continue;
    auto pages = database_->PagesOf(subjects_[i], maker_);
    if (!pages.ok()) {
      Doubt(pages.error());
      continue;
    }
    for (auto& [key, page] : *pages) {
      auto& pages_of_kind = key.first == custody::Recall::kHistory ? recall.history : recall.verdicts;
      pages_of_kind.push_back(std::move(page));
    }
  }
  database_.reset();
}

void CustodyStore::Keep(const std::vector<custody::Repository>& read) {
  for (std::size_t i = 0; i < read.size(); ++i) {
    custody::Recall& recall = recalls_[i];
    if (!recall.damage.empty()) Tell(place_.file + ": " + recall.damage + "; " + read[i].path + " is read again");
    if (arguments_.Has("verbose") && recall.is_used) {
      Tell(std::to_string(recall.known) + " commits of " + read[i].path + " were known from the store");
    }
    recall.Keep(read[i].verdicts);
    if (!writer_ || subjects_[i].empty()) continue;
    writer_->Use(subjects_[i]);
    for (const custody::Recall::Page& page : recall.to_be_kept) {
      if (page.bytes.empty()) {
        writer_->Forget(subjects_[i], {page.kind, page.number});
      } else {
        writer_->Put(subjects_[i], {page.kind, page.number}, page.bytes);
      }
    }
  }
}

void CustodyStore::Keep(const CustodyAnswer& answer) {
  if (!writer_ || answer.code > ExitCode::kFound) return;
  writer_->PutAnswer(state_.subject, StoredAnswer(state_, answer));
}

void CustodyStore::Finish() {
  if (!writer_) return;
  if (const auto kept = writer_->Finish(); !kept.ok()) Tell("the store is not written: " + kept.error().what);
  writer_.reset();
}

}  // namespace halfsecond::app
