#include "analysis/release/archive_listing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "analysis/release/archive_paths.h"
#include "base/limits.h"

using namespace halfsecond;           // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::release;  // NOLINT(google-build-using-namespace)
using Type = archive::Entry::Type;

namespace {

// An archive being listed, none of whose contents the tag knows.
class Listed {
 public:
  Listed()
      : builder_({[](const std::string&) -> Result<void> { return {}; }, [](const git::ObjectId&) { return false; }}) {}

  Listed& Add(const std::string& path, const std::string& content, Type type = Type::kFile) {
    archive::Entry entry;
    entry.type = type;
    entry.path = path;
    entry.mode = 0644;
    if (type == Type::kFile) entry.size = content.size();
    if (type != Type::kFile) entry.link = content;
    builder_.OnEntry(entry);
    if (type == Type::kFile) builder_.OnData(Bytes::Of(content));
    return *this;
  }
  Result<ArchiveListing> Finish() { return builder_.Finish(); }
  ListingBuilder& builder() { return builder_; }

 private:
  ListingBuilder builder_;
};

}  // namespace

TEST_CASE("files have git's ids and lose their common folder") {
  const auto listing = Listed().Add("./xz-5/b", "hello\n").Add("xz-5/a", "x").Finish();
  REQUIRE(listing.ok());
  CHECK(listing->top == "xz-5/");
  REQUIRE(listing->files.size() == 2);
  CHECK(listing->files[0].path == "a");
  CHECK(listing->files[1].path == "b");
  CHECK(listing->files[1].id.Hex() == "ce013625030ba8dba906f756967f9e9ca394464a");
  CHECK(listing->files[1].content == "hello\n");
  CHECK(listing->oddities.empty());
}

TEST_CASE("where there is no room left contents are known by their digest, and lists that explain others are kept") {
  const std::string large(limits::kMaxKeptFileBytes, 'x');
  Listed listed;
  for (std::size_t i = 0; i < limits::kMaxKeptBytes / limits::kMaxKeptFileBytes; ++i) {
    listed.Add("t/large" + std::to_string(i), large);
  }
  const auto listing = listed.Add("t/one", "hello\n").Add("t/c/.cargo-checksum.json", "{}").Finish();
  REQUIRE(listing.ok());
  const auto& files = listing->files;
  const auto at = [&files](std::string_view path) {
    return std::find_if(files.begin(), files.end(), [path](const ArchiveFile& file) { return file.path == path; });
  };
  CHECK(at("c/.cargo-checksum.json")->content == "{}");
  CHECK(at("large0")->digest == nullptr);
  CHECK_FALSE(at("one")->content);
  REQUIRE(at("one")->digest != nullptr);
  CHECK(at("one")->digest->front() == 0x58);  // sha256sum: 5891b5b5...
  CHECK(at("one")->digest->back() == 0x03);
}

TEST_CASE("a text with CR LF has a second id, that of the text as git keeps it") {
  const auto listing =
      Listed().Add("t/a", "hello\r\n").Add("t/b", "hello\n").Add("t/c", std::string("\0\r\n", 3)).Finish();
  REQUIRE(listing.ok());
  CHECK(listing->files[0].lf_id == listing->files[1].id);
  CHECK_FALSE(listing->files[1].lf_id);
  CHECK_FALSE(listing->files[2].lf_id);
}

TEST_CASE("files without a common folder keep their paths") {
  const auto listing = Listed().Add("a/x", "1").Add("b", "2").Finish();
  REQUIRE(listing.ok());
  CHECK(listing->top.empty());
  CHECK(listing->files[0].path == "a/x");
}

TEST_CASE("a name that comes twice is an oddity, and the last contents count, as on a disk") {
  const auto listing = Listed().Add("t/a", "first").Add("t/a", "second").Finish();
  REQUIRE(listing.ok());
  REQUIRE(listing->files.size() == 1);
  CHECK(listing->files[0].content == "second");
  REQUIRE(listing->oddities.size() == 1);
  CHECK(listing->oddities[0].kind == "duplicate-name");
  CHECK(listing->oddities[0].path == "a");
  CHECK(listing->oddities[0].detail.find("different contents") != std::string::npos);
}

TEST_CASE("a hard link has the contents of what it names; one that names nothing is an oddity") {
  const auto listing =
      Listed().Add("t/a", "one").Add("t/b", "t/a", Type::kHardlink).Add("t/c", "t/none", Type::kHardlink).Finish();
  REQUIRE(listing.ok());
  REQUIRE(listing->files.size() == 2);
  CHECK(listing->files[1].id == listing->files[0].id);
  REQUIRE(listing->oddities.size() == 1);
  CHECK(listing->oddities[0].kind == "hard-link");
}

TEST_CASE("what no honest packer does is told") {
  const auto listing = Listed()
                           .Add("t/A", "1")
                           .Add("t/a", "2")
                           .Add("t/../../etc/x", "3")
                           .Add("t/dev", "", Type::kCharacterDevice)
                           .Add("t/l", "/etc/passwd", Type::kSymlink)
                           .Add("t/e\x1b[2J", "4")
                           .Finish();
  REQUIRE(listing.ok());
  std::string kinds;
  for (const ArchiveOddity& odd : listing->oddities) kinds += std::string(odd.kind) + " ";
  CHECK(kinds == "climbs-out device absolute-link control-character case-collision ");
  CHECK(Listed().Add("t/A", "1").Add("t/a", "2").Finish()->oddities[0].detail == "differs from A in case only");
}

namespace {

std::string Oddities(const Result<ArchiveListing>& listing) {
  REQUIRE(listing.ok());
  std::string text;
  for (const ArchiveOddity& odd : listing->oddities) text += std::string(odd.kind) + " " + odd.path + "; ";
  return text;
}

}  // namespace

TEST_CASE("a file below a link of the archive is an oddity, and so is a folder that is a file as well") {
  CHECK(Oddities(Listed()
                     .Add("t/src/a", "1")
                     .Add("t/inc", "src", Type::kSymlink)
                     .Add("t/inc/a", "2")
                     .Add("t/inc/deep/b", "3")
                     .Finish()) == "below-a-link inc/a; ");
  CHECK(Oddities(Listed().Add("t/a", "1").Add("t/b", "2").Add("t/a/c", "3").Finish()) == "duplicate-name a; ");
  CHECK(Oddities(Listed().Add("t/a", "1").Add("t/a", "", Type::kDirectory).Finish()) == "duplicate-name a; ");
  CHECK(Oddities(Listed().Add("t/a", "", Type::kDirectory).Add("t/a/b", "1").Finish()).empty());
}

TEST_CASE("a link that leads out of the archive's folder climbs out; one that stays in it does not") {
  CHECK(Oddities(Listed()
                     .Add("t/a", "1")
                     .Add("t/up", "..", Type::kSymlink)
                     .Add("t/d/far", "../../../etc", Type::kSymlink)
                     .Add("t/beside", "../u/a", Type::kSymlink)
                     .Finish()) == "climbs-out up; climbs-out d/far; climbs-out beside; ");
  CHECK(Oddities(Listed()
                     .Add("t/a", "1")
                     .Add("t/d/e/l", "../../a", Type::kSymlink)
                     .Add("t/d/top", "..", Type::kSymlink)
                     .Add("t/self", ".", Type::kSymlink)
                     .Add("t/round", "../t/a", Type::kSymlink)
                     .Finish())
            .empty());
  CHECK(Oddities(Listed().Add("a", "1").Add("d/l", "../a", Type::kSymlink).Finish()).empty());
}

TEST_CASE("a listing is put below the folder that most of it is in, and what is outside stays apart from it") {
  auto listing = Listed().Add("t/a", "1").Add("t/b", "2").Add("/etc/x", "3").Finish();
  REQUIRE(listing.ok());
  CHECK(listing->top.empty());
  CHECK(LargestFolder(*listing) == "t/");
  PutBelow(*listing, "t/");
  REQUIRE(listing->files.size() == 3);
  CHECK(listing->files[0].path == "../etc/x");
  CHECK(listing->files[1].path == "a");
}

TEST_CASE("a file that is not as long as it says is an error") {
  Listed listed;
  archive::Entry entry;
  entry.type = Type::kFile;
  entry.path = "t/a";
  entry.size = 5;
  listed.builder().OnEntry(entry);
  listed.builder().OnData(Bytes::Of("four"));
  const auto listing = listed.Finish();
  REQUIRE_FALSE(listing.ok());
  CHECK(listing.error().kind == Error::Kind::kMalformed);
}

TEST_CASE("files are named by SHA-256 where the tag's are, and by the other where that is asked") {
  ListingBuilder::Questions questions{[](const std::string&) -> Result<void> { return {}; },
                                      [](const git::ObjectId&) { return false; }};
  questions.algorithm = git::Algorithm::kSha256;
  ListingBuilder builder(questions);
  archive::Entry entry;
  entry.type = Type::kFile;
  entry.path = "a";
  entry.size = 6;
  builder.OnEntry(entry);
  builder.OnData(Bytes::Of("hello\n"));
  const auto listing = builder.Finish();
  REQUIRE(listing.ok());
  const ArchiveFile& file = listing->files.at(0);
  CHECK(file.id.Hex() == "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4");
  CHECK(file.IdBy(git::Algorithm::kSha256) == file.id);
  CHECK(file.IdBy(git::Algorithm::kSha1).Hex() == "ce013625030ba8dba906f756967f9e9ca394464a");
}
