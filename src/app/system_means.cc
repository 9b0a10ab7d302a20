#include "app/system_means.h"

#include <utility>
#include <vector>

#include "app/progress.h"

namespace halfsecond::app {

Preparation SystemMeans::PreparationTo(std::function<void(const Root&)> open) {
  Preparation preparation;
  preparation.before_confinement = std::move(open);
  preparation.start_threads = [this] { crew_.Start(survey::SensibleWorkers()); };
  preparation.duty = sandbox::Duty::kHostsPlugins;
  return preparation;
}

void SystemMeans::OpenStore(const Arguments& arguments, const Root& root) {
  if (!arguments.Has("no-store")) store_.Open(arguments, root, SurveyStore::Use::kRead);
}

void SystemMeans::StartCodec(const Arguments& arguments, sandbox::Plugin::Use use) {
  auto codec = sandbox::Plugin::Start("codec", arguments.Value("plugins").value_or(""), use);
  if (codec.ok()) {
    codec_ = std::move(*codec);
  } else {
    no_codec_ = codec.error().what;
  }
}

survey::Answer SystemMeans::HearOfPrograms(const Session& session, SurveyDepth depth,
                                           std::function<void(const LoadFacts&)> heed) {
  ProgressLine line;
  survey::Question question;
  question.depth = depth;
  question.environment = session.environment();
  question.cpu_level = session.cpu_level();
  question.ask = [](const LoadFacts&) { return std::vector<Finding>(); };
  question.heed = std::move(heed);
  question.progress = [&](std::string_view what, std::size_t done, std::size_t of) { line.Show(what, done, of); };
  question.stored = store_.folders();
  return survey::Survey(session.root(), survey::WholeSystem(session.root()), question, crew_);
}

}  // namespace halfsecond::app
