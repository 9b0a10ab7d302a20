#include "analysis/system/unit_search.h"

#include <algorithm>
#include <array>
#include <utility>

namespace halfsecond::system {
namespace {

struct SearchPath {
  const char* path;
  bool is_of_running_system;
};
// First wins. Debian reads /lib before /usr/lib where they differ.
constexpr std::array<SearchPath, 11> kSearchPaths{{
    {"/etc/systemd/system.control", false},
    {"/run/systemd/system.control", true},
    {"/run/systemd/transient", true},
    {"/run/systemd/generator.early", true},
    {"/etc/systemd/system", false},
    {"/run/systemd/system", true},
    {"/run/systemd/generator", true},
    {"/usr/local/lib/systemd/system", false},
    {"/lib/systemd/system", false},
    {"/usr/lib/systemd/system", false},
    {"/run/systemd/generator.late", true},
}};
constexpr std::string_view kServiceSuffix = ".service";
constexpr std::array<std::string_view, 3> kWantedSuffixes{".wants", ".requires", ".upholds"};

std::pair<std::string, std::string> Split(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return {path.substr(0, slash), path.substr(slash + 1)};
}

// The names whose drop-ins apply to `unit`, the most telling first; "service" applies to all: systemd.unit(5),
// "Description", and systemd's src/shared/dropin.c.
std::vector<std::string> NamesFor(const std::string& unit) {
  std::vector<std::string> names{unit};
  std::string stem = unit.substr(0, unit.rfind('.'));
  const std::string suffix = unit.substr(unit.rfind('.'));
  const std::size_t at = stem.find('@');
  if (at != std::string::npos && at + 1 < stem.size()) {
    names.push_back(stem.substr(0, at + 1) + suffix);
  }
  for (std::size_t dash = stem.size(); dash > 0 && (dash = stem.rfind('-', dash - 1)) != std::string::npos;) {
    if (dash + 1 < stem.size()) names.push_back(stem.substr(0, dash + 1) + suffix);
  }
  return names;
}

}  // namespace

UnitSearch::UnitSearch(const Root& root, RealPaths& real_paths) : root_(&root), real_paths_(&real_paths) {
  FindDirectories();
  for (const Directory& directory : directories_) {
    for (const DirectoryEntry& entry : directory.entries) AddEntry(directory, entry);
  }
  for (const auto& [alias, unit] : aliases_) {
    if (wanted_.contains(alias)) wanted_.insert(unit);
  }
}

void UnitSearch::AddEntry(const Directory& directory, const DirectoryEntry& entry) {
  const std::string path = directory.path + "/" + entry.name;
  const std::string_view name = entry.name;
  if (name.ends_with(kServiceSuffix)) AddUnit(directory, entry);
  if (name.ends_with(".d")) drop_in_directories_.insert(path);
  for (const std::string_view suffix : kWantedSuffixes) {
    if (!name.ends_with(suffix)) continue;
    AddWanted(path);
    if (path.starts_with("/etc/")) has_choices_ = true;
  }
}

void UnitSearch::FindDirectories() {
  for (const SearchPath& search : kSearchPaths) {
    if (search.is_of_running_system && !root_->is_running_system()) continue;
    auto real_path = root_->RealPath(search.path);
    if (!real_path.ok() || IsUnitDirectory(*real_path)) continue;
    auto entries = root_->List(search.path);
    if (entries.ok()) directories_.push_back({search.path, std::move(*real_path), std::move(*entries)});
  }
}

bool UnitSearch::IsUnitDirectory(std::string_view real_path) const {
  return std::any_of(directories_.begin(), directories_.end(),
                     [&](const Directory& directory) { return directory.real_path == real_path; });
}

void UnitSearch::AddUnit(const Directory& directory, const DirectoryEntry& entry) {
  if (!seen_.insert(entry.name).second) return;
  std::string path = directory.path + "/" + entry.name;
  if (IsMasked(path, entry)) return;
  if (entry.kind == DirectoryEntry::Kind::kSymlink) {
    const auto [target_directory, target_name] = Split(real_paths_->Of(path).value_or(path));
    if (target_name != entry.name && IsUnitDirectory(target_directory)) {
      aliases_.emplace(entry.name, target_name);
      return;
    }
  }
  fragments_.emplace(entry.name, std::move(path));
}

void UnitSearch::AddWanted(const std::string& path) {
  auto entries = root_->List(path);
  if (!entries.ok()) return;
  for (const DirectoryEntry& entry : *entries) {
    wanted_.insert(entry.name);
    // An instance stands for its template: "getty@tty1.service" for "getty@.service".
    const std::size_t at = entry.name.find('@');
    const std::size_t dot = entry.name.rfind('.');
    if (at != std::string::npos && dot != std::string::npos && at < dot) {
      wanted_.insert(entry.name.substr(0, at + 1) + entry.name.substr(dot));
    }
  }
}

void UnitSearch::AddDropIns(const std::vector<std::string>& names, std::map<std::string, std::string>& by_name) const {
  for (const Directory& directory : directories_) {
    for (const std::string& name : names) {
      const std::string path = directory.path + "/" + name + ".d";
      if (!drop_in_directories_.contains(path)) continue;
      const auto entries = root_->List(path);
      if (!entries.ok()) continue;
      for (const DirectoryEntry& entry : *entries) {
        if (!entry.name.ends_with(".conf")) continue;
        const std::string file = path + "/" + entry.name;
        by_name.emplace(entry.name, IsMasked(file, entry) ? std::string() : file);
      }
    }
  }
}

std::vector<std::string> UnitSearch::DropInsOf(const std::string& unit) const {
  std::map<std::string, std::string> by_name;
  AddDropIns(NamesFor(unit), by_name);
  AddDropIns({unit.substr(unit.rfind('.') + 1)}, by_name);
  std::vector<std::string> paths;
  for (auto& [name, path] : by_name) {
    if (!path.empty()) paths.push_back(std::move(path));
  }
  return paths;
}

// A link that leads nowhere says nothing either: in a root without /dev, every mask is one.
bool UnitSearch::IsMasked(const std::string& path, const DirectoryEntry& entry) const {
  if (entry.kind != DirectoryEntry::Kind::kSymlink) return false;
  const auto real_path = real_paths_->Of(path);
  return !real_path.ok() || *real_path == "/dev/null";
}

}  // namespace halfsecond::system
