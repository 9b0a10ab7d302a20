// SymbolIndex: what every object of a set of closures asks for and offers, by name. The loader looks a name up object
// by object; here each imported name knows its definers, and the one that stands first in a closure's order wins
// (Binder). The answer is the same (elf/dl-lookup.c), the work is shared by all closures.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/bind/name_pool.h"
#include "analysis/load/object_store.h"
#include "base/result.h"
#include "facts/damage.h"
#include "readers/elf/symbol_tables.h"

namespace halfsecond::bind {

// Who does the work of Build: `run(count, work)` calls work(worker, i) once for each i below `count`, each worker's
// calls one after the other. The default is the calling thread alone.
struct Workforce {
  using Work = std::function<void(std::size_t worker, std::size_t i)>;
  std::size_t workers = 1;
  std::function<void(std::size_t count, const Work& work)> run;
};

class SymbolIndex {
 public:
  // `store` must outlive the index; it says where the files are.
  explicit SymbolIndex(load::ObjectStore& store) : store_(store) {}

  // The number of the object at `path`, a new one if need be. Two names of one file have one number.
  std::uint32_t Add(const std::string& path);

  // Reads what was added since the last time. An object that cannot be read has no symbols: see damages and IsWhole.
  void Build(const Workforce& workforce = {});

  // The number of an object that was added. REQUIRES: it was, under this path.
  std::uint32_t NumberOf(const std::string& path) const { return by_path_.at(path); }

  // "sd_notify@LIBSYSTEMD_209", "sd_notify" without a version.
  std::string Name(std::uint32_t object, std::uint32_t reference) const;
  std::string_view BareName(std::uint32_t object, std::uint32_t reference) const;

  // Could its symbols be read?
  bool IsWhole(std::uint32_t object) const { return objects_[object].is_whole; }
  const std::vector<Damage>& damages() const { return damages_; }

 private:
  friend class Binder;
  static constexpr std::uint32_t kNone = NamePool::kNone;
  static constexpr std::uint32_t kOtherVersion = 0xfffffffe;

  struct Reference {
    std::uint32_t name = kNone;     // into names_
    std::uint32_t version = kNone;  // into names_
    std::uint8_t lookups = 0;
    bool is_hidden_version = false;
    bool is_defined_here = false;
    bool is_protected = false;
  };
  struct Definition {
    std::uint32_t name = kNone;
    std::uint32_t object = kNone;
    std::uint32_t version = kNone;
    bool is_hidden : 1 = false;  // bits: there are millions
    bool is_base : 1 = false;
    bool has_version_table : 1 = false;
    bool is_procedure_stub : 1 = false;
    bool is_unique : 1 = false;
  };
  struct ObjectSymbols {
    std::string path;
    bool is_symbolic = false;  // DT_SYMBOLIC: it looks into itself first
    bool is_whole = true;
    std::vector<Reference> references;
  };
  // What one worker has of its own.
  struct Desk;

  void ReadReferences(std::uint32_t number, Desk& desk);
  void ReadDefinitions(std::uint32_t number, Desk& desk) const;
  void MergeNames(std::vector<Desk>& desks);
  void IndexDefinitions(const std::vector<Desk>& desks);
  void MergeDamages(std::vector<Desk>& desks);

  load::ObjectStore& store_;
  std::unordered_map<std::string, std::uint32_t> by_path_;
  std::unordered_map<const elf::Object*, std::uint32_t> by_object_;
  std::vector<ObjectSymbols> objects_;
  std::size_t built_ = 0;  // of objects_: their references are read
  NamePool names_;
  std::vector<Definition> definitions_;       // sorted by name, then as the objects were added
  std::vector<std::uint32_t> first_of_name_;  // into definitions_, by name; one more at the end
  std::vector<Damage> damages_;
};

}  // namespace halfsecond::bind
