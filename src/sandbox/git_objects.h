// The objects of a foreign git repository, read by git itself. Git never enters that repository: it runs in an empty
// one of ours, for which theirs is a store of objects and nothing else. So none of its configuration, hooks, filters,
// attributes or replacements has any say.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"

namespace halfsecond::sandbox {

struct GitObject {
  std::string type;  // "blob", "tree", "commit", "tag"
  std::string bytes;
};

class GitObjects {
 public:
  // Starts git on the store of objects in `objects_directory`.
  // REQUIRES: this process is not yet a reader (confinement.h).
  // Errors: kNotFound (no git, no such directory), kIo.
  static Result<GitObjects> Start(const std::string& objects_directory);
  GitObjects(GitObjects&&) noexcept;
  GitObjects& operator=(GitObjects&&) noexcept;
  ~GitObjects();

  // Hands on each object of `names`, ids of SHA-1 in hexadecimal, in their order; nothing for one that is not there.
  // Each is hashed: a store whose index points a name at another object is found out. Errors: kLimit (an object over
  // limits::kMaxObjectBytes), kIo (git ended), kMalformed (not what its name says).
  using Visitor = std::function<Result<void>(std::size_t, std::optional<GitObject>)>;
  Result<void> Read(std::span<const std::string> names, const Visitor& visit);

  // The one object of that name.
  Result<std::optional<GitObject>> ReadOne(const std::string& name);

 private:
  struct Inside;
  explicit GitObjects(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace halfsecond::sandbox
