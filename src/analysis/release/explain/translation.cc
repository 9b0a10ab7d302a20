// compiled-translation, same-translation: releases compile each PO file, and run msgmerge over it, which moves the
// places of messages and their dates. What a program shows is compared: the same messages are the same translation.

#include <algorithm>
#include <vector>

#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"
#include "readers/gettext/catalog.h"

namespace halfsecond::release {
namespace {

using gettext::Message;
using gettext::Messages;

// The fields of a header, in whatever order: msgmerge puts the known ones first.
std::vector<std::string_view> FieldsOf(std::string_view header) {
  auto fields = LinesOf(header);
  std::sort(fields.begin(), fields.end());
  return fields;
}

bool IsSame(const Message& message, std::string_view other) {
  if (!message.text.empty()) return message.translation == other;
  const std::string ours = gettext::WithoutTemplate(message.translation);
  const std::string theirs = gettext::WithoutTemplate(other);
  return FieldsOf(ours) == FieldsOf(theirs);
}

// Is each of `some` in `all`, the same? Or, where that does not have it, in `more`.
bool AreIn(const Messages& some, const Messages& all, const Messages& more) {
  for (std::size_t i = 0; i < some.size(); ++i) {
    auto found = all.Find(some[i].text);
    if (!found) found = more.Find(some[i].text);
    if (!found || !IsSame(some[i], *found)) return false;
  }
  return true;
}

// Is it the text that `compiled` was made from? It has each of the text's messages, but for those that it keeps
// elsewhere, and no others than these may stand for.
bool IsMadeOf(const std::vector<Message>& compiled, const Messages& text) {
  std::vector<bool> is_met(text.size());
  std::vector<Message> others;
  for (const Message& message : compiled) {
    const auto index = text.IndexOf(message.text);
    if (!index) {
      others.push_back(message);
    } else if (IsSame(message, text[*index].translation)) {
      is_met[*index] = true;
    } else {
      return false;
    }
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_met[i] && !gettext::DependsOnSystem(text[i].text)) return false;
  }
  if (others.empty()) return true;
  Messages all = text;
  gettext::AddExpansions(all);
  return std::all_of(others.begin(), others.end(), [&all](const Message& message) {
    const auto found = all.Find(message.text);
    return found && IsSame(message, *found);
  });
}

std::optional<Explained> ExplainCompiled(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  const std::size_t dot = difference.path.rfind('.');
  const std::string_view ending = dot == std::string_view::npos ? "" : difference.path.substr(dot);
  if (!content || (ending != ".gmo" && ending != ".mo")) return std::nullopt;
  const std::string path = std::string(difference.path.substr(0, dot)) + ".po";
  const ArchiveFile* text = comparison.ArchiveFileAt(path);
  const TagFile* tagged = comparison.TagFileAt(comparison.prefix() + path);
  if (text == nullptr && tagged == nullptr) return std::nullopt;
  const auto compiled = gettext::ReadMo(Bytes::Of(*content));
  if (!compiled.ok()) return std::nullopt;
  const gettext::Catalog* written = text == nullptr ? nullptr : comparison.TranslationOf(*text);
  if (written != nullptr && IsMadeOf(*compiled, written->shown)) {
    return ExplainedBy(Strength::kProved, "the archive's own .po file, compiled");
  }
  // Compiled before msgmerge went over it.
  if (tagged == nullptr) return std::nullopt;
  const auto blob = comparison.repository().Blob(tagged->id);
  if (!blob.ok() || !blob->has_value()) return std::nullopt;
  const auto before = gettext::ReadPo(Bytes::Of(**blob));
  if (!before.ok() || !IsMadeOf(*compiled, before->shown)) return std::nullopt;
  return ExplainedBy(Strength::kProved, "the tag's .po file, compiled", tagged->path);
}

std::optional<Explained> ExplainMerged(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (!content || !difference.path.ends_with(".po")) return std::nullopt;
  const std::string* tag = comparison.TagContent(difference);
  if (tag == nullptr) return std::nullopt;
  const gettext::Catalog* archived = comparison.TranslationOf(*difference.in_archive);
  if (archived == nullptr || archived->shown.empty()) return std::nullopt;
  if (!gettext::HaveSameLines(*content, *tag)) {
    const auto tagged = gettext::ReadPo(Bytes::Of(*tag));
    // msgmerge brings back what was obsolete.
    if (!tagged.ok() || !AreIn(archived->shown, tagged->shown, tagged->hidden)) return std::nullopt;
  }
  return ExplainedBy(Strength::kProved, "the tag's translations, with other places and dates");
}

}  // namespace

extern const Explanation kCompiledTranslation;
constinit const Explanation kCompiledTranslation{"compiled-translation", &ExplainCompiled};

extern const Explanation kSameTranslation;
constinit const Explanation kSameTranslation{"same-translation", &ExplainMerged};

}  // namespace halfsecond::release
