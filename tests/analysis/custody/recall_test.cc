#include "analysis/custody/recall.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace halfsecond;           // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::custody;  // NOLINT(google-build-using-namespace)

namespace {

git::ObjectId Id(int number) {
  git::ObjectId id;
  std::string hex = std::to_string(number);
  hex.insert(0, 40 - hex.size(), 'a');
  REQUIRE(git::ParseObjectId(hex, id));
  return id;
}

// A commit as git tells it; each has its own author and one file of code.
void Tell(History& history, int number, const std::string& parents, std::int64_t seconds) {
  const std::string author = "Author " + std::to_string(number);
  git::LogCommit commit;
  commit.id = Id(number);
  commit.parents = parents;
  commit.parent_count = parents.empty() ? 0 : 1 + static_cast<std::size_t>(parents.size() > 41);
  commit.author.name = author;
  commit.committer.name = "Maintainer One";
  commit.author.seconds = commit.committer.seconds = seconds;
  commit.message = "subject\n\nReviewed-by: somebody\n";
  REQUIRE(history.TakeCommit(commit).ok());
  REQUIRE(history.TakeChange({'M', "100644", "100644", Id(number).Hex(), Id(number + 1).Hex(), "src/a.c"}).ok());
  REQUIRE(history.TakeChange({'A', "000000", "100644", std::string(40, '0'), Id(1).Hex(), "picture"}).ok());
}

// Commits 3, 2 and 1, the newest first.
History Three() {
  History history;
  Tell(history, 3, Id(2).Hex(), 300);
  Tell(history, 2, Id(1).Hex(), 200);
  Tell(history, 1, "", 100);
  history.Index();
  return history;
}

std::vector<std::string> PagesOfThree() {
  return Three().PagesFrom(0);
}

}  // namespace

TEST_CASE("a history read from its pages is the one that git told") {
  History told = Three();
  Recall recall;
  recall.history = PagesOfThree();
  History known = recall.Known();
  CHECK(recall.damage.empty());
  REQUIRE(known.Index() == 3);
  CHECK(known.Heads() == std::vector<git::ObjectId>{Id(3)});
  CHECK(known.Finish({Id(3)}) == 0);
  CHECK(told.Finish({Id(3)}) == 0);
  for (std::size_t i = 0; i < 3; ++i) {
    const Commit& a = told.commits()[i];
    const Commit& b = known.commits()[i];
    CHECK(a.id == b.id);
    CHECK(a.seconds == b.seconds);
    CHECK(a.flags == b.flags);
    CHECK(a.author == b.author);
    CHECK(told.spellings()[a.author].name == known.spellings()[b.author].name);
    CHECK(told.Subject(a) == known.Subject(b));
    CHECK(a.changes == b.changes);
    CHECK(a.other_paths == b.other_paths);
    CHECK(told.Path(told.change(a.first_change)) == known.Path(known.change(b.first_change)));
    CHECK(told.change(a.first_change).old_blob == known.change(b.first_change).old_blob);
    CHECK(told.change(a.first_change).classes == known.change(b.first_change).classes);
  }
}

TEST_CASE("new commits come after the known ones, stand before them, and one that is told again counts once") {
  Recall recall;
  recall.is_used = true;
  recall.history = PagesOfThree();
  History now = recall.Known();
  recall.known = now.Index();
  Tell(now, 5, Id(4).Hex(), 500);
  Tell(now, 4, Id(3).Hex(), 400);
  Tell(now, 3, Id(2).Hex(), 300);
  REQUIRE(now.Index() == 5);
  recall.Keep(now);
  REQUIRE(recall.to_be_kept.size() == 1);
  CHECK(recall.to_be_kept.front().number == 1);
  CHECK(now.Finish({Id(5)}) == 0);
  CHECK(now.commits().front().id == Id(5));
  CHECK(now.commits().back().id == Id(1));

  Recall next;
  next.history = PagesOfThree();
  next.history.push_back(recall.to_be_kept.front().bytes);
  History later = next.Known();
  CHECK(later.Index() == 5);
  CHECK(later.Finish({Id(5)}) == 0);
  CHECK(later.spellings()[later.commits().front().author].name == "Author 5");
}

TEST_CASE("known commits that no tip reaches any more are left out, with their names") {
  Recall recall;
  recall.history = PagesOfThree();
  History now = recall.Known();
  now.Index();
  CHECK(now.Finish({Id(2)}) == 0);
  CHECK(now.commits().size() == 2);
  CHECK(now.Find(Id(3)) == History::kNone);
  CHECK(now.spellings().size() == 3);
  CHECK(now.spellings().front().name == "Author 2");
}

TEST_CASE("a parent that is nowhere is missing, whether the child was known or not") {
  History told;
  Tell(told, 3, Id(2).Hex(), 300);
  CHECK(told.Finish({Id(3)}) == 1);
  CHECK(told.Finish({Id(7)}) == 1);
}

TEST_CASE("a page with one bit flipped, cut short or out of its turn is refused, and everything is read again") {
  const std::string page = PagesOfThree().front();
  for (std::size_t bit = 0; bit < page.size() * 8; ++bit) {
    Recall recall;
    std::string damaged = page;
    damaged[bit / 8] = static_cast<char>(static_cast<unsigned char>(damaged[bit / 8]) ^ (1U << (bit % 8)));
    recall.history = {damaged};
    CHECK(recall.Known().commits().empty());
    CHECK_FALSE(recall.damage.empty());
  }
  for (std::size_t length = 0; length < page.size(); ++length) {
    Recall recall;
    recall.history = {page.substr(0, length)};
    CHECK(recall.Known().commits().empty());
  }
  Recall twice;
  twice.history = {page, page};
  CHECK(twice.Known().commits().empty());
  CHECK_FALSE(twice.damage.empty());
}

TEST_CASE("verdicts are read back, those of a damaged page are found out again and written anew") {
  VerdictBook book;
  Verdict verdict;
  verdict.Tell(CustodyEventKind::kUnsafeCall, "snprintf became sprintf");
  verdict.is_load = true;
  book.Add({Id(1), 7, true, false}, verdict);
  book.Add({Id(1), 8, true, false}, {});
  const std::vector<std::string> pages = book.NewPages();
  REQUIRE(pages.size() == 1);

  Recall recall;
  recall.is_used = true;
  recall.verdicts = pages;
  const VerdictBook known = recall.KnownVerdicts();
  CHECK(known.size() == 2);
  CHECK_FALSE(known.has_new());
  const Verdict* found = known.Find({Id(1), 7, true, false});
  REQUIRE(found != nullptr);
  CHECK(found->is_load);
  CHECK(found->told.front().second == "snprintf became sprintf");
  CHECK(known.Find({Id(1), 7, false, false}) == nullptr);
  CHECK(known.Find({Id(1), 7, true, true}) == nullptr);
  CHECK(known.Find({Id(2), 7, true, false}) == nullptr);

  Recall damaged;
  damaged.is_used = true;
  damaged.verdicts = {pages.front().substr(1)};
  const VerdictBook empty = damaged.KnownVerdicts();
  CHECK(empty.size() == 0);
  CHECK_FALSE(damaged.damage.empty());
  damaged.Keep(empty);
  REQUIRE(damaged.to_be_kept.size() == 1);
  CHECK(damaged.to_be_kept.front().bytes.empty());
}

TEST_CASE("after many runs the pages are written anew, as few, and say the same") {
  std::vector<std::string> pages;
  std::string parent;
  std::size_t most = 0;
  for (int i = 1; i <= 70; ++i) {
    Recall recall;
    recall.is_used = true;
    recall.history = pages;
    History now = recall.Known();
    REQUIRE(recall.damage.empty());
    recall.known = now.Index();
    Tell(now, i, parent, std::int64_t{100} * i);
    parent = Id(i).Hex();
    now.Index();
    recall.Keep(now);
    pages.resize(std::max(pages.size(), recall.to_be_kept.front().number + 1));
    for (const Recall::Page& page : recall.to_be_kept) pages[page.number] = page.bytes;
    std::erase(pages, "");
    most = std::max(most, pages.size());
    CHECK(now.Finish({Id(i)}) == 0);
    CHECK(now.commits().size() == static_cast<std::size_t>(i));
  }
  CHECK(most == 64);
  CHECK(pages.size() < 10);
}
