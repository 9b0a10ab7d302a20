// A foreign repository as files: where its objects are, which refs it has, and what in it would change what git shows
// or run a program. Nothing of it is executed; objects are not read here.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace halfsecond {

struct GitRef {
  std::string id;    // 40 or 64 hexadecimal digits
  std::string name;  // "refs/heads/main"
};

struct GitDirectory {
  std::string directory;              // the git directory, absolute
  std::string objects;                // its store of objects, absolute
  std::vector<std::string> readable;  // every directory that holds objects: its own and those it borrows from
  std::string object_format;          // "sha1" or "sha256"
  std::string head;                   // the id that HEAD names; "" when there is none
  std::string head_name;              // "refs/heads/main"; "" when HEAD is detached
  std::vector<GitRef> refs;           // branches, remote branches and tags, by name
  std::vector<std::string> shallow;   // ids of the commits whose parents git leaves out, by its shallow file
  std::size_t other_refs = 0;         // left out: pull requests, notes, ...
  // What bends history or names programs: "replace", "grafts", "shallow", "alternates", "promisor", "programs",
  // "hooks", and a sentence for each.
  struct Oddity {
    std::string kind;
    std::string detail;
  };
  std::vector<Oddity> oddities;
};

// The repository at `path`: its work tree or its git directory. Errors: kNotFound (no such path); kUnsupported (there,
// and no repository; a form of refs that we do not read); kMalformed; kDenied, kIo, kLimit.
Result<GitDirectory> ReadGitDirectory(const std::string& path);

// `directory` as bytes for a pipe, and back. The latter refuses what the former cannot have written: refs whose names
// git would not take, ids that are none, paths with line ends.
std::string Packed(const Result<GitDirectory>& directory);
Result<GitDirectory> Unpacked(std::string_view bytes);

}  // namespace halfsecond
