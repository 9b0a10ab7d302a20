#include "readers/cargo/crate_files.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/limits.h"

namespace halfsecond::cargo {
namespace {

constexpr std::ptrdiff_t kMostNesting = 64;  // two are meant; names may have brackets
constexpr std::size_t kDigits = 64;

bool IsDigest(const nlohmann::json& value) {
  if (!value.is_string()) return false;
  const auto& digits = value.get_ref<const std::string&>();
  return digits.size() == kDigits && digits.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool IsNestedTooDeep(std::string_view json) {
  return std::count(json.begin(), json.end(), '[') + std::count(json.begin(), json.end(), '{') > kMostNesting;
}

}  // namespace

Result<CrateFiles> CrateFiles::Read(std::string_view json) {
  if (json.size() > limits::kMaxCrateListBytes) return Error{Error::Kind::kLimit, "a list of too many files"};
  if (IsNestedTooDeep(json)) return Error{Error::Kind::kLimit, "a list of files that is nested"};
  const auto document = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object()) return Error{Error::Kind::kMalformed, "no list of a crate's files"};
  const auto files = document.find("files");
  if (files == document.end() || !files->is_object())
    return Error{Error::Kind::kMalformed, "a list of a crate's files without them"};
  CrateFiles list;
  const auto package = document.find("package");
  if (package != document.end() && IsDigest(*package)) list.package = package->get<std::string>();
  for (const auto& [path, digest] : files->items()) {
    if (IsDigest(digest)) list.files.emplace(path, digest.get<std::string>());
  }
  return list;
}

}  // namespace halfsecond::cargo
