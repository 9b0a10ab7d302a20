#include "analysis/release/early_look.h"

#include <doctest/doctest.h>

#include <deque>
#include <string>
#include <utility>

#include "analysis/release/embedded_index.h"
#include "analysis/release/lines_beside.h"
#include "readers/git/object_sum.h"
#include "tests/analysis/custody/made_repository.h"

using namespace halfsecond;           // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::release;  // NOLINT(google-build-using-namespace)

namespace {

const std::string kText = "msgid \"\"\nmsgstr \"\"\n\nmsgid \"one\"\nmsgstr \"eins\"\n";

// A repository of tags v1.0 and v1.1, and the files of an archive p-1.1 as they come.
class Release {
 public:
  Release() {
    made_.Add({"2020-01-01", "A", {}, "1", {{"a.c", "int a;\n"}, {"b.c", "int b;\n"}, {"po/de.po", kText}}});
    made_.Tag("v1.0", "A", "2020-01-02");
    made_.Add({"2020-02-01", "A", {}, "2", {{"a.c", "int a1;\n"}, {"list.1", "x\ny\n"}, {"list.2", "z\n"}}});
    made_.Tag("v1.1", "A", "2020-02-02");
    static_cast<void>(made_.Head());
    auto opened = Repository::Open(made_.path(), sandbox::Walls::kUp);
    REQUIRE(opened.ok());
    repository_.emplace(std::move(*opened));
    auto index = content_index::ContentIndex::Read(EmbeddedIndex());
    REQUIRE(index.ok());
    index_ = std::move(*index);
    early_.emplace(index_, *repository_, others_);
    for (const TagRef& tag : Candidates(repository_->tags(), "1.1")) {
      auto files = repository_->FilesOf(tag.id);
      REQUIRE(files.ok());
      candidates_.push_back({tag, std::move(*files), {}});
    }
  }

  Release& Add(const std::string& path, const std::string& content) {
    files_.push_back({"p-1.1/" + path,
                      archive::Entry::Type::kFile,
                      0644,
                      content.size(),
                      git::IdOfObject("blob", content),
                      {},
                      content,
                      {},
                      {}});
    early_->Add(files_.back());
    return *this;
  }
  Answers Look(const std::string& tag = "v1.1", const std::string& top = "p-1.1/",
               EarlyLook::How how = EarlyLook::How::kWhole) {
    early_->End(how);
    early_->Run({candidates_, "1.1"});
    ArchiveListing listing;
    listing.top = top;
    return early_->TakeAnswers({{tag, {}}, {}, {}}, listing);
  }
  Repository& repository() { return *repository_; }
  const std::vector<TagFile>& newest() const { return candidates_.front().files; }

 private:
  tests::MadeRepository made_;
  std::optional<Repository> repository_;
  std::vector<Repository> others_;
  content_index::ContentIndex index_;
  std::vector<Candidate> candidates_;
  std::deque<ArchiveFile> files_;
  std::optional<EarlyLook> early_;
};

}  // namespace

TEST_CASE("files are explained before the whole archive is there, those that are the tag's left out") {
  auto answers = Release().Add("a.c", "int a1;\r\n").Add("b.c", "int b;\n").Add("new.c", "int n;\n").Look();
  CHECK(answers.size() == 2);
  CHECK(answers["a.c"].explained_by == "line-ends");
  CHECK(answers["new.c"].strength == Strength::kUnexplained);
}

TEST_CASE("a guess that turned out wrong gives no answers: another tag, another top, a name that came twice") {
  CHECK(Release().Add("new.c", "int n;\n").Look("v1.1").size() == 1);
  CHECK(Release().Add("new.c", "int n;\n").Look("v1.0").empty());
  CHECK(Release().Add("new.c", "int n;\n").Look("v1.1", "").empty());
  CHECK(Release().Add("new.c", "int n;\n").Add("new.c", "int m;\n").Look().empty());
  CHECK(Release().Add("../x", "int n;\n").Add("new.c", "int m;\n").Look().size() == 2);
  CHECK(Release().Look().empty());
}

TEST_CASE("of an archive that was refused, or has far too many files, nothing is explained early") {
  CHECK(Release().Add("new.c", "int n;\n").Look("v1.1", "p-1.1/", EarlyLook::How::kRefused).empty());
  Release release;
  for (int i = 0; i < 20'001; ++i) release.Add("new" + std::to_string(i), "x");
  CHECK(release.Look().empty());
}

TEST_CASE(
    "an answer that asked for a file which had not come is given again when it comes, and stands when it never does") {
  constexpr const char* kSource = "#include \"late.h\"\n";
  auto answers = Release().Add("made.c", kSource).Add("new.c", "int n;\n").Look();
  CHECK(answers.size() == 2);
  CHECK(answers["made.c"].strength == Strength::kUnexplained);
  answers = Release().Add("made.c", kSource).Add("late.h", "int n;\n").Look();
  CHECK(answers.size() == 2);
  CHECK(answers["made.c"].explained_by == "only-includes");
}

TEST_CASE("a line that stands in no file of a folder is told; one that does may stand there") {
  Release release;
  LinesBeside beside(release.newest(), release.repository());
  CHECK(beside.FilesIn("").size() == 4);
  CHECK(beside.FilesIn("po/").size() == 1);
  CHECK(beside.MayHave("", {"x", "z", "int b;"}));
  CHECK_FALSE(beside.MayHave("", {"x", "z", "w"}));
  CHECK_FALSE(beside.MayHave("po/", {"x"}));
  CHECK(beside.MayHave("po/", {"msgid \"one\""}));
  CHECK_FALSE(beside.MayHave("none/", {"x"}));
}

TEST_CASE("the files of several tags come together, and one whose objects are not there has its own error") {
  Release release;
  const auto absent = git::ObjectIdOf("0123456789012345678901234567890123456789");
  REQUIRE(absent);
  const auto& tags = release.repository().tags();
  const auto all = release.repository().FilesOfAll({tags[0].id, *absent, tags[1].id});
  REQUIRE(all.size() == 3);
  CHECK(all[0]->size() == 3);
  CHECK(all[1].error().kind == Error::Kind::kNotFound);
  CHECK(all[2]->size() == 5);
  const auto commit = release.repository().CommitOf(tags[1].id);
  REQUIRE(commit.ok());
  CHECK(*commit != tags[1].id.Hex());
}
