// Which changes a compiler is asked about, where there are more than it is asked for.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "analysis/custody/contents.h"
#include "analysis/custody/recall.h"
#include "analysis/custody/repository.h"
#include "tests/analysis/custody/made_repository.h"

using namespace halfsecond;           // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::custody;  // NOLINT(google-build-using-namespace)

namespace {

// Four years of one maintainer, then a newcomer with a dead probe in each of four commits; each takes two compilations.
void MakeProbes(tests::MadeRepository& made) {
  for (int year = 2016; year < 2020; ++year) {
    made.Add({.day = std::to_string(year) + "-01-03", .author = "Maintainer One", .files = {{"a.c", "int a;\n"}}});
  }
  std::string build;
  for (int i = 1; i <= 4; ++i) {
    const std::string number = std::to_string(i);
    build += "check_c_source_compiles(\"int a" + number + ";\n);\n\" HAVE_" + number + ")\n";
    made.Add({.day = "2020-03-0" + number, .author = "New Comer", .files = {{"CMakeLists.txt", build}}});
  }
}

class Read {
 public:
  explicit Read(tests::MadeRepository& made) : opened_(Look(made)) {
    REQUIRE(opened_.Start(sandbox::Walls::kUp).ok());
    REQUIRE(opened_.compiler() != nullptr);
    Recall recall;
    repository_ = opened_.Read(0, recall);
    REQUIRE_FALSE(repository_.failure);
    people_.AddRepository(repository_.history.spellings(), {});
    people_.Join();
  }

  // The dates of dead probes, up to `as_of`.
  std::vector<std::int64_t> Dead(std::int64_t as_of, std::size_t most_compilations, VerdictBook& book) {
    const Scene scene = SceneOf(0, repository_, people_, as_of);
    Events events(people_.size());
    const ContentMeans means{opened_.objects(0), opened_.compiler(), most_compilations};
    REQUIRE(FindContentSignals(scene, means, book, events).ok());
    std::vector<std::int64_t> dates;
    for (std::uint32_t who = 0; who < people_.size(); ++who) {
      for (const CustodyEvent& event : events.Of(who)) {
        if (event.kind == CustodyEventKind::kDeadBuildProbe) dates.push_back(event.seconds);
      }
    }
    return dates;
  }

 private:
  static Opened Look(tests::MadeRepository& made) {
    made.Git({"status"});
    return Opened::Look({made.path()}, sandbox::Walls::kUp);
  }

  Opened opened_;
  Repository repository_;
  People people_;
};

constexpr std::int64_t kNoonOfFirst = 1'583'064'000;  // 2020-03-01
constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kLater = kNoonOfFirst + 30 * kDay;

}  // namespace

TEST_CASE("past the bound on compilations a run that knows verdicts says what one that knows none says") {
  tests::MadeRepository made;
  MakeProbes(made);
  Read read(made);
  VerdictBook all;
  REQUIRE(read.Dead(kLater, 1000, all).size() == 4);
  const std::vector<std::int64_t> first_two{kNoonOfFirst, kNoonOfFirst + kDay};
  VerdictBook none;
  CHECK(read.Dead(kLater, 3, none) == first_two);
  CHECK(read.Dead(kLater, 3, none) == first_two);  // all of it known
  CHECK(read.Dead(kLater, 3, all) == first_two);   // more known than is asked for
  for (int days = 0; days < 4; ++days) {
    VerdictBook begun;
    static_cast<void>(read.Dead(kNoonOfFirst + days * kDay, 3, begun));
    CHECK(read.Dead(kLater, 3, begun) == first_two);
  }
}

TEST_CASE("verdicts with another compiler are left out of what is kept, those without any stay") {
  VerdictBook book;
  git::ObjectId id;
  REQUIRE(git::ParseObjectId(std::string(40, 'a'), id));
  for (const std::uint64_t compiler : {0U, 7U, 9U}) book.Add({id, 1, true, false, compiler}, {});
  VerdictBook known;
  for (const std::string& page : book.AllPages()) REQUIRE(known.TakePage(Bytes::Of(page)).ok());
  known.KeepOnly(9);
  CHECK(known.size() == 2);
  CHECK(known.has_lost());
  CHECK(known.Find({id, 1, true, false, 7}) == nullptr);
  Recall recall;
  recall.is_used = true;
  recall.verdicts = {"one page", "another"};
  recall.Keep(known);
  REQUIRE(recall.to_be_kept.size() == 2);
  CHECK(recall.to_be_kept.back().bytes.empty());
}
