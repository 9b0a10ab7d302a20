#include <cstdlib>
#include <string>

#include "readers/gettext/catalog.h"

namespace {

using halfsecond::gettext::Messages;

// Every message but the header, in one of the two with the same translation.
bool AreIn(const Messages& some, const Messages& all, const Messages& more) {
  for (std::size_t i = 0; i < some.size(); ++i) {
    if (some[i].text.empty()) continue;
    auto found = all.Find(some[i].text);
    if (!found) found = more.Find(some[i].text);
    if (!found || *found != some[i].translation) return false;
  }
  return true;
}

std::string WithoutComments(std::string_view text) {
  std::string rest;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size()));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.starts_with('#') || line.starts_with("#,")) rest.append(line).append("\n");
  }
  return rest;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes bytes(std::as_bytes(std::span(data, size)));
  const auto text = halfsecond::gettext::ReadPo(bytes);
  std::vector<halfsecond::gettext::Message> messages;
  if (const auto compiled = halfsecond::gettext::ReadMo(bytes); compiled.ok()) messages = *compiled;
  for (std::size_t i = 0; text.ok() && i < text->shown.size(); ++i) {
    messages.push_back(text->shown[i]);
    if (text->shown.IndexOf(messages.back().text) != i) std::abort();
  }
  for (const auto& message : messages) {
    static_cast<void>(halfsecond::gettext::DependsOnSystem(message.text));
    static_cast<void>(halfsecond::gettext::WithoutTemplate(message.translation));
  }
  // What has the same lines shows the same.
  const std::string bare = WithoutComments(bytes.text());
  const bool are_same = halfsecond::gettext::HaveSameLines(bytes.text(), bare);
  const auto other = halfsecond::gettext::ReadPo(halfsecond::Bytes::Of(bare));
  if (are_same && text.ok() && other.ok() && !AreIn(text->shown, other->shown, other->hidden)) std::abort();
  return 0;
}
