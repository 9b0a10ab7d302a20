// UseBook: what each program bound from its libraries when it was last looked at, for the store. An entry counts while
// the program's closure is the very same: the same files, unchanged, in the same orders. Closures themselves are never
// kept.
//
// Format, version 1: a byte version; files, each the numbers device, inode, size, modified_ns and changed_ns; programs,
// each its path, the files in the order of look-up, their order of relocation, the uncalled ones, and the edges: place
// of the library, byte of the entry, symbols; eight bytes checksum of all that.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/bind/price.h"
#include "analysis/store/record_bytes.h"
#include "base/bytes.h"
#include "base/result.h"
#include "facts/load.h"
#include "inputs/file_source.h"

namespace halfsecond::survey {

// The files of a closure in the order in which symbols are looked up.
using ClosureFiles = std::vector<FileStatus>;

class UseBook {
 public:
  // Takes a book apart. Errors: kMalformed (damaged), kUnsupported (another version).
  static Result<UseBook> Read(Bytes book);
  std::string Write() const;

  // Notes the use by the program of `load`, whose look-up order `files` are.
  void Put(const LoadFacts& load, const ClosureFiles& files, const bind::ProgramUse& use);

  // The use by the program of `load`, if it stands here for the same closure.
  std::optional<bind::ProgramUse> Find(const LoadFacts& load, const ClosureFiles& files) const;

  // Takes over the entries of programs that this book has not.
  void Absorb(const UseBook& other) { entries_.insert(other.entries_.begin(), other.entries_.end()); }

 private:
  struct File {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size_bytes = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;
    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 an ordering is compared with for a pointer
    auto operator<=>(const File&) const = default;
  };
  // Objects by their places in the order of look-up.
  struct Entry {
    std::vector<File> files;
    std::vector<std::uint64_t> relocation;
    std::vector<std::uint64_t> uncalled;
    std::vector<bind::ProgramUse::Edge> edges;
  };

  static std::vector<File> FilesOf(const ClosureFiles& statuses);
  static bool ReadEntry(store::RecordReader& in, const std::vector<File>& files, Entry& entry);

  std::map<std::string, Entry> entries_;  // by the program's path
};

}  // namespace halfsecond::survey
