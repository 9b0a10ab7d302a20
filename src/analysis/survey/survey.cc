#include "analysis/survey/survey.h"

#include <utility>

#include "analysis/survey/program_pass.h"
#include "analysis/survey/tally.h"

namespace halfsecond::survey {
namespace {

void AddFilesAlone(const SeenFiles& seen, SurveyDepth depth, Tally& tally) {
  std::size_t elf_files = 0;
  for (const SeenFile& file : seen.files) {
    if (file.is_again) continue;
    if (file.object == nullptr) {
      tally.AddDamage({file.path, file.error.what, file.error.at_byte});
      continue;
    }
    ++elf_files;
    if (LooksAtStart(depth)) tally.AddStartCode(*file.object);
    if (depth < SurveyDepth::kClosure || !IsLoadable(*file.object)) tally.AddObject(*file.object);
  }
  tally.AddFiles(seen.looked_at, elf_files);
}

}  // namespace

Answer Survey(const Root& root, const Scope& scope, const Question& question, Crew& crew) {
  const elf::Depth depth = LooksAtStart(question.depth) ? elf::Depth::kFacts : elf::Depth::kNeeded;
  const Means means{root, crew, question.progress, AtRestBefore()};
  SeenFiles seen = ReadFiles(means, scope, depth, question.stored);
  load::ObjectShelf shelf;
  for (SeenFile& file : seen.files) {
    if (file.object != nullptr) file.is_again = !shelf.Add(file.status, file.object);
  }
  Tally tally;
  for (const WalkGap& gap : seen.gaps) tally.AddDamage({gap.path, gap.error.what, gap.error.at_byte});
  AddFilesAlone(seen, question.depth, tally);
  UseBook uses;
  if (question.depth >= SurveyDepth::kClosure) uses = AddPrograms(means, seen, shelf, question, tally);
  Answer answer{std::move(tally).Take(), std::move(seen.changed), std::move(seen.folders), std::move(uses),
                seen.remembered};
  answer.facts.depth = question.depth;
  return answer;
}

}  // namespace halfsecond::survey
