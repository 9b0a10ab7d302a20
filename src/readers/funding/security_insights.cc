#include "readers/funding/security_insights.h"

#include <algorithm>
#include <cstddef>

#include "base/limits.h"
#include "readers/funding/yaml_line.h"

namespace halfsecond::funding {
namespace {

struct Key {
  std::size_t indent = 0;
  std::string_view name;
};

// The blanks before a key, and what follows them. A list's dash counts as a blank, as in "- type: email".
std::size_t IndentOf(std::string_view& line) {
  std::size_t indent = 0;
  while (indent < line.size() && (line[indent] == ' ' || line.substr(indent).starts_with("- "))) ++indent;
  line.remove_prefix(indent);
  return indent;
}

// The keys around the line that is read, outermost first.
class Path {
 public:
  void Enter(const Key& key) {
    while (!keys_.empty() && keys_.back().indent >= key.indent) keys_.pop_back();
    if (keys_.size() < limits::kMaxInsightsDepth) keys_.push_back(key);
  }
  bool IsBelow(std::string_view name) const {
    return std::any_of(keys_.begin(), keys_.end(), [name](const Key& key) { return key.name == name; });
  }

 private:
  std::vector<Key> keys_;
};

bool NamesContact(const Path& path, std::string_view key) {
  if (key == "value") return path.IsBelow("security-contacts");
  if (!path.IsBelow("vulnerability-reporting")) return false;
  return key == "email-contact" || (key == "email" && path.IsBelow("contact"));
}

bool NamesPolicy(const Path& path, std::string_view key) {
  return (key == "security-policy" || key == "policy") && path.IsBelow("vulnerability-reporting");
}

void AddOnce(std::string_view contact, std::vector<std::string_view>& contacts) {
  if (std::find(contacts.begin(), contacts.end(), contact) == contacts.end()) contacts.push_back(contact);
}

}  // namespace

std::vector<std::string_view> ReadSecurityContacts(Bytes file) {
  constexpr std::size_t kNoText = static_cast<std::size_t>(-1);  // nothing is further in
  std::vector<std::string_view> contacts;
  std::string_view policy;
  Path path;
  std::size_t text_below = kNoText;  // after "key: |", lines further in than this are text
  std::string_view rest = file.text();
  while (!rest.empty() && contacts.size() < limits::kMaxSecurityContacts) {
    std::string_view line = TakeLine(rest);
    if (Trimmed(line).empty()) continue;
    const std::size_t indent = IndentOf(line);
    if (indent > text_below) continue;
    text_below = kNoText;
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view key = line.substr(0, colon);
    if (colon == line.size() || !IsKey(key)) continue;
    path.Enter({indent, key});
    const std::string_view value = Scalar(line.substr(colon + 1));
    if (value.starts_with('|') || value.starts_with('>')) {
      text_below = indent;
    } else if (value.empty()) {
      continue;
    } else if (NamesContact(path, key)) {
      AddOnce(value, contacts);
    } else if (NamesPolicy(path, key)) {
      policy = value;
    }
  }
  if (contacts.empty() && !policy.empty()) contacts.push_back(policy);
  return contacts;
}

}  // namespace halfsecond::funding
