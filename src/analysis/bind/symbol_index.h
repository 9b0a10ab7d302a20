// SymbolIndex: which definition each reference of each object binds to, for any number of closures over one set of
// objects. The loader looks a name up object by object; here each imported name knows its definers, and the one that
// stands first in a closure's order wins. The answer is the same (elf/dl-lookup.c), the work is shared.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/load/object_store.h"
#include "base/result.h"
#include "facts/damage.h"
#include "readers/elf/symbol_tables.h"

namespace halfsecond::bind {

// One reference bound in one closure.
struct Binding {
  std::uint32_t from = 0;  // positions in Scope::objects
  std::uint32_t to = 0;
  std::uint32_t reference = 0;  // number of the reference among those of `from`
};

// The objects of one process, by their numbers from SymbolIndex::Add.
struct Scope {
  std::vector<std::uint32_t> objects;     // in the order in which symbols are looked up
  std::vector<std::uint32_t> relocation;  // positions in `objects`, in the order of relocation
  std::uint32_t program = 0;              // its position in `objects`
};

class SymbolIndex {
 public:
  // `store` must outlive the index; it says where the files are.
  explicit SymbolIndex(load::ObjectStore& store) : store_(store) {}

  // The number of the object at `path`, which is read now if it is new. Errors: what keeps its symbols from being read;
  // the object then has a number with no symbols.
  std::uint32_t Add(const std::string& path);

  // Everything that is bound when the objects of `scope` run together, sorted by `from`. Symbols that nothing defines
  // are left out. REQUIRES: all objects were added.
  void Bind(const Scope& scope, std::vector<Binding>& out);

  // "sd_notify@LIBSYSTEMD_209", "sd_notify" without a version.
  std::string Name(std::uint32_t object, std::uint32_t reference) const;
  std::string_view BareName(std::uint32_t object, std::uint32_t reference) const;
  bool IsDefinedByItself(std::uint32_t object, std::uint32_t reference) const;

  const std::vector<Damage>& damages() const { return damages_; }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  static constexpr std::uint32_t kOtherVersion = 0xfffffffe;

  // A name with its hash: computed once, asked often.
  struct HashedName {
    std::string_view text;
    std::size_t hash;
    explicit HashedName(std::string_view name) : text(name), hash(std::hash<std::string_view>{}(name)) {}
    bool operator==(const HashedName& other) const { return hash == other.hash && text == other.text; }
  };
  struct StoredHash {
    std::size_t operator()(const HashedName& name) const { return name.hash; }
  };

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
    bool is_hidden = false;
    bool is_base = false;
    bool has_version_table = false;
    bool is_procedure_stub = false;
    bool is_unique = false;
  };
  // Where a look-up ends: a position in the scope, kNone when nowhere.
  struct Target {
    std::uint32_t position = kNone;
    bool is_unique = false;
  };
  struct ObjectSymbols {
    std::string path;
    bool is_symbolic = false;  // DT_SYMBOLIC: it looks into itself first
    std::vector<Reference> references;
  };

  template <class Use>
  void WithImage(std::uint32_t number, Use use);
  void ReadReferences(std::uint32_t number);
  std::uint32_t Intern(std::string_view text);
  // The number of a name that is in the index already, else `absent`.
  std::uint32_t Known(std::string_view text, std::uint32_t absent) const;
  void IndexDefinitions();
  Target Lookup(const Reference& reference, std::uint32_t from, std::uint8_t lookup) const;
  std::uint32_t Resolve(const Reference& reference, std::uint32_t from, std::uint8_t lookup);
  static bool Accepts(const Reference& reference, const Definition& definition, std::size_t& defaults);

  load::ObjectStore& store_;
  std::unordered_map<std::string, std::uint32_t> by_path_;
  std::unordered_map<const elf::Object*, std::uint32_t> by_object_;
  std::vector<ObjectSymbols> objects_;
  std::unordered_map<HashedName, std::uint32_t, StoredHash> ids_;
  std::vector<std::uint64_t> asked_for_;  // a bit for each hash of a name in ids_: most definitions are nobody's wish
  std::vector<std::string_view> names_;
  std::vector<std::unique_ptr<char[]>> text_;  // what names_ views: chunks that never move
  std::size_t text_left_ = 0;
  char* text_next_ = nullptr;
  std::vector<Definition> definitions_;       // sorted by name, then as the objects were added
  std::vector<std::uint32_t> first_of_name_;  // into definitions_, by name; one more at the end
  bool is_indexed_ = false;
  // Of the scope being bound.
  std::vector<std::uint32_t> position_;                       // of each object in it; kNone outside
  std::uint32_t program_ = 0;                                 // a position
  std::unordered_map<std::uint32_t, std::uint32_t> uniques_;  // names of unique symbols bound so far: positions
  std::vector<Damage> damages_;
};

}  // namespace halfsecond::bind
