#include <algorithm>
#include <ctime>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/about/library_uses.h"
#include "analysis/about/subject.h"
#include "analysis/bind/binding_table.h"
#include "analysis/bind/price.h"
#include "analysis/bind/remedies.h"
#include "analysis/system/package_store.h"
#include "analysis/upkeep/installed_projects.h"
#include "app/commands.h"
#include "app/given_release.h"
#include "app/given_repositories.h"
#include "app/load_session.h"
#include "app/output.h"
#include "app/session.h"
#include "app/system_means.h"
#include "base/text.h"
#include "render/json_about.h"
#include "render/text_about.h"
#include "rules/bind/all.h"
#include "rules/custody/all.h"
#include "rules/load/all.h"

namespace halfsecond::app {
namespace {

// Everything that is opened before the process is confined.
struct AboutMeans {
  SystemMeans system;
  std::optional<GivenRelease> release;
};

// Nothing is said of a repository a second time.
void OpenRelease(const Arguments& arguments, AboutMeans& means) {
  const auto archive = arguments.Value("archive");
  if (!archive || means.system.repositories().code() != ExitCode::kAnswered) return;
  means.release.emplace();
  means.release->Open({*archive, *arguments.Value("repo"), {}}, arguments);
}

// How the command must end at best, by what it was given.
ExitCode CodeOf(const AboutMeans& means) {
  return Worse(means.system.repositories().code(), means.release ? means.release->code() : ExitCode::kAnswered);
}

void OpenAboutMeans(const Arguments& arguments, const Root& root, AboutMeans& means) {
  means.system.OpenStore(arguments, root);
  std::vector<std::string> paths;
  for (const char* option : {"repo", "oss-fuzz"}) {
    if (const auto path = arguments.Value(option)) paths.push_back(*path);
  }
  means.system.repositories().Open(paths, WallsOf(arguments));
  OpenRelease(arguments, means);
  means.system.StartCodec(arguments, sandbox::Plugin::Use::kOneWorker);
}

// What the operand means. On failure says why on stderr and raises the exit code.
std::optional<about::Meaning> FindMeaning(Session& session, const std::string& name, ExitCode& code) {
  if (name.find('/') == std::string::npos && !name.empty()) {
    return about::MeaningOf(name, session.store(), session.root());
  }
  const auto path = session.FindProgram(name, code);
  if (!path) return std::nullopt;
  return about::MeaningOfFile(*path, *session.store().Get(*path).object);
}

// Surveys the system for how its programs use the libraries in question. `names`: all libraries that programs load.
std::vector<LibraryUse> UsesOf(Session& session, const about::Candidates& wanted, SystemMeans& means,
                               std::vector<std::string>& names) {
  about::LibraryUses uses([&](const LoadedObject& object) { return wanted.Matches(object); });
  const survey::Answer answer =
      means.HearOfPrograms(session, SurveyDepth::kStart, [&](const LoadFacts& facts) { uses.Add(facts); });
  for (const LibraryWeight& weight : answer.facts.weights) names.push_back(weight.soname);
  return uses.Take();
}

// The cut's symbols and remedy, and what the library runs, from the program that tells most.
void AddExample(Session& session, AboutFacts& facts) {
  LibraryUse& use = *facts.use;
  const std::vector<LoadFacts> programs = JoinedFacts(session, {use.example, use.cut ? use.cut->example : use.example});
  const LoadFacts& example = programs.front();
  for (const StartEntry& entry : example.start) {
    if (example.objects[entry.object].soname != use.soname || entry.certainty != StartCertainty::kRuns) continue;
    facts.starts.push_back({std::string(StartHowName(entry.how)), entry.symbol, entry.address});
  }
  for (const LoadedObject& object : example.objects) {
    if (object.soname == use.soname && object.package) facts.subject.package = *object.package;
  }
  facts.damages.insert(facts.damages.end(), example.package_damages.begin(), example.package_damages.end());
  if (!use.cut) return;
  const LoadFacts& cut = programs.back();
  bind::SymbolIndex index(session.store());
  bind::AddObjects(cut, index);
  index.Build();
  for (const BoundSymbol& bound : bind::BindingTable(cut, index).All()) {
    const bool is_from = use.cut->from.empty() ? bound.from == 0 : cut.objects[bound.from].soname == use.cut->from;
    if (is_from && cut.objects[bound.to].soname == use.cut->to) use.cut->symbols.push_back(bound.symbol);
  }
  std::sort(use.cut->symbols.begin(), use.cut->symbols.end());
  std::vector<std::string_view> symbols;
  for (const std::string& symbol : use.cut->symbols) {
    const std::string_view view = symbol;
    symbols.push_back(view.substr(0, view.find('@')));
  }
  if (!symbols.empty()) use.cut->remedy = bind::RemedyFor(use.cut->to, symbols);
}

// Owner of a file that no program loads.
std::optional<PackageOwner> OwnerOf(Session& session, const std::string& path) {
  system::PackageStore packages(session.root());
  const std::vector<std::string> paths{path};
  auto owners = packages.OwnersOf(paths);
  return owners.ok() ? std::move(owners->front()) : std::nullopt;
}

ExitCode TellNotThere(Session& session, const std::string& name, std::vector<std::string> names) {
  if (const auto installed = upkeep::ReadInstalledProjects(session.root()); installed.ok()) {
    for (const UpkeepProject& project : installed->projects) {
      names.insert(names.end(), project.packages.begin(), project.packages.end());
    }
  }
  for (const char* directory : {"/usr/bin", "/usr/sbin"}) {
    const auto entries = session.root().List(directory);
    if (!entries.ok()) continue;
    for (const DirectoryEntry& entry : *entries) names.push_back(entry.name);
  }
  const std::string closest = ClosestName(name, names);
  PrintError(name + ": no library, package or program of this system",
             closest.empty() ? "halfsecond survey names what is load-bearing" : "did you mean " + closest + "?");
  return ExitCode::kUsage;
}

// Fills in what is known of a library. kUsage, with the reason on stderr, when there is none of that name.
ExitCode AddLibrary(Session& session, const about::Meaning& meaning, SystemMeans& means, AboutFacts& facts) {
  std::vector<std::string> names;
  std::vector<LibraryUse> uses = UsesOf(session, meaning.libraries, means, names);
  facts.is_from_store = means.is_from_store();
  if (!uses.empty()) {
    facts.use = std::move(uses.front());
    facts.subject.name = facts.use->soname;
    facts.subject.path = facts.use->path;
    for (std::size_t i = 1; i < uses.size(); ++i) facts.subject.others.push_back(uses[i].soname);
    AddExample(session, facts);
    return ExitCode::kAnswered;
  }
  facts.subject.name = meaning.libraries.names().front();
  facts.subject.path = meaning.libraries.PathOf(facts.subject.name);
  if (facts.subject.path.empty()) facts.subject.path = about::FindUnusedLibrary(facts.subject.name, session.root());
  if (facts.subject.path.empty()) return TellNotThere(session, facts.subject.asked, std::move(names));
  facts.use = LibraryUse{};
  facts.use->soname = facts.subject.name;
  facts.subject.package = OwnerOf(session, facts.subject.path);
  return ExitCode::kAnswered;
}

void AddProgram(Session& session, const about::Meaning& meaning, AboutFacts& facts) {
  facts.subject.name = meaning.program;
  facts.subject.path = meaning.program;
  facts.subject.others = meaning.others;
  LoadFacts load = std::move(JoinedFacts(session, {meaning.program}).front());
  if (const auto& package = load.objects.front().package) facts.subject.package = *package;
  facts.program_findings = rules::AskLoadRules(load);
  facts.damages.insert(facts.damages.end(), load.package_damages.begin(), load.package_damages.end());
  bind::SymbolIndex index(session.store());
  bind::AddObjects(load, index);
  index.Build();
  facts.program = bind::PriceEdges(session.world(), index, std::move(load), bind::EdgeScope::kAll);
}

// Who keeps up the package, by the package database and the changelog that it ships.
void AddUpkeep(Session& session, SystemMeans& means, AboutFacts& facts) {
  if (!facts.subject.package) return;
  auto installed = upkeep::ReadInstalledProjects(session.root());
  if (!installed.ok()) return;
  UpkeepProject* project = installed->Find(facts.subject.package->source);
  if (project == nullptr) return;
  facts.upkeep = std::move(*project);
  upkeep::Changelogs changelogs = means.ChangelogsOf(session.root());
  auto record = changelogs.Of(facts.subject.package->name, facts.upkeep->name, facts.upkeep->maintainer);
  if (record.ok()) {
    facts.upkeep->uploads = std::move(*record);
  } else {
    facts.upkeep->uploads_unknown = record.error().what;
  }
}

void AddCustody(const Arguments& arguments, std::int64_t as_of, GivenRepositories& repositories, AboutFacts& facts) {
  facts.repository = arguments.Value("repo").value_or("");
  if (repositories.size() == 0) return;
  const std::string project = arguments.Value("project").value_or("");
  facts.custody = repositories.ReadAll(as_of, project);
  facts.custody_findings = rules::AskCustodyRules(*facts.custody);
  facts.damages.insert(facts.damages.end(), facts.custody->damages.begin(), facts.custody->damages.end());
}

// Is what shipped what the repository has?
void AddRelease(const Arguments& arguments, AboutMeans& means, AboutFacts& facts) {
  facts.archive = arguments.Value("archive").value_or("");
  if (!means.release || means.release->code() != ExitCode::kAnswered) return;
  facts.release = means.release->Check(arguments, means.system.crew());
  if (!facts.release) {
    facts.release_unknown = means.release->failure();
    return;
  }
  facts.damages.insert(facts.damages.end(), facts.release->damages.begin(), facts.release->damages.end());
}

}  // namespace

// What is asked for by a name that nothing here has is kUsage; what could not be read of what was given is told, and
// then kCannotAnswer.
ExitCode RunAbout(const Arguments& arguments) {
  if (arguments.operands().size() != 1) {
    PrintError("about needs one library, package or program", "halfsecond about liblzma.so.5");
    return ExitCode::kUsage;
  }
  bool ok = true;
  static_cast<void>(FailLevel(arguments, ok));
  const auto as_of = Instant(arguments, "as-of", static_cast<std::int64_t>(std::time(nullptr)));
  if (!ok || !as_of) return ExitCode::kUsage;
  AboutMeans means;
  const Preparation preparation =
      means.system.PreparationTo([&](const Root& root) { OpenAboutMeans(arguments, root, means); });
  ExitCode code = ExitCode::kAnswered;
  const auto session = Session::Start(arguments, elf::Depth::kNamed, code, preparation);
  if (session == nullptr) return code;
  if (CodeOf(means) == ExitCode::kUsage) return ExitCode::kUsage;
  AboutFacts facts;
  facts.subject.asked = arguments.operands().front();
  const auto meaning = FindMeaning(*session, facts.subject.asked, code);
  if (!meaning) return code;
  facts.subject.kind = meaning->kind;
  if (meaning->kind == AboutSubject::Kind::kProgram) {
    AddProgram(*session, *meaning, facts);
  } else if (const ExitCode library = AddLibrary(*session, *meaning, means.system, facts);
             library != ExitCode::kAnswered) {
    return library;
  }
  AddUpkeep(*session, means.system, facts);
  AddCustody(arguments, *as_of, means.system.repositories(), facts);
  AddRelease(arguments, means, facts);
  if (CodeOf(means) == ExitCode::kUsage) return ExitCode::kUsage;
  if (facts.custody && !facts.custody->damages.empty()) code = Worse(code, ExitCode::kCannotAnswer);
  facts.complete = facts.damages.empty() && CodeOf(means) == ExitCode::kAnswered;
  const std::vector<Finding> all = facts.findings();
  const std::string answer = arguments.Has("json") ? render::AboutJson(facts)
                                                   : Continued(arguments, render::AboutText(facts, ColoursOfStdout()));
  if (!PrintAnswer(answer)) return ExitCode::kCannotAnswer;
  return Judged(arguments, {all, facts.complete ? Holes::kNone : Holes::kSome}, Worse(code, CodeOf(means)));
}

}  // namespace halfsecond::app
