#include "analysis/survey/program_pass.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "analysis/bind/price.h"
#include "analysis/load/load_facts.h"
#include "analysis/load/privilege.h"
#include "analysis/load/search_risk.h"
#include "analysis/system/unit_store.h"

namespace halfsecond::survey {
namespace {

constexpr std::size_t kProgramsAtOnce = 4;

// A program between its closure and its bindings.
struct Mapped {
  LoadFacts load;
  ClosureFiles files;
  std::optional<bind::ProgramUse> use;
};

ClosureFiles FilesOf(const load::Closure& closure) {
  ClosureFiles files;
  for (const std::size_t node : closure.lookup_order) files.push_back(closure.nodes[node].file->status);
  return files;
}

// Thousands of programs are kept until all are known: without what only the rules about loading ask for.
// `= {}` would keep the room of what is gone.
void KeepWhatBindingNeeds(LoadFacts& facts) {
  std::vector<StartEntry>().swap(facts.start);
  std::vector<TimelineStep>().swap(facts.timeline);
  std::vector<MissingLibrary>().swap(facts.missing);
  std::vector<SearchDirectory>().swap(facts.risky_directories);
  for (std::size_t i = 1; i < facts.objects.size(); ++i) {
    std::vector<std::uint64_t>().swap(facts.objects[i].needs_at_bytes);
    std::string().swap(facts.objects[i].found_in);
  }
}

// One worker: a view of the system of its own, over the objects that all share.
class Resolver {
 public:
  // What all workers share.
  struct Shared {
    const load::ObjectShelf& shelf;
    load::CommonShelf& common;
    const system::UnitStore& units;
  };

  Resolver(const Root& root, const Shared& shared, const Question& question)
      : root_(root),
        store_(root, LooksAtStart(question.depth) ? elf::Depth::kFacts : elf::Depth::kNeeded, shared.shelf,
               shared.common),
        world_(store_, question.environment, question.cpu_level),
        units_(shared.units),
        question_(question),
        detail_(LooksAtStart(question.depth) ? load::StartDetail::kThirdParty : load::StartDetail::kNothing) {}

  void Resolve(const SeenFile& file) {
    store_.Know(file.path, file.status, file.object);
    if (IsWholeLibrary(store_.Get(file.path))) {
      AddLibrary();
      return;
    }
    load::Closure closure = world_.Resolve(file.path, {});
    if (load::LinkageOf(closure) == Linkage::kLibrary) {
      AddLibrary(closure);
    } else {
      AddProgram(file, closure);
    }
    world_.TakeBack(std::move(closure));
  }

  // What `program` uses, by the index.
  bind::ProgramUse UseOf(const Mapped& program, const bind::SymbolIndex& index) {
    return bind::UseOf(*store_.Get(program.load.program).object, program.load, index);
  }

  // Asks the rules about the use of a program. REQUIRES: it has one.
  void Ask(const Mapped& program) {
    const ReplaceableFacts facts = bind::PriceEdges(world_, program.load, *program.use, bind::EdgeScope::kFewSymbols);
    tally_.AddFindings(facts.load, question_.ask_bind(facts));
  }

  load::ObjectStore& store() { return store_; }
  std::vector<Mapped>& programs() { return programs_; }
  Tally& tally() { return tally_; }

 private:
  void AddProgram(const SeenFile& file, const load::Closure& closure) {
    LoadFacts facts = load::FactsOf(closure, detail_);
    load::AddSearchRisks(closure, world_.directories(), facts);
    facts.privileges = load::PrivilegesOf(load::LookAt(root_, file.path, file.status), units_);
    if (question_.heed) question_.heed(facts);
    tally_.Add(facts, question_.ask(facts));
    if (question_.depth < SurveyDepth::kBind || facts.linkage != Linkage::kDynamic) return;
    KeepWhatBindingNeeds(facts);
    programs_.push_back({std::move(facts), FilesOf(closure), std::nullopt});
  }

  // A library alone has no process: what it runs is told of the programs that map it.
  void AddLibrary(const load::Closure& closure) {
    if (!closure.missing.empty()) {
      const LoadFacts facts = load::FactsOf(closure, detail_);
      tally_.Add(facts, question_.ask(facts));
      return;
    }
    AddLibrary();
  }

  void AddLibrary() {
    LoadFacts facts;
    facts.linkage = Linkage::kLibrary;
    tally_.Add(facts, {});
  }

  // Of which there is nothing to say.
  bool IsWholeLibrary(const load::StoredFile& file) {
    return file.object->interpreter.empty() && !file.object->needed.empty() && world_.IsSurelyWhole(file);
  }

  const Root& root_;
  load::ObjectStore store_;
  load::LoaderWorld world_;
  const system::UnitStore& units_;
  const Question& question_;
  load::StartDetail detail_;
  Tally tally_;
  std::vector<Mapped> programs_;  // for Bind
};

class ProgramPass {
 public:
  ProgramPass(const Means& means, const load::ObjectShelf& shelf, const Question& question)
      : means_(means), units_(means.root) {
    for (std::size_t i = 0; i < means.crew.workers(); ++i) {
      resolvers_.push_back(std::make_unique<Resolver>(means.root, Resolver::Shared{shelf, common_, units_}, question));
    }
  }

  void Resolve(const std::vector<const SeenFile*>& files) {
    Each("programs", files.size(), [&](std::size_t worker, std::size_t i) { resolvers_[worker]->Resolve(*files[i]); });
  }

  UseBook Bind(const StoredFolders* stored) {
    std::vector<Mapped> programs;
    for (const auto& resolver : resolvers_) {
      std::move(resolver->programs().begin(), resolver->programs().end(), std::back_inserter(programs));
      resolver->programs().clear();
    }
    bind::SymbolIndex index(resolvers_[0]->store());
    const UseBook known = stored == nullptr ? UseBook() : stored->Uses();
    for (Mapped& program : programs) {
      program.use = known.Find(program.load, program.files);
      if (!program.use) bind::AddObjects(program.load, index);
    }
    index.Build({means_.crew.workers(),
                 [&](std::size_t count, const bind::Workforce::Work& work) { Each("symbol tables", count, work); }});
    Each("bindings", programs.size(), [&](std::size_t worker, std::size_t i) {
      if (!programs[i].use) programs[i].use = resolvers_[worker]->UseOf(programs[i], index);
      resolvers_[worker]->Ask(programs[i]);
    });
    for (const Damage& damage : index.damages()) resolvers_[0]->tally().AddDamage(damage);
    UseBook uses;
    for (const Mapped& program : programs) {
      if (stored != nullptr && IsAtRest(program)) uses.Put(program.load, program.files, *program.use);
    }
    return uses;
  }

  void AddTo(Tally& tally) {
    for (const auto& resolver : resolvers_) tally.Merge(std::move(resolver->tally()));
  }

 private:
  // May its use be remembered: is it all of it, and will its files tell when they change?
  bool IsAtRest(const Mapped& program) const {
    return program.use->is_whole &&
           std::all_of(program.files.begin(), program.files.end(),
                       [&](const FileStatus& file) { return file.changed_ns < means_.at_rest_before_ns; });
  }

  void Each(std::string_view what, std::size_t count, const bind::Workforce::Work& work) {
    std::atomic<std::size_t> done{0};
    means_.crew.Run(count, kProgramsAtOnce, [&](std::size_t worker, std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) work(worker, i);
      const std::size_t so_far = done.fetch_add(end - begin, std::memory_order_relaxed) + (end - begin);
      if (worker == 0) means_.progress(what, so_far, count);
    });
  }

  const Means& means_;
  const system::UnitStore units_;
  load::CommonShelf common_;
  std::vector<std::unique_ptr<Resolver>> resolvers_;
};

}  // namespace

UseBook AddPrograms(const Means& means, const SeenFiles& seen, const load::ObjectShelf& shelf, const Question& question,
                    Tally& tally) {
  std::vector<const SeenFile*> wanted;
  for (const SeenFile& file : seen.files) {
    if (!file.is_again && file.object != nullptr && IsLoadable(*file.object)) wanted.push_back(&file);
  }
  ProgramPass pass(means, shelf, question);
  pass.Resolve(wanted);
  UseBook uses;
  if (question.depth >= SurveyDepth::kBind) uses = pass.Bind(question.stored);
  pass.AddTo(tally);
  return uses;
}

}  // namespace halfsecond::survey
