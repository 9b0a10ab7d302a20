#include <algorithm>
#include <ctime>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/custody/custody_facts.h"
#include "analysis/system/package_store.h"
#include "analysis/upkeep/clones.h"
#include "analysis/upkeep/installed_projects.h"
#include "analysis/upkeep/program_weights.h"
#include "analysis/upkeep/repository_upkeep.h"
#include "analysis/upkeep/signs.h"
#include "app/commands.h"
#include "app/given_repositories.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/session.h"
#include "app/system_means.h"
#include "base/limits.h"
#include "render/csv_upkeep.h"
#include "render/json_upkeep.h"
#include "render/text_upkeep.h"
#include "sandbox/reader_child.h"

namespace halfsecond::app {
namespace {

// Everything that is opened before the process is confined.
struct UpkeepMeans {
  SystemMeans system;
  std::vector<upkeep::ClonedProject> clones;  // of --repos
  std::size_t clones_left_out = 0;
  ExitCode code = ExitCode::kAnswered;
};

bool IsAboutSystem(const Arguments& arguments) {
  return arguments.Has("system") || arguments.Has("repos");
}

// Which clones in `directory` are those of installed projects, as a confined child sees it.
std::string LookForClones(const Root& root, const std::string& directory) {
  const auto host = Root::Open("/");
  if (!host.ok()) return "";
  const auto clones = upkeep::FindClones(*host, directory);
  const auto installed = upkeep::ReadInstalledProjects(root);
  if (!clones.ok() || !installed.ok()) return "";
  return upkeep::Packed(upkeep::MatchClones(upkeep::HomesOf(root, *installed), *clones));
}

// Fills UpkeepMeans::clones from --repos, the first so many of them.
void FindClones(const Arguments& arguments, const Root& root, UpkeepMeans& means) {
  const auto directory = arguments.Value("repos");
  if (!directory) return;
  const auto told = sandbox::AskReader([&] { return LookForClones(root, *directory); }, WallsOf(arguments));
  auto clones = told.ok() ? upkeep::UnpackedClones(*told) : Result<std::vector<upkeep::ClonedProject>>(told.error());
  if (!clones.ok() || clones->empty()) {
    PrintError(*directory + ": " + (clones.ok() ? "no clone of any installed project" : clones.error().what),
               "--repos names a directory with a clone in each folder");
    means.code = ExitCode::kUsage;
    return;
  }
  means.clones = std::move(*clones);
}

// The repositories to read: those named, or the clones that were found.
std::vector<std::string> PathsToRead(const Arguments& arguments, UpkeepMeans& means) {
  std::vector<std::string> paths = arguments.operands();
  for (const upkeep::ClonedProject& clone : means.clones) {
    if (std::find(paths.begin(), paths.end(), clone.path) == paths.end()) paths.push_back(clone.path);
  }
  means.clones_left_out = paths.size() - std::min(paths.size(), limits::kMaxUpkeepRepositories);
  paths.resize(paths.size() - means.clones_left_out);
  return paths;
}

void OpenUpkeepMeans(const Arguments& arguments, const Root& root, UpkeepMeans& means) {
  const bool is_system = IsAboutSystem(arguments);
  if (is_system) means.system.OpenStore(arguments, root);
  FindClones(arguments, root, means);
  if (means.code != ExitCode::kAnswered) return;
  means.system.repositories().Open(PathsToRead(arguments, means), WallsOf(arguments));
  if (is_system) means.system.StartCodec(arguments, sandbox::Plugin::Use::kFreshWorker);
}

// The uploads of a project, by the first of its packages that ships a changelog of it.
void AddUploads(upkeep::Changelogs& changelogs, UpkeepProject& project) {
  for (const std::string& package : project.packages) {
    auto record = changelogs.Of(package, project.name, project.maintainer);
    if (record.ok()) {
      project.uploads = std::move(*record);
      project.uploads_unknown.clear();
      return;
    }
    project.uploads_unknown = record.error().what;
  }
}

// The projects of the system that anything rests on, or that nobody keeps up. On failure says why on stderr.
bool AddSystem(Session& session, UpkeepMeans& means, UpkeepFacts& facts) {
  auto installed = upkeep::ReadInstalledProjects(session.root());
  if (!installed.ok()) {
    PrintError("the package database: " + installed.error().what, "upkeep --system reads dpkg's (Debian)");
    return false;
  }
  upkeep::ProgramWeights weights;
  means.system.HearOfPrograms(session, SurveyDepth::kClosure, [&](const LoadFacts& program) { weights.Add(program); });
  system::PackageStore packages(session.root());
  if (const auto weighed = weights.Weigh(packages, *installed); !weighed.ok()) {
    facts.damages.push_back({"package database", weighed.error().what, weighed.error().at_byte});
  }
  facts.is_system = true;
  facts.programs = weights.programs();
  facts.damages.insert(facts.damages.end(), installed->damages.begin(), installed->damages.end());
  facts.damages.insert(facts.damages.end(), packages.damage().begin(), packages.damage().end());
  upkeep::Changelogs changelogs = means.system.ChangelogsOf(session.root());
  ProgressLine line;
  for (std::size_t i = 0; i < installed->projects.size(); ++i) {
    UpkeepProject& project = installed->projects[i];
    line.Show("projects", i, installed->projects.size());
    if (project.programs == 0 && !project.is_orphaned) continue;
    AddUploads(changelogs, project);
    facts.projects.push_back(std::move(project));
  }
  return true;
}

// What a repository says, for the projects that it is a clone of, or as a project of its own.
void AddRepository(const RepositoryUpkeep& repository, const std::vector<HelpPlace>& help, const std::string& name,
                   const UpkeepMeans& means, UpkeepFacts& facts) {
  const auto add = [&](UpkeepProject& project) {
    project.repository = repository;
    project.help.insert(project.help.end(), help.begin(), help.end());
  };
  bool is_known = false;
  for (const upkeep::ClonedProject& clone : means.clones) {
    if (clone.path != repository.path) continue;
    is_known = true;  // though nothing may rest on it
    for (UpkeepProject& project : facts.projects) {
      if (project.name == clone.source) add(project);
    }
  }
  if (is_known) return;
  UpkeepProject project;
  project.name = name;
  project.uploads_unknown = "a repository alone";
  add(project);
  facts.projects.push_back(std::move(project));
}

// False when one of them could not be read whole.
bool AddRepositories(UpkeepMeans& means, UpkeepFacts& facts) {
  bool is_whole = true;
  for (std::size_t i = 0; i < means.system.repositories().size(); ++i) {
    const custody::Repository repository = means.system.repositories().ReadLog(i);
    const RepositoryUpkeep upkeep = upkeep::UpkeepOf(repository, facts.as_of);
    auto help = upkeep.failure.empty() ? upkeep::HelpPlacesIn(means.system.repositories().objects(i), repository.path)
                                       : Result<std::vector<HelpPlace>>(Error{Error::Kind::kIo, upkeep.failure});
    is_whole = is_whole && help.ok();
    if (!help.ok()) facts.damages.push_back({repository.path, help.error().what, help.error().at_byte});
    AddRepository(upkeep, help.ok() ? *help : std::vector<HelpPlace>{},
                  custody::RepositoryName(repository.directory.directory), means, facts);
  }
  facts.clones_left_out = means.clones_left_out;
  return is_whole;
}

bool IsUsageRight(const Arguments& arguments) {
  const bool is_system = IsAboutSystem(arguments);
  if (is_system && !arguments.operands().empty()) {
    PrintError("upkeep is about the system or about repositories", "--repos DIR finds the projects' clones in DIR");
    return false;
  }
  if (!is_system && arguments.operands().empty()) {
    PrintError("upkeep needs --system or repositories", "halfsecond upkeep --system");
    return false;
  }
  return true;
}

}  // namespace

// Clones that --repos does not have are kUsage; what could not be read of what was given is told, and then
// kCannotAnswer.
ExitCode RunUpkeep(const Arguments& arguments) {
  const bool is_system = IsAboutSystem(arguments);
  if (!IsUsageRight(arguments)) return ExitCode::kUsage;
  UpkeepFacts facts;
  const auto as_of = Instant(arguments, "as-of", static_cast<std::int64_t>(std::time(nullptr)));
  if (!as_of) return ExitCode::kUsage;
  facts.as_of = *as_of;
  UpkeepMeans means;
  const Preparation preparation =
      means.system.PreparationTo([&](const Root& root) { OpenUpkeepMeans(arguments, root, means); });
  ExitCode code = ExitCode::kAnswered;
  const auto session = Session::Start(arguments, elf::Depth::kFacts, code, preparation);
  if (session == nullptr) return code;
  code = Worse(means.code, means.system.repositories().code());
  if (code == ExitCode::kUsage) return code;
  if (is_system && !AddSystem(*session, means, facts)) return ExitCode::kCannotAnswer;
  if (!AddRepositories(means, facts)) code = Worse(code, ExitCode::kCannotAnswer);
  for (UpkeepProject& project : facts.projects) upkeep::AddSigns(facts.as_of, project);
  upkeep::OrderProjects(facts.projects);
  facts.complete = facts.damages.empty() && code == ExitCode::kAnswered && facts.clones_left_out == 0;
  const std::string answer = arguments.Has("json") ? render::UpkeepJson(facts)
                             : arguments.Has("csv")
                                 ? render::UpkeepCsv(facts)
                                 : Continued(arguments, render::UpkeepText(facts, ColoursOfStdout()));
  if (!PrintAnswer(answer)) return ExitCode::kCannotAnswer;
  const std::vector<Finding> none;
  return Judged(arguments, {none, facts.complete ? Holes::kNone : Holes::kSome}, code);
}

}  // namespace halfsecond::app
