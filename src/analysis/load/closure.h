// Closure: all objects that the loader maps for one program, in its order, each with who asked first and how it was
// found. The rules are those of glibc (elf/dl-load.c, dl-deps.c, rtld.c) and musl (ldso/dynlink.c), read there and
// checked against the running loaders.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analysis/load/loader_profile.h"
#include "analysis/load/object_store.h"
#include "analysis/load/search_path.h"
#include "analysis/system/directory_statuses.h"
#include "analysis/system/real_paths.h"
#include "facts/load.h"
#include "readers/loader/ld_so_cache.h"

namespace halfsecond::load {

// The loader's variables, as the program would see them. Nothing where unset.
struct LoaderEnvironment {
  std::optional<std::string> library_path;  // LD_LIBRARY_PATH
  std::optional<std::string> preload;       // LD_PRELOAD
  std::optional<std::string> audit;         // LD_AUDIT
};

// A question "what if": the program's own DT_NEEDED entries changed before the loader sees them.
struct Alteration {
  std::vector<std::string> without;  // names dropped
  std::vector<std::string> with;     // names added behind the others
  // One entry of some object, as it would be if that object were linked again without it.
  struct Link {
    std::string from_path;
    std::string name;
  };
  std::optional<Link> cut;
};

struct Node {
  std::string name;  // as asked for
  std::string path;  // as the loader spells it
  const StoredFile* file = nullptr;
  std::size_t requested_by = kNobody;
  std::uint64_t requested_at_byte = 0;
  FoundBy found_by = FoundBy::kProgram;
  std::string found_in;  // as LoadedObject has it; "" where the cache had it, of which there is one
  struct Need {
    std::size_t node = kNobody;
    std::uint64_t at_byte = 0;  // of the dynamic entry
  };
  std::vector<Need> needs;      // in the order of the dynamic section, filters among them
  unsigned link_namespace = 0;  // 0: the program's; audit libraries live in their own
};

// Rows of versions that one object asks of another, by the first, and the object that has them all.
struct VersionRow {
  const elf::ObjectVersionNeed* first = nullptr;
  const elf::Object* definer = nullptr;
  bool operator==(const VersionRow&) const = default;
};
struct VersionRowHash {
  std::size_t operator()(const VersionRow& row) const {
    return std::hash<const void*>()(row.first) * 31 + std::hash<const void*>()(row.definer);
  }
};
using VersionsMet = std::unordered_set<VersionRow, VersionRowHash>;

struct Closure {
  std::vector<Node> nodes;                    // as they were created; node 0 is the program
  std::vector<std::size_t> order;             // node numbers in the loader's order, the program first
  std::vector<std::size_t> lookup_order;      // namespace 0 as symbols are looked up: filters before what they filter
  std::vector<std::size_t> init_order;        // node numbers; the program last
  std::vector<std::size_t> relocation_order;  // node numbers of namespace 0
  std::size_t init_first = kNobody;           // the object whose DF_1_INITFIRST puts its initialisers before all others
  std::vector<MissingLibrary> missing;        // requested_by holds node numbers
  std::vector<std::string> would_not_start;
  std::vector<std::string> environment_that_counted;
  std::vector<std::pair<std::size_t, SearchElement>> directories;  // every search directory consulted, whose it is
  const LoaderProfile* profile = nullptr;                          // of its world
  std::string interpreter;
  bool is_static = false;
  bool is_of_another_machine = false;   // see LoadFacts
  VersionsMet* versions_met = nullptr;  // of its world: what was seen to be there need not be looked for again
};

// What is the same for all programs of one root: the cache, the preload file, the loaders met so far.
class LoaderWorld {
 public:
  // `store` must outlive the world. `cpu_level` 0: the processor we run on.
  LoaderWorld(ObjectStore& store, LoaderEnvironment environment, int cpu_level);

  // The closure of the program at `path`. REQUIRES: store.Get(path) is an object; one thread at a time.
  Closure Resolve(const std::string& path, const Alteration& alteration);

  // The memory of a closure that nobody wants any more, for the next: large pieces are what makes an allocator slow.
  void TakeBack(Closure&& closure) { spare_nodes_ = std::move(closure.nodes); }

  // Is everything there that the library of `file` leads to? A true is certain, and costs next to nothing where others
  // were resolved before; false may mean that Resolve must tell.
  bool IsSurelyWhole(const StoredFile& file);

  ObjectStore& store() { return store_; }
  system::DirectoryStatuses& directories() { return directories_; }
  const LoaderEnvironment& environment() const { return environment_; }
  int cpu_level() const { return cpu_level_; }

 private:
  friend class ClosureBuilder;

  const LoaderProfile& Profile(const std::string& interpreter, const elf::Object& program);
  const LdSoCache* Cache();
  const std::string& PreloadFile();

  struct DefaultResult {
    const StoredFile* file = nullptr;
    std::string path;
    FoundBy found_by = FoundBy::kDefault;
    std::string found_in;
  };

  ObjectStore& store_;
  LoaderEnvironment environment_;
  int cpu_level_;
  std::map<std::string, LoaderProfile> profiles_;  // by interpreter, class and machine
  bool cache_was_read_ = false;
  std::unique_ptr<FileSource> cache_file_;
  std::optional<LdSoCache> cache_;
  std::optional<std::string> preload_file_;
  // For one closure in the making, at a time.
  static constexpr std::size_t kScratchBytes = 64ULL << 10;
  std::unique_ptr<std::byte[]> scratch_ = std::make_unique_for_overwrite<std::byte[]>(kScratchBytes);

  std::vector<Node> spare_nodes_;

  // Results of the cache and the default directories, which depend on nothing but the loader and the name.
  using DefaultResults = std::unordered_map<std::string, DefaultResult>;
  std::unordered_map<std::string, DefaultResults> default_results_;  // by interpreter, then by name
  // By search directory: which of the profile's subdirectories are known not to be there, by position.
  using AbsentSubdirectories = std::unordered_map<std::string, std::vector<char>>;
  std::unordered_map<const LoaderProfile*, AbsentSubdirectories> absent_subdirectories_;
  VersionsMet versions_met_;
  std::unordered_set<const elf::Object*> whole_;  // of which IsSurelyWhole was true
  system::RealPaths real_paths_;                  // of programs: hundreds stand in one directory
  system::DirectoryStatuses directories_;         // of search paths
};

}  // namespace halfsecond::load
