#include "analysis/release/repository.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "analysis/shadow/shadow.h"
#include "base/limits.h"
#include "readers/git/object_sum.h"

namespace halfsecond::release {
namespace {

using Kind = git::TreeEntry::Kind;
using State = shadow::FetchedObject::State;

constexpr std::string_view kTags = "refs/tags/";

}  // namespace

Result<Repository> Repository::Open(const std::string& path, sandbox::Walls walls) {
  auto looked = shadow::Look(path, walls);
  if (!looked.ok()) return Error{looked.error().kind, path + ": " + looked.error().what};
  const GitDirectory& directory = *looked;
  HS_TRY(run, shadow::Start(
                  {&directory},
                  [](const GitDirectory& one, const std::string& at) {
                    return std::vector{shadow::ObjectsCommand(one, at)};
                  },
                  walls));
  const shadow::ObjectPipe objects(run.input(0), run.output(0),
                                   {limits::kMaxObjectBytes, limits::kMaxReleaseObjectBytes});
  HS_TRY(root, Root::Open("/"));
  Repository repository(std::move(run), objects, shadow::ObjectNames(directory, std::move(root)));
  repository.path_ = path;
  if (directory.object_format == "sha256") repository.algorithm_ = git::Algorithm::kSha256;
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
    if (object.state == State::kHere &&
        git::IdOfObject(object.type, object.bytes, git::AlgorithmOf(ids[i])) != ids[i]) {
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

void Repository::Expect(const std::vector<git::ObjectId>& ids) {
  std::vector<std::string> names;
  names.reserve(ids.size());
  for (const git::ObjectId& id : ids) {
    if (names_.MayHave(id)) names.push_back(id.Hex());
  }
  static_cast<void>(objects_.Expect(names));  // git that ended is met when they are asked for
}

Result<std::optional<Repository::Object>> Repository::FetchOne(const git::ObjectId& id) {
  std::optional<Object> one;
  HS_CHECK(Fetch({id}, [&one](std::size_t, const shadow::FetchedObject& object) -> Result<void> {
    if (object.state == State::kHere) one = Object{std::string(object.type), std::move(*object.whole)};
    return {};
  }));
  return one;
}

// Follows each of `ids` to its commit and the tree of that, all of them a step at a time.
Result<void> Repository::Follow(std::vector<git::ObjectId> ids) {
  std::erase_if(ids, [this](const git::ObjectId& id) { return named_.count(id) > 0; });
  std::vector<git::ObjectId> at = ids;  // where each has led to so far
  std::vector<std::size_t> open(ids.size());
  std::iota(open.begin(), open.end(), std::size_t{0});
  for (const git::ObjectId& id : ids) named_[id] = {id, std::nullopt};
  for (std::size_t step = 0; step <= limits::kMaxTagsInOne && !open.empty(); ++step) {
    std::vector<git::ObjectId> wanted;
    std::vector<std::size_t> further;
    wanted.reserve(open.size());
    for (const std::size_t i : open) wanted.push_back(at[i]);
    HS_CHECK(Fetch(wanted, [&](std::size_t k, const shadow::FetchedObject& object) -> Result<void> {
      const std::size_t i = open[k];
      Named& named = named_[ids[i]];
      named.commit = at[i];
      const auto tagged = object.type == "tag" ? git::ObjectIdBehind("object ", object.bytes) : std::nullopt;
      if (tagged && step < limits::kMaxTagsInOne) {
        at[i] = *tagged;
        further.push_back(i);
      } else if (object.type == "tree") {
        named.tree = at[i];
      } else {
        named.tree = git::ObjectIdBehind("tree ", object.bytes);
      }
      return {};
    }));
    open = std::move(further);
  }
  return {};
}

Result<std::string> Repository::CommitOf(const git::ObjectId& id) {
  HS_CHECK(Follow({id}));
  return named_.at(id).commit.Hex();
}

// The folders right in those of `level` that are known.
std::vector<git::ObjectId> Repository::FoldersIn(const std::vector<git::ObjectId>& level) const {
  std::vector<git::ObjectId> folders;
  for (const git::ObjectId& id : level) {
    const auto tree = trees_.find(id);
    if (tree == trees_.end()) continue;
    for (const git::TreeEntry& entry : tree->second) {
      if (entry.kind == Kind::kTree) folders.push_back(entry.id);
    }
  }
  return folders;
}

// Reads `level` and the trees below, a level at a time. Those that are not there stay unknown.
Result<void> Repository::FetchTrees(std::vector<git::ObjectId> level) {
  for (std::size_t depth = 0; !level.empty(); ++depth) {
    if (depth == limits::kMaxTreeDepth) return Error{Error::Kind::kLimit, "folders within folders"};
    std::sort(level.begin(), level.end());
    level.erase(std::unique(level.begin(), level.end()), level.end());
    std::vector<git::ObjectId> wanted;
    std::copy_if(level.begin(), level.end(), std::back_inserter(wanted),
                 [this](const git::ObjectId& id) { return trees_.count(id) == 0; });
    HS_CHECK(Fetch(wanted, [&](std::size_t i, const shadow::FetchedObject& object) -> Result<void> {
      if (object.state == State::kTooLarge) return Error{Error::Kind::kLimit, "a tree of too many entries"};
      if (object.type != "tree") return {};
      HS_TRY(entries, git::ReadTree(Bytes::Of(object.bytes), wanted[i].length));
      trees_.emplace(wanted[i], std::move(entries));
      return {};
    }));
    level = FoldersIn(level);
  }
  return {};
}

Result<std::vector<TagFile>> Repository::FilesBelow(const git::ObjectId& top) const {
  struct Open {
    const std::vector<git::TreeEntry>* entries;
    std::size_t next;
    std::size_t path_bytes;
  };
  std::vector<TagFile> files;
  std::vector<Open> folders;
  std::string path;
  const auto open = [&](const git::ObjectId& folder) -> Result<void> {
    const auto tree = trees_.find(folder);
    if (tree == trees_.end()) return Error{Error::Kind::kNotFound, "no tree " + folder.Hex()};
    folders.push_back({&tree->second, 0, path.size()});
    return {};
  };
  HS_CHECK(open(top));
  for (std::size_t met = 0; !folders.empty();) {
    Open& folder = folders.back();
    path.resize(folder.path_bytes);
    if (folder.next == folder.entries->size()) {
      folders.pop_back();
      continue;
    }
    if (++met > limits::kMaxTreeFilesOfTag) return Error{Error::Kind::kLimit, "a tag of too many files"};
    const git::TreeEntry& entry = (*folder.entries)[folder.next++];
    path += entry.name;
    if (entry.kind == Kind::kTree) {
      path += '/';
      HS_CHECK(open(entry.id));
    } else {
      files.push_back({path, entry.kind, entry.id});
    }
  }
  // The order of trees is that of whole paths (gitformat-tree), unless somebody made them otherwise.
  const auto by_path = [](const TagFile& a, const TagFile& b) { return a.path < b.path; };
  if (!std::is_sorted(files.begin(), files.end(), by_path)) std::sort(files.begin(), files.end(), by_path);
  return files;
}

std::vector<Result<std::vector<TagFile>>> Repository::FilesOfAll(const std::vector<git::ObjectId>& ids) {
  auto read = Follow(ids);
  std::vector<git::ObjectId> tops;
  for (const git::ObjectId& id : ids) {
    if (read.ok() && named_.at(id).tree) tops.push_back(*named_.at(id).tree);
  }
  if (read.ok()) read = FetchTrees(std::move(tops));
  std::vector<Result<std::vector<TagFile>>> all;
  for (const git::ObjectId& id : ids) {
    if (!read.ok()) {
      all.emplace_back(read.error());
    } else if (const Named& named = named_.at(id); !named.tree) {
      all.emplace_back(Error{Error::Kind::kNotFound, named.commit.Hex() + " names no files that are there"});
    } else {
      all.push_back(FilesBelow(*named.tree));
    }
  }
  trees_.clear();
  return all;
}

Result<std::vector<TagFile>> Repository::FilesOf(const git::ObjectId& id) {
  return std::move(FilesOfAll({id}).front());
}

Result<std::optional<std::string>> Repository::Blob(const git::ObjectId& id) {
  if (!names_.MayHave(id)) return std::optional<std::string>();
  HS_TRY(object, FetchOne(id));
  if (!object || object->type != "blob") return std::optional<std::string>();
  return std::optional<std::string>(std::move(object->bytes));
}

}  // namespace halfsecond::release
