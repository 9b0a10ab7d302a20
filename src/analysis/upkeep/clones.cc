#include "analysis/upkeep/clones.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/limits.h"
#include "readers/deb/stanza.h"

namespace halfsecond::upkeep {
namespace {

constexpr const char* kAptLists = "/var/lib/apt/lists";

std::string Lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

std::string_view WithoutEnd(std::string_view text, std::string_view end) {
  return text.ends_with(end) ? text.substr(0, text.size() - end.size()) : text;
}

// "host.test/owner/name" of an address, without its scheme, user, branch, ".git" and slashes at its end.
std::string Address(std::string_view url) {
  url = url.substr(0, url.find(' '));
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  if (const std::size_t user = url.find('@'); user < url.find('/')) url.remove_prefix(user + 1);
  while (url.ends_with('/')) url.remove_suffix(1);
  std::string address = Lowered(WithoutEnd(url, ".git"));
  if (const std::size_t colon = address.find(':'); colon < address.find('/')) address[colon] = '/';  // host:owner/name
  return address;
}

std::vector<std::string> PartsOf(const std::string& address) {
  std::vector<std::string> parts;
  std::string_view rest = address;
  while (!rest.empty()) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    if (slash > 0) parts.emplace_back(rest.substr(0, slash));
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return parts;
}

bool IsRepository(const Root& host, const std::string& path) {
  return host.Status(path + "/.git").ok() || (host.Status(path + "/HEAD").ok() && host.Status(path + "/objects").ok());
}

// The address of the remote "origin" in a git configuration; only the plain form that git clone writes.
std::string OriginOf(const Root& host, const std::string& path) {
  for (const char* file : {"/.git/config", "/config"}) {
    const auto text = host.ReadText(path + file);
    if (!text.ok()) continue;
    const std::size_t section = text->find("[remote \"origin\"]");
    if (section == std::string::npos) return "";
    const std::size_t end = std::min(text->find("\n[", section), text->size());
    const std::size_t key = text->find("url = ", section);
    if (key == std::string::npos || key > end) return "";
    return text->substr(key + 6, std::min(text->find('\n', key), text->size()) - key - 6);
  }
  return "";
}

void AddClone(const Root& host, const std::string& path, const std::string& called, std::vector<Clone>& clones) {
  Clone clone;
  clone.path = path;
  const std::string name = Lowered(WithoutEnd(called, ".git"));
  const std::size_t parted = name.find_last_of("+/");
  clone.owner = parted == std::string::npos ? "" : name.substr(0, parted);
  clone.name = parted == std::string::npos ? name : name.substr(parted + 1);
  clone.origin = Address(OriginOf(host, path));
  clones.push_back(std::move(clone));
}

// How well a clone fits a source; 0: not at all. Larger is better.
struct Fit {
  int rank = 0;
  std::string_view how;
};

Fit FitOf(const SourceHome& home, const Clone& clone) {
  const std::string vcs = Address(home.vcs_git);
  if (!vcs.empty() && vcs == clone.origin) return {5, "Vcs-Git"};
  const std::vector<std::string> page = PartsOf(Address(home.homepage));
  if (page.size() >= 2) {
    const std::string tail = page[page.size() - 2] + "/" + page.back();
    if (tail == clone.owner + "/" + clone.name || clone.origin.ends_with("/" + tail)) return {4, "Homepage"};
  }
  const std::string source = Lowered(home.source);
  const std::string name = clone.name.empty() && !clone.origin.empty() ? PartsOf(clone.origin).back() : clone.name;
  if (source == name) return {3, "name"};
  if (page.size() >= 2 && page.back() == name) return {2, "Homepage"};
  if (page.size() == 1) {
    const std::string host = page[0].starts_with("www.") ? page[0].substr(4) : page[0];
    if (host.substr(0, host.find('.')) == name) return {2, "Homepage"};
  }
  return source == "lib" + name || name == "lib" + source ? Fit{1, "name"} : Fit{};
}

void AddVcs(std::string_view list, std::map<std::string, SourceHome, std::less<>>& homes) {
  deb::StanzaReader stanzas(Bytes::Of(list));
  while (const auto stanza = stanzas.Next()) {
    if (!stanza->ok()) continue;
    const auto home = homes.find((*stanza)->Value("Package"));
    if (home != homes.end()) home->second.vcs_git = (*stanza)->Value("Vcs-Git");
  }
}

}  // namespace

Result<std::vector<Clone>> FindClones(const Root& host, const std::string& directory) {
  HS_TRY(entries, host.List(directory));
  std::vector<Clone> clones;
  std::size_t looked_at = 0;
  for (const DirectoryEntry& entry : entries) {
    const std::string path = directory + "/" + entry.name;
    if (++looked_at > limits::kMaxClones) return clones;
    if (IsRepository(host, path)) {
      AddClone(host, path, entry.name, clones);
      continue;
    }
    const auto below = entry.kind == DirectoryEntry::Kind::kDirectory && entry.name.front() != '.'
                           ? host.List(path)
                           : Result<std::vector<DirectoryEntry>>(Error{Error::Kind::kNotFound, ""});
    if (!below.ok()) continue;
    for (const DirectoryEntry& inner : *below) {
      if (++looked_at > limits::kMaxClones) return clones;
      if (!IsRepository(host, path + "/" + inner.name)) continue;
      // A mirror's folder may hold its repository under a name that says nothing.
      const bool is_plain = inner.name == "repo" || inner.name == "repo.git";
      AddClone(host, path + "/" + inner.name, is_plain ? entry.name : entry.name + "/" + inner.name, clones);
    }
  }
  return clones;
}

std::vector<SourceHome> HomesOf(const Root& root, const InstalledProjects& installed) {
  std::map<std::string, SourceHome, std::less<>> homes;
  for (const UpkeepProject& project : installed.projects) {
    SourceHome& home = homes[project.name];
    home.source = project.name;
    for (const HelpPlace& place : project.help) {
      if (place.kind == "homepage") home.homepage = place.where;
    }
  }
  const auto lists = root.List(kAptLists);
  if (lists.ok()) {
    for (const DirectoryEntry& entry : *lists) {
      if (!entry.name.ends_with("_Sources")) continue;
      const auto text = root.ReadText(std::string(kAptLists) + "/" + entry.name);
      if (text.ok()) AddVcs(*text, homes);
    }
  }
  std::vector<SourceHome> all;
  for (auto& [source, home] : homes) all.push_back(std::move(home));
  return all;
}

std::vector<ClonedProject> MatchClones(const std::vector<SourceHome>& homes, const std::vector<Clone>& clones) {
  std::vector<ClonedProject> projects;
  for (const SourceHome& home : homes) {
    Fit best;
    const Clone* chosen = nullptr;
    for (const Clone& clone : clones) {
      const Fit fit = FitOf(home, clone);
      if (fit.rank <= best.rank) continue;
      best = fit;
      chosen = &clone;
    }
    if (chosen != nullptr) projects.push_back({home.source, chosen->path, std::string(best.how)});
  }
  return projects;
}

std::string Packed(const std::vector<ClonedProject>& projects) {
  std::string bytes;
  for (const ClonedProject& project : projects) {
    const std::string line = project.source + '\0' + project.path + '\0' + project.how + '\0';
    if (std::count(line.begin(), line.end(), '\0') == 3) bytes += line;
  }
  return bytes;
}

Result<std::vector<ClonedProject>> UnpackedClones(std::string_view bytes) {
  std::vector<ClonedProject> projects;
  while (!bytes.empty()) {
    std::array<std::string, 3> parts;
    for (std::string& part : parts) {
      const std::size_t end = bytes.find('\0');
      if (end == std::string_view::npos || end == 0 || end > limits::kMaxPathBytes) {
        return Error{Error::Kind::kMalformed, "no list of clones"};
      }
      part = bytes.substr(0, end);
      bytes.remove_prefix(end + 1);
    }
    if (projects.size() == limits::kMaxClones) return Error{Error::Kind::kLimit, "more clones than are looked at"};
    projects.push_back({std::move(parts[0]), std::move(parts[1]), std::move(parts[2])});
  }
  return projects;
}

}  // namespace halfsecond::upkeep
