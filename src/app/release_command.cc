#include <algorithm>
#include <string>

#include "analysis/survey/crew.h"
#include "app/commands.h"
#include "app/given_release.h"
#include "app/output.h"
#include "app/session.h"
#include "render/json_release.h"
#include "render/text_release.h"

namespace halfsecond::app {
namespace {

ExitCode Answer(const Arguments& arguments, const ReleaseFacts& facts) {
  const std::string text = arguments.Has("json") ? render::ReleaseJson(facts)
                           : arguments.Has("sarif")
                               ? SarifAnswer(facts.findings)
                               : Continued(arguments, render::ReleaseText(facts, ColoursOfStdout()));
  if (!PrintAnswer(text)) return ExitCode::kCannotAnswer;
  const bool found = std::any_of(facts.findings.begin(), facts.findings.end(), [](const Finding& finding) {
    return finding.answer == Answer::kYes && finding.severity != Severity::kNote;
  });
  return found ? ExitCode::kFound : ExitCode::kAnswered;
}

}  // namespace

ExitCode RunReleaseCheck(const Arguments& arguments) {
  if (arguments.operands().size() < 2) {
    PrintError("release-check needs an archive and a repository", "halfsecond release-check xz-5.4.1.tar.xz ~/src/xz");
    return ExitCode::kUsage;
  }
  const auto& operands = arguments.operands();
  GivenRelease release;
  if (!release.Open({operands[0], operands[1], {operands.begin() + 2, operands.end()}}, arguments))
    return release.code();
  survey::Crew crew;
  const auto start_crew = [&crew] { crew.Start(2); };
  if (!ConfineAsReader(arguments, start_crew, sandbox::Duty::kHostsPlugins)) return ExitCode::kCannotAnswer;
  auto facts = release.Check(arguments, crew);
  if (!facts) return release.code();
  facts->operands = operands;
  return Answer(arguments, *facts);
}

}  // namespace halfsecond::app
