// published-version: the very contents were published before, by the project that the file comes from. Or but for what
// that project's build writes into them: its own version, the shell's place, and comments that aclocal leaves out.

#include "analysis/release/explain/explanation.h"
#include "readers/content_index/normal_form.h"
#include "readers/git/object_sum.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> ExplainPublishedVersion(const Difference& difference, Comparison& comparison) {
  const content_index::ContentIndex& index = comparison.index();
  const content_index::KnownName* known = index.Find(difference.in_archive->IdBy(git::Algorithm::kSha1));
  if (known == nullptr) return std::nullopt;
  // Under another name it is what it is as well, and may do harm there: in the place of the tag's own file it says
  // nothing.
  const bool is_named = known->name == content_index::ReleasedName(difference.path);
  if (!is_named && difference.state == FileState::kModified) return std::nullopt;
  const std::string& source = index.sources()[known->source].name;
  const std::string cause = "a published version of " + source + "'s";
  return Explained{is_named ? Strength::kProved : Strength::kAttributed,
                   is_named ? cause : cause + " " + known->name + ", under another name",
                   {{source, 0, "", known->name}}};
}

// The places of a shell that are one where /bin is a link to /usr/bin: what `text` may begin with, or nothing.
std::string_view ShellOf(std::string_view text) {
  for (const std::string_view shell : {"#!/bin/sh\n", "#! /bin/sh\n", "#!/usr/bin/sh\n", "#! /usr/bin/sh\n"}) {
    if (text.starts_with(shell)) return shell;
  }
  return {};
}

std::optional<Explained> ExplainStamped(const Difference& difference, Comparison& comparison) {
  const content_index::ContentIndex& index = comparison.index();
  const auto& content = difference.in_archive->content;
  const std::string name = content_index::ReleasedName(difference.path);
  if (!content || index.FindName(name) == nullptr) return std::nullopt;
  const auto explained = [&](const content_index::KnownName* known, std::string_view but) -> std::optional<Explained> {
    if (known == nullptr || known->name != name) return std::nullopt;
    const std::string& source = index.sources()[known->source].name;
    return Explained{Strength::kProved,
                     "a published version of " + source + "'s, but for " + std::string(but),
                     {{source, 0, "", known->name}}};
  };
  const std::string normal = content_index::NormalForm(name, *content);
  if (auto found = explained(index.Find(content_index::IdOfNormalForm(normal)), "its version's stamps")) return found;
  const std::string_view shell = ShellOf(*content);
  if (shell.empty()) return std::nullopt;
  const std::string rest = content->substr(shell.size());
  const std::string normal_rest = normal.substr(shell.size());
  for (const std::string other : {"#!/bin/sh\n", "#! /bin/sh\n"}) {
    if (auto found = explained(index.Find(git::IdOfObject("blob", other + rest)), "the shell's place")) return found;
    const auto id = content_index::IdOfNormalForm(other + normal_rest);
    if (auto found = explained(index.Find(id), "its version's stamps and the shell's place")) return found;
  }
  return std::nullopt;
}

}  // namespace

extern const Explanation kPublishedButStamps;
constinit const Explanation kPublishedButStamps{"published-version", &ExplainStamped};

extern const Explanation kPublishedVersion;
constinit const Explanation kPublishedVersion{"published-version", &ExplainPublishedVersion};

}  // namespace halfsecond::release
