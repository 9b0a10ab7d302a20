#include "readers/elf/dlopen_note.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/limits.h"

namespace halfsecond::elf {
namespace {

constexpr int kMaxNesting = 8;  // an array of objects of arrays: three

bool IsNestedTooDeep(std::string_view json) {
  int depth = 0;
  for (const char c : json) {
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > kMaxNesting) return true;
  }
  return false;
}

std::string Text(const nlohmann::json& entry, const char* key) {
  const auto found = entry.find(key);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Result<std::vector<OnDemand>> ParseDlopenNote(std::string_view json, std::uint64_t at_byte) {
  json = json.substr(0, json.find('\0'));
  if (IsNestedTooDeep(json)) return Error{Error::Kind::kLimit, "dlopen note is nested too deep", at_byte};
  const auto document = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!document.is_array()) return Error{Error::Kind::kMalformed, "dlopen note is not a JSON array", at_byte};
  std::vector<OnDemand> entries;
  for (const auto& entry : document) {
    if (!entry.is_object()) continue;
    if (entries.size() == limits::kMaxOnDemand) return Error{Error::Kind::kLimit, "too many dlopen notes", at_byte};
    OnDemand on_demand{{}, Text(entry, "feature"), Text(entry, "description"), Text(entry, "priority"), at_byte};
    const auto sonames = entry.find("soname");
    if (sonames != entry.end() && sonames->is_array()) {
      for (const auto& soname : *sonames) {
        if (soname.is_string()) on_demand.sonames.push_back(soname.get<std::string>());
      }
    }
    entries.push_back(std::move(on_demand));
  }
  return entries;
}

}  // namespace halfsecond::elf
