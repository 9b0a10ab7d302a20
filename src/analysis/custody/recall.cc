#include "analysis/custody/recall.h"

#include <utility>

namespace halfsecond::custody {
namespace {

constexpr std::size_t kMostPages = 64;  // then they are written anew, as few

}  // namespace

History Recall::Known() {
  History taken_over;
  for (std::string& page : history) {
    if (const auto taken = taken_over.TakePage(Bytes::Of(page)); !taken.ok()) {
      damage = taken.error().what;
      return {};
    }
    std::string().swap(page);
  }
  if (taken_over.Index() != taken_over.commits().size()) {
    damage = "a commit that stands there twice";
    return {};
  }
  return taken_over;
}

VerdictBook Recall::KnownVerdicts() {
  VerdictBook book;
  for (std::string& page : verdicts) {
    if (const auto taken = book.TakePage(Bytes::Of(page)); !taken.ok()) {
      damage = taken.error().what;
      are_verdicts_damaged_ = true;
    }
    std::string().swap(page);
  }
  return book;
}

void Recall::Keep(Kind kind, std::size_t from, std::size_t until, std::vector<std::string> pages) {
  for (std::string& page : pages) to_be_kept.push_back({kind, from++, std::move(page)});
  for (; from < until; ++from) to_be_kept.push_back({kind, from, ""});
}

void Recall::Keep(const History& now) {
  if (!is_used || now.commits().size() == known) return;
  const bool is_anew = known == 0 || history.size() >= kMostPages;
  Keep(kHistory, is_anew ? 0 : history.size(), history.size(), now.PagesFrom(is_anew ? 0 : known));
}

void Recall::Keep(const VerdictBook& book) {
  if (!is_used || (!book.has_new() && !book.has_lost() && !are_verdicts_damaged_)) return;
  const bool is_anew = are_verdicts_damaged_ || book.has_lost() || verdicts.size() >= kMostPages;
  Keep(kVerdicts, is_anew ? 0 : verdicts.size(), verdicts.size(), is_anew ? book.AllPages() : book.NewPages());
}

}  // namespace halfsecond::custody
