// What a command about the projects of a system opens before the process is confined, and how it then hears of every
// program there.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "analysis/survey/crew.h"
#include "analysis/survey/survey.h"
#include "analysis/upkeep/changelogs.h"
#include "app/given_repositories.h"
#include "app/session.h"
#include "app/survey_store.h"
#include "sandbox/plugin.h"

namespace halfsecond::app {

class SystemMeans {
 public:
  // What a Session is to do for these means at its one moment; `open` calls the two below, as it needs them.
  Preparation PreparationTo(std::function<void(const Root&)> open);

  // Unless --no-store. REQUIRES: not confined yet, one thread; so does StartCodec.
  void OpenStore(const Arguments& arguments, const Root& root);

  // Without it, compressed changelogs are not read.
  void StartCodec(const Arguments& arguments, sandbox::Plugin::Use use);

  // Surveys the whole system: `heed` hears of every program, from several threads at once. REQUIRES: confined, unless
  // --no-sandbox.
  survey::Answer HearOfPrograms(const Session& session, SurveyDepth depth, std::function<void(const LoadFacts&)> heed);

  // This must outlive what comes back; `root` too.
  upkeep::Changelogs ChangelogsOf(const Root& root) { return {root, codec_ ? &*codec_ : nullptr, no_codec_}; }

  // Was anything taken from a store?
  bool is_from_store() const { return store_.folders() != nullptr && !store_.folders()->pages().empty(); }

  survey::Crew& crew() { return crew_; }

  GivenRepositories& repositories() { return repositories_; }
  const GivenRepositories& repositories() const { return repositories_; }

 private:
  survey::Crew crew_;
  SurveyStore store_;
  GivenRepositories repositories_;
  std::optional<sandbox::Plugin> codec_;
  std::string no_codec_;  // why there is none
};

}  // namespace halfsecond::app
