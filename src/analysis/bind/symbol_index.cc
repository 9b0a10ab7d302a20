#include "analysis/bind/symbol_index.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include "readers/elf/image.h"

namespace halfsecond::bind {

struct SymbolIndex::Desk {
  // The definitions of one object: a run of `definitions`.
  struct Run {
    std::uint32_t object;
    std::size_t begin;
    std::size_t end;
  };

  NamePool names;
  std::vector<std::uint32_t> read;     // objects whose references were read here
  std::deque<Definition> definitions;  // grows without a copy
  std::vector<Run> runs;
  std::vector<std::pair<std::uint32_t, Error>> damages;  // by object
  std::unique_ptr<ReadBuffers> buffers = std::make_unique<ReadBuffers>();
};

namespace {

// Runs `use` on the file at `path`.
template <class Use>
Result<void> WithImage(const Root& root, const std::string& path, ReadBuffers& buffers, Use use) {
  HS_TRY(source, root.OpenFile(path));
  source->Borrow(buffers);
  HS_TRY(image, elf::Image::Read(*source));
  HS_TRY(dynamic, elf::ReadDynamic(image));
  if (!dynamic) return {};
  return use(image, *dynamic);
}

void Share(const Workforce& workforce, std::size_t count, const Workforce::Work& work) {
  if (workforce.run) {
    workforce.run(count, work);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) work(0, i);
}

}  // namespace

std::uint32_t SymbolIndex::Add(const std::string& path) {
  if (const auto known = by_path_.find(path); known != by_path_.end()) return known->second;
  const elf::Object* same = store_.Get(path).object.get();
  if (same != nullptr) {
    if (const auto known = by_object_.find(same); known != by_object_.end()) {
      by_path_.emplace(path, known->second);
      return known->second;
    }
  }
  const auto number = static_cast<std::uint32_t>(objects_.size());
  objects_.emplace_back();
  objects_.back().path = path;
  by_path_.emplace(path, number);
  if (same != nullptr) by_object_.emplace(same, number);
  return number;
}

void SymbolIndex::ReadReferences(std::uint32_t number, Desk& desk) {
  ObjectSymbols& object = objects_[number];
  const auto read = [&](const elf::Image& image, const elf::Dynamic& dynamic) -> Result<void> {
    object.is_symbolic = dynamic.is_symbolic;
    HS_TRY(references, elf::ReadReferences(image, dynamic));
    object.references.reserve(references.size());
    for (const elf::SymbolReference& from : references) {
      object.references.push_back({desk.names.Intern(from.name), desk.names.Intern(from.version), from.lookups,
                                   from.is_hidden_version, from.is_defined_here, from.is_protected});
    }
    return {};
  };
  desk.read.push_back(number);
  const auto result = WithImage(store_.root(), object.path, *desk.buffers, read);
  if (!result.ok()) desk.damages.emplace_back(number, result.error());
}

// References were numbered by each worker's own pool: now they are by the common one. A pool of names is as large as
// all else together, so each goes once it was taken over; the first is taken whole.
void SymbolIndex::MergeNames(std::vector<Desk>& desks) {
  for (Desk& desk : desks) {
    NamePool pool = std::exchange(desk.names, {});
    if (names_.size() == 0) {
      names_ = std::move(pool);
      continue;
    }
    const std::vector<std::uint32_t> here = names_.Absorb(pool);
    for (const std::uint32_t number : desk.read) {
      for (Reference& reference : objects_[number].references) {
        reference.name = here[reference.name];
        if (reference.version != kNone) reference.version = here[reference.version];
      }
    }
  }
}

// Definitions are read once all references are known: of two million only those that somebody asks for are kept.
void SymbolIndex::ReadDefinitions(std::uint32_t number, Desk& desk) const {
  const std::size_t begin = desk.definitions.size();
  const auto read = [&](const elf::Image& image, const elf::Dynamic& dynamic) {
    return elf::VisitDefinitions(image, dynamic, [&](const elf::SymbolDefinition& from) {
      const std::uint32_t name = names_.Known(from.name, kNone);
      if (name == kNone) return;
      // A version that nobody asks for still is one: kOtherVersion differs from every asked one and from none.
      const std::uint32_t version = from.version.empty() ? kNone : names_.Known(from.version, kOtherVersion);
      desk.definitions.push_back({name, number, version, from.is_hidden, from.is_base, from.has_version_table,
                                  from.is_procedure_stub, from.is_unique});
    });
  };
  const auto result = WithImage(store_.root(), objects_[number].path, *desk.buffers, read);
  if (!result.ok()) desk.damages.emplace_back(number, result.error());
  desk.runs.push_back({number, begin, desk.definitions.size()});
}

// Sorts by counting, in the order of the objects, whoever read them.
void SymbolIndex::IndexDefinitions(const std::vector<Desk>& desks) {
  struct Place {
    const Desk* desk = nullptr;
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  std::vector<Place> places(objects_.size());
  first_of_name_.assign(names_.size() + 1, 0);
  std::size_t count = 0;
  for (const Desk& desk : desks) {
    for (const Desk::Run& run : desk.runs) places[run.object] = {&desk, run.begin, run.end};
    for (const Definition& definition : desk.definitions) ++first_of_name_[definition.name + 1];
    count += desk.definitions.size();
  }
  for (std::size_t i = 1; i < first_of_name_.size(); ++i) first_of_name_[i] += first_of_name_[i - 1];
  definitions_.resize(count);
  std::vector<std::uint32_t> next(first_of_name_.begin(), first_of_name_.end() - 1);
  for (const Place& place : places) {
    for (std::size_t i = place.begin; i < place.end; ++i) {
      const Definition& definition = place.desk->definitions[i];
      definitions_[next[definition.name]++] = definition;
    }
  }
}

void SymbolIndex::MergeDamages(std::vector<Desk>& desks) {
  std::vector<std::pair<std::uint32_t, Error>> all;
  for (Desk& desk : desks) std::move(desk.damages.begin(), desk.damages.end(), std::back_inserter(all));
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [number, error] : all) {
    if (!std::exchange(objects_[number].is_whole, false)) continue;  // told once
    damages_.push_back({objects_[number].path, error.what, error.at_byte});
  }
}

void SymbolIndex::Build(const Workforce& workforce) {
  if (built_ == objects_.size()) return;
  std::vector<Desk> desks(workforce.workers);
  Share(workforce, objects_.size() - built_, [&](std::size_t worker, std::size_t i) {
    ReadReferences(static_cast<std::uint32_t>(built_ + i), desks[worker]);
  });
  MergeNames(desks);
  Share(workforce, objects_.size(),
        [&](std::size_t worker, std::size_t i) { ReadDefinitions(static_cast<std::uint32_t>(i), desks[worker]); });
  IndexDefinitions(desks);
  MergeDamages(desks);
  built_ = objects_.size();
}

std::string SymbolIndex::Name(std::uint32_t object, std::uint32_t reference) const {
  const Reference& what = objects_[object].references[reference];
  std::string name(names_[what.name]);
  if (what.version != kNone) name.append("@").append(names_[what.version]);
  return name;
}

std::string_view SymbolIndex::BareName(std::uint32_t object, std::uint32_t reference) const {
  return names_[objects_[object].references[reference].name];
}

}  // namespace halfsecond::bind
