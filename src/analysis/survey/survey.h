// The survey of a system: every file, then every program's closure, then the rules, summed up.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analysis/load/closure.h"
#include "analysis/survey/crew.h"
#include "analysis/survey/file_pass.h"
#include "analysis/survey/use_book.h"
#include "facts/finding.h"
#include "facts/load.h"
#include "facts/replaceable.h"
#include "facts/survey.h"
#include "inputs/root.h"

namespace halfsecond::survey {

struct Question {
  SurveyDepth depth = SurveyDepth::kBind;
  load::LoaderEnvironment environment;
  int cpu_level = 0;
  std::function<std::vector<Finding>(const LoadFacts&)> ask;  // the rules; called by several threads at once
  std::function<std::vector<Finding>(const ReplaceableFacts&)> ask_bind;  // from kBind on; likewise
  std::function<void(const LoadFacts&)> heed;  // or empty: hears of every program; called by several threads at once
  Progress progress;
  const StoredFolders* stored = nullptr;  // what earlier surveys wrote down; null: no store
};

struct Answer {
  SurveyFacts facts;
  std::vector<ChangedFolder> changed;  // for the store
  std::vector<FolderKey> folders;      // every whole folder met
  UseBook uses;                        // of every program bound, for the store
  std::size_t remembered = 0;          // files that were not opened, as the store knew them
};

// The answer for the files of `scope`. The same whatever the number of workers.
Answer Survey(const Root& root, const Scope& scope, const Question& question, Crew& crew);

}  // namespace halfsecond::survey
