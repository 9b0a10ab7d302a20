#include "analysis/release/repository.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/limits.h"

namespace halfsecond::release {
namespace {

using Kind = git::TreeEntry::Kind;

constexpr std::string_view kTags = "refs/tags/";
constexpr std::size_t kMaxRefDepth = 16;  // folders in a ref's name; met: 5
constexpr std::size_t kMaxTagChain = 8;   // a tag of a tag of...; met: 2

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  return text;
}

std::string Below(const std::string& folder, std::string_view name) {
  return name.starts_with('/') ? std::string(name) : folder + "/" + std::string(name);
}

// gitrepository-layout(5): a work tree has .git, a folder or a file that names one; a linked work tree's names the
// common one in `commondir`.
Result<std::string> GitFolder(const Root& root, const std::string& path) {
  std::string folder = path;
  const auto dot_git = root.Status(path + "/.git");
  if (dot_git.ok() && dot_git->is_directory()) folder = path + "/.git";
  if (dot_git.ok() && dot_git->is_regular()) {
    HS_TRY(text, root.ReadText(path + "/.git"));
    constexpr std::string_view kKey = "gitdir: ";
    if (!text.starts_with(kKey)) return Error{Error::Kind::kUnsupported, path + "/.git names no repository"};
    folder = Below(path, Trimmed(std::string_view(text).substr(kKey.size())));
  }
  if (const auto common = root.ReadText(folder + "/commondir"); common.ok()) folder = Below(folder, Trimmed(*common));
  const auto objects = root.Status(folder + "/objects");
  if (!objects.ok() || !objects->is_directory()) return Error{Error::Kind::kNotFound, path + ": no git repository"};
  return folder;
}

}  // namespace

Result<Repository> Repository::Open(const Root& root, const std::string& path) {
  HS_TRY(folder, GitFolder(root, path));
  HS_TRY(objects, sandbox::GitObjects::Start(folder + "/objects"));
  return Repository(std::move(folder), std::move(objects));
}

Result<void> Repository::ReadRefs(const Root& root) {
  // git-config(1), extensions.objectFormat: read as text, as nothing else in there matters.
  const auto config = root.ReadText(folder_ + "/config");
  if (config.ok() && config->find("sha256") != std::string::npos && config->find("bjectformat") != std::string::npos) {
    return Error{Error::Kind::kUnsupported, "a repository of SHA-256 ids"};
  }
  HS_CHECK(ReadLooseRefs(root, "refs", 0));
  std::unordered_set<std::string> loose;
  for (const git::Ref& ref : refs_) loose.insert(ref.name);
  if (const auto packed = root.ReadText(folder_ + "/packed-refs"); packed.ok()) {
    HS_TRY(refs, git::ReadPackedRefs(Bytes::Of(*packed), "refs/"));
    for (git::Ref& ref : refs) {
      if (loose.count(ref.name) == 0) refs_.push_back(std::move(ref));  // a loose ref is the newer one
    }
  }
  std::sort(refs_.begin(), refs_.end(), [](const git::Ref& a, const git::Ref& b) { return a.name < b.name; });
  const auto text = root.ReadText(folder_ + "/HEAD");
  constexpr std::string_view kSymbolic = "ref: ";
  const std::string_view head = text.ok() ? Trimmed(*text) : std::string_view();
  head_ = git::Sha1IdFromHex(head);
  for (const git::Ref& ref : refs_) {
    if (head.starts_with(kSymbolic) && head.substr(kSymbolic.size()) == ref.name) head_ = ref.id;
    if (ref.name.starts_with(kTags)) tags_.push_back({ref.name.substr(kTags.size()), ref.id});
  }
  return {};
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as kMaxRefDepth
Result<void> Repository::ReadLooseRefs(const Root& root, const std::string& below, std::size_t depth) {
  const auto entries = root.List(folder_ + "/" + below);
  if (!entries.ok() || depth == kMaxRefDepth) return {};
  for (const DirectoryEntry& entry : *entries) {
    const std::string name = below + "/" + entry.name;
    const std::string path = folder_ + "/" + name;
    const auto status = root.Status(path);
    if (!status.ok()) continue;
    if (status->is_directory()) {
      HS_CHECK(ReadLooseRefs(root, name, depth + 1));
      continue;
    }
    const auto text = root.ReadText(path);
    const auto id = text.ok() ? git::Sha1IdFromHex(Trimmed(*text)) : std::nullopt;
    if (refs_.size() == limits::kMaxRefs) return Error{Error::Kind::kLimit, "more refs than we follow"};
    if (id) refs_.push_back({name, *id});
  }
  return {};
}

Result<std::string> Repository::CommitOf(const git::Sha1Id& id) {
  git::Sha1Id at = id;
  for (std::size_t i = 0; i < kMaxTagChain; ++i) {
    HS_TRY(object, objects_.ReadOne(git::HexOf(at)));
    if (!object || object->type != "tag") break;
    constexpr std::string_view kKey = "object ";
    const std::string_view text = object->bytes;
    const auto next =
        text.starts_with(kKey) ? git::Sha1IdFromHex(text.substr(kKey.size(), 2 * git::Sha1Id::kBytes)) : std::nullopt;
    if (!next) break;
    at = *next;
  }
  return git::HexOf(at);
}

// Reads what is not yet known of `level` and the trees below, a level at a time.
Result<void> Repository::FetchTrees(std::vector<git::Sha1Id> level) {
  for (std::size_t depth = 0; !level.empty(); ++depth) {
    if (depth == limits::kMaxTreeDepth) return Error{Error::Kind::kLimit, "folders within folders"};
    std::vector<git::Sha1Id> wanted;
    std::vector<std::string> names;
    std::unordered_set<git::Sha1Id, git::Sha1IdHash> seen;
    for (const git::Sha1Id& id : level) {
      if (trees_.count(id) > 0 || !seen.insert(id).second) continue;
      wanted.push_back(id);
      names.push_back(git::HexOf(id));
    }
    HS_CHECK(objects_.Read(names, [&](std::size_t i, std::optional<sandbox::GitObject> object) -> Result<void> {
      if (!object || object->type != "tree") return Error{Error::Kind::kNotFound, "no tree " + names[i]};
      HS_TRY(entries, git::ReadTree(Bytes::Of(object->bytes)));
      trees_.emplace(wanted[i], std::move(entries));
      return {};
    }));
    std::vector<git::Sha1Id> next;
    for (const git::Sha1Id& id : level) {
      for (const git::TreeEntry& entry : trees_.at(id)) {
        if (entry.kind == Kind::kTree) next.push_back(entry.id);
      }
    }
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    level = std::move(next);
  }
  return {};
}

Result<git::Sha1Id> Repository::TreeOf(const git::Sha1Id& id) {
  HS_TRY(commit, CommitOf(id));
  HS_TRY(object, objects_.ReadOne(commit));
  if (!object) return Error{Error::Kind::kNotFound, "the objects of " + commit + " are not there"};
  if (object->type == "tree") return *git::Sha1IdFromHex(commit);
  constexpr std::string_view kKey = "tree ";
  const std::string_view text = object->bytes;
  const auto tree =
      text.starts_with(kKey) ? git::Sha1IdFromHex(text.substr(kKey.size(), 2 * git::Sha1Id::kBytes)) : std::nullopt;
  if (!tree) return Error{Error::Kind::kNotFound, commit + " names no files"};
  return *tree;
}

Result<std::vector<TagFile>> Repository::FilesOf(const git::Sha1Id& id) {
  HS_TRY(top_id, TreeOf(id));
  HS_CHECK(FetchTrees({top_id}));
  std::vector<TagFile> files;
  std::vector<std::pair<std::string, git::Sha1Id>> folders{{"", top_id}};
  while (!folders.empty()) {
    const auto [prefix, folder] = std::move(folders.back());
    folders.pop_back();
    for (const git::TreeEntry& entry : trees_.at(folder)) {
      if (files.size() + folders.size() >= limits::kMaxTreeFilesOfTag)
        return Error{Error::Kind::kLimit, "a tag of too many files"};
      if (entry.kind == Kind::kTree) {
        folders.emplace_back(prefix + entry.name + "/", entry.id);
      } else {
        files.push_back({prefix + entry.name, entry.kind, entry.id});
      }
    }
  }
  std::sort(files.begin(), files.end(), [](const TagFile& a, const TagFile& b) { return a.path < b.path; });
  return files;
}

Result<std::optional<std::string>> Repository::Blob(const git::Sha1Id& id) {
  HS_TRY(object, objects_.ReadOne(git::HexOf(id)));
  if (!object || object->type != "blob") return std::optional<std::string>();
  return std::optional<std::string>(std::move(object->bytes));
}

}  // namespace halfsecond::release
