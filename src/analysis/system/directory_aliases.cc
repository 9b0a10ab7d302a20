#include "analysis/system/directory_aliases.h"

#include <array>

namespace halfsecond::system {
namespace {

// file-hierarchy(7); the multilib directories are those of Debian's base-files.
constexpr std::array<const char*, 14> kDirectories{
    "/bin",     "/sbin",     "/lib",     "/lib32",     "/lib64",     "/libx32",     "/libo32",
    "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/libo32",
};

bool IsBelow(std::string_view path, std::string_view directory) {
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

}  // namespace

DirectoryAliases DirectoryAliases::Of(const Root& root) {
  DirectoryAliases aliases;
  for (const char* name : kDirectories) {
    auto real = root.RealPath(name);
    if (real.ok() && *real != name && *real != "/") aliases.aliases_.push_back({name, std::move(*real)});
  }
  return aliases;
}

std::string DirectoryAliases::Real(std::string_view path) const {
  for (const Alias& alias : aliases_) {
    if (IsBelow(path, alias.name)) return alias.real + std::string(path.substr(alias.name.size()));
  }
  return std::string(path);
}

std::vector<std::string> DirectoryAliases::Spellings(const std::string& real_path) const {
  std::vector<std::string> spellings{real_path};
  for (const Alias& alias : aliases_) {
    if (IsBelow(real_path, alias.real)) spellings.push_back(alias.name + real_path.substr(alias.real.size()));
  }
  return spellings;
}

}  // namespace halfsecond::system
