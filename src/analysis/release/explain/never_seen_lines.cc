// never-seen-lines: a file with the name of a well-known one and contents that were never published. Which of its lines
// stand in no published version of any such file? A person reads those, not the whole. Without any it is put together
// from published lines, as distributions do when they patch libtool.
//
// Blind spots: published lines in another order; a line made to have a known digest (content_index.h).

#include <algorithm>
#include <array>

#include "analysis/release/aclocal_lines.h"
#include "analysis/release/explain/explanation.h"
#include "analysis/release/index_builder.h"
#include "analysis/release/text_lines.h"
#include "readers/content_index/normal_form.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostShown = 20;  // lines kept as evidence; all are counted
constexpr std::size_t kLineBytes = 160;

// Files that distributions and packagers patch as a matter of course: unknown contents are to be read, and contradict
// nothing.
bool IsOftenPatched(std::string_view name) {
  return name == "libtool.m4" || (name.starts_with("lt") && name.ends_with(".m4")) || !name.ends_with(".m4");
}

// What gnulib-tool makes for each project of what the project asked for: no other project's lines are the same.
bool IsMadeByGnulibTool(std::string_view name) {
  return name == "gnulib-comp.m4" || name == "gnulib-cache.m4";
}

bool IsKnownScript(const content_index::ContentIndex& index, std::string_view name) {
  return index.FindName(name) != nullptr && !IsMadeByGnulibTool(name) && HasTellingLines(name);
}

// The version of libtool, automake or pkg-config itself, which its build writes.
bool IsStampOf(std::string_view name, std::string_view line) {
  if (name != "aclocal.m4") return content_index::IsStamp(name, line);
  constexpr std::array<std::string_view, 3> kStamped{"ltversion.m4", "amversion.m4", "pkg.m4"};
  return std::any_of(kStamped.begin(), kStamped.end(),
                     [line](std::string_view part) { return content_index::IsStamp(part, line); });
}

// A script's first line that names the shell, at either of the places that are one where /bin is a link to /usr/bin.
bool IsShell(std::string_view line) {
  constexpr std::array<std::string_view, 6> kShells{"#!/bin/sh",      "#! /bin/sh",  "#!/usr/bin/sh",
                                                    "#! /usr/bin/sh", "#!/bin/bash", "#!/usr/bin/bash"};
  return std::find(kShells.begin(), kShells.end(), line) != kShells.end();
}

// The other project that a path of the archive is of, and whose repository is not at hand; "" for none.
std::string ProjectElsewhere(std::string_view path, Comparison& comparison) {
  const auto below = comparison.SubmoduleOf(path);
  if (below && comparison.FilesOfSubmodule(below->submodule->id) == nullptr)
    return "the submodule " + below->submodule->path;
  const Subprojects::Wrap* wrap = comparison.SubprojectOf(path);
  return wrap == nullptr ? std::string() : "the subproject " + wrap->directory;
}

// Is the line published, or does a tool write it by itself?
bool IsSeen(std::string_view line, content_index::LineDigest digest, std::string_view name, Comparison& comparison) {
  if (comparison.index().HasLine(digest) || IsStampOf(name, line)) return true;
  return name == "aclocal.m4" &&
         (IsOwnLineOfAclocal(line) || !PathIncluded(line).empty() || comparison.HasLineOfMacros(digest));
}

// The lines of a file that stand in no published version.
struct NeverSeen {
  std::size_t lines = 0;
  std::size_t patched = 0;      // others, that the tag's own patch of the file adds
  std::vector<Evidence> first;  // of `lines`
};

NeverSeen LookThrough(const Difference& difference, const std::string& name, Comparison& comparison) {
  NeverSeen seen;
  std::size_t number = 0;
  for (const std::string_view line : LinesOf(*difference.in_archive->content)) {
    ++number;
    const auto digest = content_index::DigestOfLine(line);
    if (!digest || IsSeen(line, *digest, name, comparison) || (number == 1 && IsShell(line))) continue;
    if (comparison.LinesOfPatches(name).count(*digest) > 0) {
      ++seen.patched;
    } else if (++seen.lines <= kMostShown) {
      seen.first.push_back({std::string(difference.path), number, "line", std::string(line.substr(0, kLineBytes))});
    }
  }
  return seen;
}

std::optional<Explained> ExplainNeverSeenLines(const Difference& difference, Comparison& comparison) {
  const std::string name = content_index::ReleasedName(difference.path);
  const bool is_aclocal = name == "aclocal.m4";
  if (difference.state != FileState::kOnlyInArchive || !difference.in_archive->content) return std::nullopt;
  if (!is_aclocal && !IsKnownScript(comparison.index(), name)) return std::nullopt;
  NeverSeen seen = LookThrough(difference, name, comparison);
  if (seen.lines == 0) {
    return ExplainedBy(Strength::kAttributed,
                       seen.patched == 0 ? "every line stands in some published version"
                                         : "every line stands in some published version, or in the tag's patch "
                                           "of it");
  }
  std::string cause = std::to_string(seen.lines) + (seen.lines == 1 ? " line stands" : " lines stand");
  cause += " in no published version";
  // What another project keeps may be its own, and its repository is not there to say so.
  const std::string elsewhere = ProjectElsewhere(difference.path, comparison);
  if (!elsewhere.empty()) cause += "; the repository of " + elsewhere + " would tell";
  const bool may_be_honest = is_aclocal || !elsewhere.empty() || IsOftenPatched(name);
  return Explained{may_be_honest ? Strength::kUnexplained : Strength::kContradicts, std::move(cause),
                   std::move(seen.first)};
}

}  // namespace

extern const Explanation kNeverSeenLines;
constinit const Explanation kNeverSeenLines{"never-seen-lines", &ExplainNeverSeenLines};

}  // namespace halfsecond::release
