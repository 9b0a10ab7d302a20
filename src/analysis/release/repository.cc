#include "analysis/release/repository.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "analysis/shadow/shadow.h"
#include "base/limits.h"
#include "readers/git/object_sum.h"

namespace halfsecond::release {
namespace {

using Kind = git::TreeEntry::Kind;
using State = shadow::FetchedObject::State;

constexpr std::string_view kTags = "refs/tags/";
constexpr std::size_t kMaxTagChain = 8;  // a tag of a tag of...; met: 2

// The id behind `key` at the front of a commit or tag object.
std::optional<git::ObjectId> IdBehind(std::string_view object, std::string_view key) {
  if (!object.starts_with(key)) return std::nullopt;
  object.remove_prefix(key.size());
  return git::ObjectIdOf(object.substr(0, object.find('\n')));
}

}  // namespace

Result<Repository> Repository::Open(const std::string& path, sandbox::Walls walls) {
  auto looked = shadow::Look(path, walls);
  if (!looked.ok()) return Error{looked.error().kind, path + ": " + looked.error().what};
  const GitDirectory& directory = *looked;
  if (directory.object_format != "sha1") return Error{Error::Kind::kUnsupported, "a repository of SHA-256 ids"};
  HS_TRY(run, shadow::Start(
                  {&directory},
                  [](const GitDirectory& one, const std::string& at) {
                    return std::vector{shadow::ObjectsCommand(one, at)};
                  },
                  walls));
  const shadow::ObjectPipe objects(run.input(0), run.output(0),
                                   {limits::kMaxObjectBytes, limits::kMaxReleaseObjectBytes});
  Repository repository(std::move(run), objects);
  repository.path_ = path;
  repository.head_ = git::ObjectIdOf(directory.head);
  for (const GitRef& ref : directory.refs) {
    const auto id = git::ObjectIdOf(ref.id);
    if (!id) continue;
    repository.refs_.push_back({ref.name, *id});
    if (ref.name.starts_with(kTags)) repository.tags_.push_back({ref.name.substr(kTags.size()), *id});
  }
  return repository;
}

Result<void> Repository::Fetch(const std::vector<git::ObjectId>& ids, const Visitor& visit) {
  std::vector<std::string> names;
  names.reserve(ids.size());
  for (const git::ObjectId& id : ids) names.push_back(id.Hex());
  std::optional<Error> failure;
  auto fetched = objects_.Fetch(names, [&](std::size_t i, const shadow::FetchedObject& object) {
    if (failure) return;
    // Git does not look again at what it finds under a name.
    if (object.state == State::kHere && git::IdOfObject(object.type, object.bytes) != ids[i]) {
      failure = Error{Error::Kind::kMalformed, "git object " + names[i] + " is not what its name says"};
    } else if (auto visited = visit(i, object); !visited.ok()) {
      failure = std::move(visited).error();
    }
  });
  if (failure) return *failure;
  if (!fetched.ok() && fetched.error().kind == Error::Kind::kTruncated) {
    const std::string said = run_.End(0).said;
    if (!said.empty()) return Error{Error::Kind::kTruncated, "git says: " + said.substr(0, said.find('\n'))};
  }
  return fetched;
}

Result<std::optional<Repository::Object>> Repository::FetchOne(const git::ObjectId& id) {
  std::optional<Object> one;
  HS_CHECK(Fetch({id}, [&one](std::size_t, const shadow::FetchedObject& object) -> Result<void> {
    if (object.state == State::kHere) one = Object{std::string(object.type), std::string(object.bytes)};
    return {};
  }));
  return one;
}

Result<std::string> Repository::CommitOf(const git::ObjectId& id) {
  git::ObjectId at = id;
  for (std::size_t i = 0; i < kMaxTagChain; ++i) {
    HS_TRY(object, FetchOne(at));
    if (!object || object->type != "tag") break;
    const auto next = IdBehind(object->bytes, "object ");
    if (!next) break;
    at = *next;
  }
  return at.Hex();
}

// Reads what is not yet known of `level` and the trees below, a level at a time.
Result<void> Repository::FetchTrees(std::vector<git::ObjectId> level) {
  for (std::size_t depth = 0; !level.empty(); ++depth) {
    if (depth == limits::kMaxTreeDepth) return Error{Error::Kind::kLimit, "folders within folders"};
    std::vector<git::ObjectId> wanted;
    std::unordered_set<git::ObjectId, git::ObjectIdHash> seen;
    for (const git::ObjectId& id : level) {
      if (trees_.count(id) == 0 && seen.insert(id).second) wanted.push_back(id);
    }
    HS_CHECK(Fetch(wanted, [&](std::size_t i, const shadow::FetchedObject& object) -> Result<void> {
      if (object.type != "tree") return Error{Error::Kind::kNotFound, "no tree " + wanted[i].Hex()};
      if (object.state == State::kTooLarge) return Error{Error::Kind::kLimit, "a tree of too many entries"};
      HS_TRY(entries, git::ReadTree(Bytes::Of(object.bytes), wanted[i].length));
      trees_.emplace(wanted[i], std::move(entries));
      return {};
    }));
    std::vector<git::ObjectId> next;
    for (const git::ObjectId& id : level) {
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

Result<git::ObjectId> Repository::TreeOf(const git::ObjectId& id) {
  HS_TRY(commit, CommitOf(id));
  const auto commit_id = git::ObjectIdOf(commit).value_or(id);
  HS_TRY(object, FetchOne(commit_id));
  if (!object) return Error{Error::Kind::kNotFound, "the objects of " + commit + " are not there"};
  if (object->type == "tree") return commit_id;
  const auto tree = IdBehind(object->bytes, "tree ");
  if (!tree) return Error{Error::Kind::kNotFound, commit + " names no files"};
  return *tree;
}

Result<std::vector<TagFile>> Repository::FilesOf(const git::ObjectId& id) {
  HS_TRY(top_id, TreeOf(id));
  HS_CHECK(FetchTrees({top_id}));
  std::vector<TagFile> files;
  std::vector<std::pair<std::string, git::ObjectId>> folders{{"", top_id}};
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

Result<std::optional<std::string>> Repository::Blob(const git::ObjectId& id) {
  HS_TRY(object, FetchOne(id));
  if (!object || object->type != "blob") return std::optional<std::string>();
  return std::optional<std::string>(std::move(object->bytes));
}

}  // namespace halfsecond::release
