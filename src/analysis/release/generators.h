// The tools that make files of a release: which one says that it made a file, how it is asked to make it again, and
// whether two results are the same. Pure: nothing is run here.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfsecond::release {

enum class Means : std::uint8_t {
  kAll,      // its inputs are all in the archive and its options known: another result contradicts
  kPerhaps,  // some may not be: the same result proves, another proves nothing
};

struct Generator {
  std::string_view tool;  // "autoconf", a program of /usr/bin
  std::string version;    // that the file names; "" when it names none
  Means means = Means::kAll;
  std::string made;  // where the tool puts it, below the archive's top folder
  // The ways to ask it; any may lead to the same file.
  struct Way {
    std::string folder;
    std::vector<std::string> words;
    friend bool operator==(const Way&, const Way&) = default;
  };
  std::vector<Way> ways;
};

// The contents of a file of the archive, as far as they were kept; nothing when it has none.
using FileOfArchive = std::function<std::optional<std::string_view>(const std::string& path)>;

// What made `path`, by its banner; nothing when that is no tool that is run again.
std::optional<Generator> GeneratorOf(const std::string& path, std::string_view content, const FileOfArchive& file);

// The last number of what `tool --version` says first: "2.71".
std::string VersionSaid(std::string_view said);

// A line of the archive's file that the tool does not make.
struct DifferingLine {
  std::size_t number = 0;  // from 1
  std::string text;
};

// How alike a file of the archive and what its tool made are. Stamps are the package's own version, plain words
// assigned to names of versions and dates, comments of plain words, automake's lists of files that lay around, and what
// a distribution patched in the tool itself.
struct Likeness {
  enum class How : std::uint8_t {
    kSame,
    kSameButStamps,
    kOtherVersion,  // the version, and lines besides: a build that asks git for it, where there is none
    kOther,
  };
  How how = How::kOther;
  std::vector<DifferingLine> differing;
};
Likeness Compare(std::string_view archived, std::string_view made);

}  // namespace halfsecond::release
