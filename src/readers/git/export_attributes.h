// Which files `git archive` leaves out: the export-ignore lines of .gitattributes files (gitattributes(5)).
//
// Quoted patterns and macros are not read: what they leave out is then without a rule, never the other way round.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace halfsecond::git {

class ExportAttributes {
 public:
  ExportAttributes();

  // What decided that a path is left out.
  struct Rule {
    std::string file;        // "doc/.gitattributes"
    std::uint64_t line = 0;  // from 1
    std::string pattern;
  };

  // Adds the lines of the .gitattributes file in `directory` ("" or "doc/"). Those of a directory come before those of
  // the directories in it: what is added later decides. At most limits::kMaxExportRules count.
  void Add(const std::string& directory, Bytes text);

  // The rule by which `path`, or a directory above it, is left out; nullptr when there is none, and once all answers
  // together have taken limits::kMaxPatternSteps.
  const Rule* WhyIgnored(std::string_view path);

 private:
  struct Line {
    Rule rule;
    std::string directory;
    bool is_ignored = false;          // else: is not, after all
    bool is_for_directories = false;  // a slash at the end
    bool is_of_name = false;          // no other slash: any name below the directory
  };

  enum class What : std::uint8_t { kFile, kDirectory };
  const Line* LastFor(std::string_view path, What what);

  std::vector<Line> lines_;
  std::size_t steps_left_;
};

// Does the whole of `text` match? "*" and "?" match no slash, "**" between slashes any number of directories
// (gitignore(5)). `steps` counts down; at 0 the answer is false.
bool MatchesPattern(std::string_view pattern, std::string_view text, std::size_t& steps);

}  // namespace halfsecond::git
