#include "analysis/survey/survey.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include "analysis/load/load_facts.h"
#include "analysis/load/privilege.h"
#include "analysis/load/search_risk.h"
#include "analysis/survey/tally.h"
#include "analysis/system/unit_store.h"
#include "readers/elf/constants.h"

namespace halfsecond::survey {
namespace {

constexpr std::size_t kProgramsAtOnce = 4;

bool IsLoadable(const elf::Object& object) {
  return object.type == elf::kTypeExec || object.type == elf::kTypeDyn;
}

// One worker of the second pass: a view of the system of its own, over the objects that all share.
class Resolver {
 public:
  Resolver(const Root& root, const load::ObjectShelf& shelf, const system::UnitStore& units, const Question& question)
      : root_(root),
        store_(root, elf::Depth::kFacts, shelf),
        world_(store_, question.environment, question.cpu_level),
        units_(units),
        question_(question) {}

  void Resolve(const SeenFile& file) {
    if (store_.Get(file.path).state != load::StoredFile::State::kObject) return;  // gone since it was read
    const load::Closure closure = world_.Resolve(file.path, {});
    LoadFacts facts = load::FactsOf(closure);
    if (facts.linkage == Linkage::kLibrary) {
      // A library alone has no process: what it runs is told of the programs that map it.
      std::vector<Finding> findings;
      if (!facts.missing.empty()) findings = question_.ask(facts);
      tally_.Add(facts, findings);
      return;
    }
    load::AddSearchRisks(closure, root_, facts);
    if (const auto program = load::LookAt(root_, file.path); program.ok()) {
      facts.privileges = load::PrivilegesOf(*program, units_);
    }
    tally_.Add(facts, question_.ask(facts));
  }

  Tally& tally() { return tally_; }

 private:
  const Root& root_;
  load::ObjectStore store_;
  load::LoaderWorld world_;
  const system::UnitStore& units_;
  const Question& question_;
  Tally tally_;
};

void AddFilesAlone(const SeenFiles& seen, SurveyDepth depth, Tally& tally) {
  std::size_t elf_files = 0;
  for (const SeenFile& file : seen.files) {
    if (file.is_again) continue;
    if (file.object == nullptr) {
      tally.AddDamage({file.path, file.error.what, file.error.at_byte});
      continue;
    }
    ++elf_files;
    if (depth >= SurveyDepth::kFacts) tally.AddStartCode(*file.object);
    if (depth < SurveyDepth::kClosure || !IsLoadable(*file.object)) tally.AddObject(*file.object);
  }
  tally.AddFiles(seen.looked_at, elf_files);
}

void AddClosures(const Root& root, const SeenFiles& seen, const load::ObjectShelf& shelf, const Question& question,
                 Crew& crew, Tally& tally) {
  std::vector<const SeenFile*> wanted;
  for (const SeenFile& file : seen.files) {
    if (!file.is_again && file.object != nullptr && IsLoadable(*file.object)) wanted.push_back(&file);
  }
  const system::UnitStore units(root);
  std::vector<std::unique_ptr<Resolver>> resolvers;
  for (std::size_t i = 0; i < crew.workers(); ++i) {
    resolvers.push_back(std::make_unique<Resolver>(root, shelf, units, question));
  }
  std::atomic<std::size_t> done{0};
  crew.Run(wanted.size(), kProgramsAtOnce, [&](std::size_t worker, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) resolvers[worker]->Resolve(*wanted[i]);
    const std::size_t so_far = done.fetch_add(end - begin, std::memory_order_relaxed) + (end - begin);
    if (worker == 0) question.progress("programs", so_far, wanted.size());
  });
  for (const auto& resolver : resolvers) tally.Merge(std::move(resolver->tally()));
}

}  // namespace

Answer Survey(const Root& root, const FileList& list, const Question& question, Crew& crew) {
  const elf::Depth depth = question.depth == SurveyDepth::kNeeded ? elf::Depth::kNeeded : elf::Depth::kFacts;
  SeenFiles seen = ReadFiles(root, list, depth, question.stored, crew, question.progress);
  load::ObjectShelf shelf;
  for (SeenFile& file : seen.files) {
    if (file.object != nullptr) file.is_again = !shelf.Add(file.status, file.object);
  }
  Tally tally;
  for (const WalkGap& gap : list.gaps) tally.AddDamage({gap.path, gap.error.what, gap.error.at_byte});
  AddFilesAlone(seen, question.depth, tally);
  if (question.depth >= SurveyDepth::kClosure) AddClosures(root, seen, shelf, question, crew, tally);
  Answer answer{std::move(tally).Take(), std::move(seen.changed), std::move(seen.folders), seen.remembered};
  answer.facts.depth = question.depth;
  return answer;
}

}  // namespace halfsecond::survey
