// compiled-translation, same-translation: releases compile each PO file, and run msgmerge over it, which moves the
// places of messages and their dates. What a program shows is compared: the same messages are the same translation.

#include <algorithm>

#include "analysis/release/explain/explanation.h"
#include "readers/gettext/catalog.h"

namespace halfsecond::release {
namespace {

using gettext::Messages;

bool IsSame(const Messages::value_type& message, const std::string& other) {
  if (!message.first.empty()) return message.second == other;
  return gettext::WithoutTemplateDate(message.second) == gettext::WithoutTemplateDate(other);
}

// Is each of `some` in `all`, the same?
bool AreIn(const Messages& some, const Messages& all) {
  return std::all_of(some.begin(), some.end(), [&](const Messages::value_type& message) {
    const auto found = all.find(message.first);
    return found != all.end() && IsSame(message, found->second);
  });
}

// Is each of the text's messages in the compiled file, but for those that it keeps elsewhere?
bool HasAllOf(const Messages& compiled, const Messages& text) {
  return std::all_of(text.begin(), text.end(), [&](const Messages::value_type& message) {
    return gettext::DependsOnSystem(message.first) || compiled.count(message.first) > 0;
  });
}

std::optional<std::string> TextOf(const std::string& path, Comparison& comparison) {
  const ArchiveFile* file = comparison.ArchiveFileAt(path);
  if (file == nullptr) return std::nullopt;
  if (file->content) return file->content;
  const auto blob = comparison.repository().Blob(file->id);
  return blob.ok() ? *blob : std::nullopt;
}

std::optional<Explained> ExplainCompiled(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  const std::size_t dot = difference.path.rfind('.');
  const std::string_view ending = dot == std::string_view::npos ? "" : difference.path.substr(dot);
  if (!content || (ending != ".gmo" && ending != ".mo")) return std::nullopt;
  const auto text = TextOf(std::string(difference.path.substr(0, dot)) + ".po", comparison);
  if (!text) return std::nullopt;
  const auto compiled = gettext::ReadMo(Bytes::Of(*content));
  auto written = gettext::ReadPo(Bytes::Of(*text));
  if (!compiled.ok() || !written.ok() || !HasAllOf(compiled->shown, written->shown)) return std::nullopt;
  if (!AreIn(compiled->shown, written->shown)) {
    gettext::AddExpansions(written->shown);
    if (!AreIn(compiled->shown, written->shown)) return std::nullopt;
  }
  return Explained{Strength::kProved, "the archive's own .po file, compiled", {}};
}

std::optional<Explained> ExplainMerged(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (!content || !difference.path.ends_with(".po")) return std::nullopt;
  const std::string* tag = comparison.TagContent(difference);
  if (tag == nullptr) return std::nullopt;
  const auto archived = gettext::ReadPo(Bytes::Of(*content));
  auto tagged = gettext::ReadPo(Bytes::Of(*tag));
  if (!archived.ok() || !tagged.ok()) return std::nullopt;
  tagged->shown.merge(tagged->hidden);  // msgmerge brings back what was obsolete
  if (archived->shown.empty() || !AreIn(archived->shown, tagged->shown)) return std::nullopt;
  return Explained{Strength::kProved, "the tag's translations, with other places and dates", {}};
}

}  // namespace

extern const Explanation kCompiledTranslation;
constinit const Explanation kCompiledTranslation{"compiled-translation", &ExplainCompiled};

extern const Explanation kSameTranslation;
constinit const Explanation kSameTranslation{"same-translation", &ExplainMerged};

}  // namespace halfsecond::release
