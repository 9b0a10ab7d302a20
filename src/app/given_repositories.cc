#include "app/given_repositories.h"

#include "analysis/custody/custody_facts.h"

namespace halfsecond::app {

std::optional<std::int64_t> Instant(const Arguments& arguments, std::string_view option, std::int64_t otherwise) {
  const auto text = arguments.Value(option);
  if (!text) return otherwise;
  const auto seconds = ParseDate(*text);
  if (!seconds) PrintError("--" + std::string(option) + " takes a date: " + *text, "for example 2023-05-31");
  return seconds;
}

ExitCode ExplainRefusal(const custody::Opened::Refusal& refusal) {
  const bool is_absent = refusal.error.kind == Error::Kind::kNotFound;
  PrintError(refusal.path + ": " + refusal.error.what,
             is_absent ? "name a clone: git clone URL DIR" : "name a directory with a git repository that has commits");
  return is_absent ? ExitCode::kUsage : ExitCode::kCannotAnswer;
}

void GivenRepositories::Open(const std::vector<std::string>& paths, sandbox::Walls walls) {
  if (paths.empty()) return;
  opened_ = custody::Opened::Look(paths, walls);
  for (const custody::Opened::Refusal& refusal : opened_->refused()) code_ = Worse(code_, ExplainRefusal(refusal));
  if (opened_->size() == 0) return;
  if (const auto started = opened_->Start(walls); !started.ok()) {
    PrintError(started.error().what, "repositories are read with git (Debian package git)");
    code_ = Worse(code_, ExitCode::kCannotAnswer);
    opened_.reset();
  }
}

custody::Repository GivenRepositories::ReadLog(std::size_t i) {
  custody::Recall nothing;
  return opened_->Read(i, nothing);
}

CustodyFacts GivenRepositories::ReadAll(std::int64_t as_of, const std::string& project) {
  std::vector<custody::Repository> repositories;
  for (std::size_t i = 0; i < opened_->size(); ++i) repositories.push_back(ReadLog(i));
  return custody::FactsOf(repositories, &*opened_, {as_of, project});
}

}  // namespace halfsecond::app
