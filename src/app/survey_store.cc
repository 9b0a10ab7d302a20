#include "app/survey_store.h"

#include <set>
#include <utility>

#include "analysis/store/database.h"
#include "analysis/store/place.h"
#include "app/build_id.h"
#include "app/output.h"
#include "app/store_place.h"

namespace halfsecond::app {
namespace {

constexpr std::string_view kDatabaseMagic = "SQLite format 3";

store::PageKey KeyOf(survey::FolderKey folder) {
  return {folder.device, folder.inode};
}

}  // namespace

void SurveyStore::Open(const Arguments& arguments, const Root& root, Use use) {
  const auto place = PlaceOfStore("survey.db");
  if (!place.ok()) {
    Tell("no store is used: " + place.error().what);
    return;
  }
  const std::string maker = BuildId();
  if (maker.empty()) {
    Tell("no store is used: this program was linked without a build id");
    return;
  }
  const auto status = root.Status("/");
  if (!status.ok()) return;
  system_ = std::to_string(status->device) + ":" + std::to_string(status->inode);
  is_used_ = true;
  auto database = store::Database::Open(place->file, store::Database::Access::kOwn);
  auto pages = database.ok() ? database->PagesOf(system_, maker) : Result<store::Database::Pages>(database.error());
  if (pages.ok()) {
    for (auto& [key, page] : *pages) folders_.Add({key.first, key.second}, std::move(page));
    if (auto answer = database->Answer(system_); answer.ok()) last_answer_ = std::move(*answer);
  } else if (pages.error().kind != Error::Kind::kNotFound) {
    Tell(place->file + ": " + pages.error().what + "; everything is read again");
  }
  if (use == Use::kRead) return;
  const auto confined = arguments.Has("no-sandbox") ? store::Writer::Confined::kNo : store::Writer::Confined::kYes;
  auto writer = store::Writer::Start(*place, maker, confined);
  if (writer.ok()) {
    writer_ = std::move(*writer);
  } else {
    Tell("the store is not written: " + writer.error().what);
  }
}

void SurveyStore::Keep(survey::Answer& answer, const std::string& json) {
  if (!writer_) return;
  writer_->Use(system_);
  for (const survey::ChangedFolder& folder : answer.changed) writer_->Put(system_, KeyOf(folder.key), folder.page);
  if (!json.empty()) {
    // The whole system was looked at: a folder that was not met is gone.
    const std::set<survey::FolderKey> met(answer.folders.begin(), answer.folders.end());
    for (const auto& [key, page] : folders_.pages()) {
      if (key != survey::kUseBookKey && !met.contains(key)) writer_->Forget(system_, KeyOf(key));
    }
    if (json != last_answer_) writer_->PutAnswer(system_, json);
  }
  if (answer.facts.depth == SurveyDepth::kBind) KeepUses(answer.uses, json.empty() ? Looked::kAtPart : Looked::kAtAll);
  if (const auto kept = writer_->Finish(); !kept.ok()) Tell("the store is not written: " + kept.error().what);
  writer_.reset();
}

void SurveyStore::KeepUses(survey::UseBook& uses, Looked looked) {
  if (looked == Looked::kAtPart) uses.Absorb(folders_.Uses());  // the rest stays as it is
  const std::string book = uses.Write();
  const auto old_book = folders_.pages().find(survey::kUseBookKey);
  if (old_book == folders_.pages().end() || old_book->second != book)
    writer_->Put(system_, KeyOf(survey::kUseBookKey), book);
}

Result<std::string> ReadEarlierAnswer(const std::string& file) {
  HS_TRY(host, Root::Open("/"));
  {
    HS_TRY(source, host.OpenFile(file));
    const auto magic = source->At(0, std::min<std::uint64_t>(source->size(), kDatabaseMagic.size()));
    if (magic.ok() && magic->text() == kDatabaseMagic) {
      HS_TRY(database, store::Database::Open(file, store::Database::Access::kForeign));
      return database.Answer("");
    }
  }
  return host.ReadText(file);
}

}  // namespace halfsecond::app
