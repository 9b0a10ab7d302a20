// LoaderWorld::IsSurelyWhole: a library alone, without its closure.
//
// Where no object on the way has a search path of its own and the environment has none, what the loader finds for
// a name depends on nothing but the name. Then a library is whole if every name in it was found for another object
// before, and what was found is whole. A name that matches an object in the closure already is found as well: nothing
// that is true here is missing there.

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "analysis/load/closure.h"
#include "analysis/load/default_loader.h"
#include "base/limits.h"
#include "readers/elf/constants.h"

namespace halfsecond::load {
namespace {

// Does it let others search for what it needs in the plain way?
bool IsPlain(const elf::Object& object) {
  return !object.rpath && !object.runpath && !object.audit && !object.dep_audit &&
         (object.flags_1 & elf::kFlag1NoDefaultLibraries) == 0;
}

bool IsPlain(const elf::ObjectNeed& need) {
  return need.kind == elf::Needed::Kind::kNeeded && need.name.find_first_of("/$") == std::string::npos;
}

// What a library leads to.
struct Leads {
  std::vector<const elf::Object*> open;  // whose own needs are still to be looked at
  std::unordered_set<const elf::Object*> met;
};

// Adds what `object` needs, as `results` of earlier searches have it. False where these do not tell.
template <class Results>
bool AddNeeds(const elf::Object& object, const elf::Object& loader, const Results& results, Leads& leads) {
  if (!IsPlain(object) || leads.met.size() > limits::kMaxObjects) return false;
  for (const elf::ObjectNeed& need : object.needed) {
    if (!IsPlain(need)) return false;
    if (loader.soname == need.name) continue;
    const auto found = results.find(need.name);
    if (found == results.end()) return false;
    const elf::Object* next = found->second.file->object.get();
    if (leads.met.insert(next).second) leads.open.push_back(next);
  }
  return true;
}

}  // namespace

bool LoaderWorld::IsSurelyWhole(const StoredFile& file) {
  if (environment_.library_path || environment_.preload || environment_.audit || !PreloadFile().empty()) return false;
  const elf::Object& library = *file.object;
  const std::string interpreter(DefaultLoaderOf(library));
  const elf::Object* loader = store_.Get(interpreter).object.get();
  if (loader == nullptr || Profile(interpreter, library).kind != LoaderProfile::Kind::kGlibc) return false;
  const DefaultResults& results = default_results_[interpreter];
  Leads leads{{&library}, {&library}};
  while (!leads.open.empty()) {
    const elf::Object& object = *leads.open.back();
    leads.open.pop_back();
    if (!whole_.contains(&object) && !AddNeeds(object, *loader, results, leads)) return false;
  }
  whole_.insert(leads.met.begin(), leads.met.end());
  return true;
}

}  // namespace halfsecond::load
