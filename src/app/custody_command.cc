#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "analysis/custody/custody_facts.h"
#include "analysis/custody/repository.h"
#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "render/text_custody.h"

namespace halfsecond::app {
namespace {

// The instant that an option names, `otherwise` when it was not given; nothing, with the reason on stderr, for no date.
std::optional<std::int64_t> Instant(const Arguments& arguments, std::string_view option, std::int64_t otherwise) {
  const auto text = arguments.Value(option);
  if (!text) return otherwise;
  const auto seconds = ParseDate(*text);
  if (!seconds) PrintError("--" + std::string(option) + " takes a date: " + *text, "for example 2023-05-31");
  return seconds;
}

// Says why a repository was not opened. Returns how the run ends.
ExitCode Explain(const custody::Opened::Refusal& refusal) {
  const bool is_absent = refusal.error.kind == Error::Kind::kNotFound;
  PrintError(refusal.path + ": " + refusal.error.what,
             is_absent ? "name a clone: git clone URL DIR" : "name a directory with a git repository that has commits");
  return is_absent ? ExitCode::kUsage : ExitCode::kCannotAnswer;
}

}  // namespace

ExitCode RunCustody(const Arguments& arguments) {
  if (arguments.operands().empty()) {
    PrintError("custody needs a repository", "halfsecond custody ./project");
    return ExitCode::kUsage;
  }
  const auto as_of = Instant(arguments, "as-of", static_cast<std::int64_t>(std::time(nullptr)));
  const auto since = Instant(arguments, "since", 0);
  if (!as_of || !since) return ExitCode::kUsage;
  const auto walls = arguments.Has("no-sandbox") ? sandbox::Walls::kNone : sandbox::Walls::kUp;
  auto opened = custody::Opened::Open(arguments.operands(), walls);
  if (!opened.ok()) {
    PrintError(opened.error().what, "custody reads repositories with git (Debian package git)");
    return ExitCode::kCannotAnswer;
  }
  ExitCode code = ExitCode::kAnswered;
  for (const custody::Opened::Refusal& refusal : opened->refused()) code = Worse(code, Explain(refusal));
  if (opened->size() == 0) return code;
  if (!ConfineAsReader(arguments)) return ExitCode::kCannotAnswer;
  std::vector<custody::Repository> repositories;
  for (std::size_t i = 0; i < opened->size(); ++i) repositories.push_back(opened->Read(i));
  const CustodyFacts facts = custody::FactsOf(repositories, &*opened, {*as_of, *since});
  for (const Damage& damage : facts.damages) {
    PrintError(damage.source + ": " + damage.what, "git fsck in it shows more");
    code = ExitCode::kCannotAnswer;
  }
  render::CustodyStyle style;
  style.colours = ColoursOfStdout();
  if (!PrintAnswer(render::CustodyText(facts, {}, style))) return ExitCode::kCannotAnswer;
  return code;
}

}  // namespace halfsecond::app
