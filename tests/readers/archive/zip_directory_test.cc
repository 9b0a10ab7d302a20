#include "readers/archive/zip_directory.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

std::string Little(std::uint64_t number, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8 * i) & 0xffU);
  return text;
}

// A zip of stored files, made field by field.
class Zip {
 public:
  struct Member {
    std::string local_path;
    std::string path;  // of the directory
    std::string content;
    std::uint32_t mode = 0100644;
  };
  Zip& Add(const Member& member) {
    const std::string sizes = Little(7, 4) + Little(member.content.size(), 4) + Little(member.content.size(), 4);
    directory_ += "PK\x01\x02" + Little(0x0314, 2) + Little(20, 2) + Little(0, 8) + sizes +
                  Little(member.path.size(), 2) + Little(0, 8) + Little(std::uint64_t{member.mode} << 16U, 4) +
                  Little(files_.size(), 4) + member.path;
    files_ += "PK\x03\x04" + Little(20, 2) + Little(0, 8) + sizes + Little(member.local_path.size(), 2) + Little(0, 2) +
              member.local_path + member.content;
    ++count_;
    return *this;
  }
  Zip& Add(const std::string& path, const std::string& content) { return Add({path, path, content}); }
  Zip& Fill(const std::string& bytes) {
    files_ += bytes;
    return *this;
  }
  std::string Whole(const std::string& comment = "") const {
    return files_ + directory_ + "PK\x05\x06" + Little(0, 4) + Little(count_, 2) + Little(count_, 2) +
           Little(directory_.size(), 4) + Little(files_.size(), 4) + Little(comment.size(), 2) + comment;
  }

 private:
  std::string files_;
  std::string directory_;
  std::size_t count_ = 0;
};

Result<archive::ZipDirectory> Read(const std::string& zip) {
  const tests::Exact exact(zip);
  MemorySource source(exact.span());
  auto directory = archive::ReadZipDirectory(source);
  if (directory.ok() && !archive::CompareLocalHeaders(source, *directory).ok()) {
    return Error{Error::Kind::kIo, "the local headers cannot be read"};
  }
  return directory;
}

std::string FirstRemark(const std::string& zip) {
  const auto directory = Read(zip);
  if (!directory.ok()) return directory.error().what;
  return directory->remarks.empty() ? "" : directory->remarks[0].path + ": " + directory->remarks[0].detail;
}

Zip TwoFiles() {
  return Zip().Add("p/a", "one").Add("p/b", "two");
}

}  // namespace

TEST_CASE("a zip's directory is read, and nothing is remarked of one whose local headers say the same") {
  const auto directory = Read(TwoFiles().Add({"p/l", "p/l", "a", 0120777}).Whole("a comment"));
  REQUIRE(directory.ok());
  CHECK(directory->remarks.empty());
  REQUIRE(directory->entries.size() == 3);
  CHECK(directory->entries[1].path == "p/b");
  CHECK(directory->entries[1].size == 3);
  CHECK(directory->entries[2].is_symlink());
}

TEST_CASE("a zip that unzip and a reader of streams see differently is remarked") {
  CHECK(FirstRemark(Zip().Add({"p/a", "p/x", "one"}).Whole()) ==
        "p/x: is p/a for readers that go by the file's own header");
  CHECK(FirstRemark(Zip().Fill("front").Add("p/a", "one").Whole()) ==
        "p/a: 5 bytes in front of it belong to nothing that the archive's directory names");
  CHECK(FirstRemark(TwoFiles().Fill("behind").Whole()) ==
        ": 6 bytes in front of the directory belong to nothing that the archive's directory names");
  CHECK(FirstRemark(TwoFiles().Whole() + TwoFiles().Whole()) ==
        ": 192 bytes are in front of what its directory counts from");
  CHECK(FirstRemark(TwoFiles().Whole() + "x") ==
        ": its end record is not where the file ends: readers search for it in different ways");
}

TEST_CASE("a zip without its end record has no directory") {
  const std::string whole = TwoFiles().Whole();
  const auto directory = Read(whole.substr(0, whole.size() - 1));
  REQUIRE_FALSE(directory.ok());
  CHECK(directory.error().kind == Error::Kind::kMalformed);
}

TEST_CASE("a zip's contents in which a record begins are told from others") {
  CHECK(archive::HasZipMark("..PK\x03\x04.."));
  CHECK_FALSE(archive::HasZipMark("PK, PK\x01, PK"));
}

TEST_CASE("damaged zips are refused, remarked or read, and never read past their end") {
  const std::string whole = TwoFiles().Add("p/c", "three").Whole("comment");
  const auto read = [](Bytes bytes) {
    MemorySource source(std::as_bytes(std::span(bytes.text().data(), bytes.text().size())));
    auto directory = archive::ReadZipDirectory(source);
    if (directory.ok()) CHECK(archive::CompareLocalHeaders(source, *directory).ok());
  };
  tests::ForEachPrefix(whole, read);
  tests::ForEachBinaryDamage(whole, ByteOrder::kLittle, 20'000, read);
}
