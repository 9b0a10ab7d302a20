#include <malloc.h>

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/survey/crew.h"
#include "analysis/survey/since.h"
#include "analysis/survey/survey.h"
#include "app/commands.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/session.h"
#include "app/survey_store.h"
#include "render/json_survey.h"
#include "render/since.h"
#include "render/text_survey.h"
#include "rules/bind/all.h"
#include "rules/load/all.h"

namespace halfsecond::app {
namespace {

constexpr std::array kDepths{SurveyDepth::kNeeded, SurveyDepth::kFacts, SurveyDepth::kClosure, SurveyDepth::kStart,
                             SurveyDepth::kBind};

// Options that go by findings, of which there are none below closures. False, with the reason on stderr.
bool AreFindingsThere(const Arguments& arguments, SurveyDepth depth) {
  if (depth >= SurveyDepth::kClosure) return true;
  for (const std::string_view option : {"sarif", "fail-on"}) {
    if (!arguments.Has(option)) continue;
    std::string error = "--depth ";
    error.append(SurveyDepthName(depth)).append(" asks no rule, so --").append(option).append(" has nothing to go by");
    PrintError(error, "--depth closure, start or bind");
    return false;
  }
  return true;
}

std::optional<SurveyDepth> DepthOf(const Arguments& arguments) {
  const std::string name = arguments.Value("depth").value_or("bind");
  for (const SurveyDepth depth : kDepths) {
    if (name != SurveyDepthName(depth)) continue;
    return AreFindingsThere(arguments, depth) ? std::optional(depth) : std::nullopt;
  }
  PrintError("unknown depth: " + name, "--depth needed, facts, closure, start or bind");
  return std::nullopt;
}

std::optional<std::size_t> WorkersOf(const Arguments& arguments) {
  const auto jobs = arguments.Value("jobs");
  if (!jobs) return survey::SensibleWorkers();
  std::size_t workers = 0;
  const auto [end, error] = std::from_chars(jobs->data(), jobs->data() + jobs->size(), workers);
  if (error == std::errc() && end == jobs->data() + jobs->size() && workers >= 1 && workers <= 64) return workers;
  PrintError("--jobs needs a number from 1 to 64", "--jobs 2");
  return std::nullopt;
}

// Tables of millions of symbols grow and go again: mapped one by one, they leave no holes. The allocator would map ever
// fewer of them (mallopt(3), M_MMAP_THRESHOLD, "dynamic"). 8,405 files, two workers: 183 MiB instead of 219.
void MapLargeBlocksAlone() {
#ifdef __GLIBC__
  constexpr int kLargeBytes = 1 << 20;
  static_cast<void>(mallopt(M_MMAP_THRESHOLD, kLargeBytes));  // NOLINT(concurrency-mt-unsafe): one thread as yet
#endif
}

// The lines of the file that --files-from names, which is ours to read, not the root's.
std::optional<std::vector<std::string>> ListedFiles(const std::string& list) {
  const auto host = Root::Open("/");
  if (!host.ok()) return std::nullopt;
  const auto text = host->ReadText(list == "-" ? "/dev/stdin" : list);
  if (!text.ok()) {
    PrintError(list + ": " + text.error().what, "--files-from names a file with a path on each line");
    return std::nullopt;
  }
  std::vector<std::string> paths;
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    if (end > at) paths.push_back(text->substr(at, end - at));
    at = end + 1;
  }
  return paths;
}

// What is to be looked at. On failure says why on stderr.
std::optional<survey::Scope> ScopeOf(const Arguments& arguments, const Root& root) {
  if (const auto list = arguments.Value("files-from")) {
    if (!arguments.operands().empty()) {
      PrintError("--files-from says what to look at, and so does " + arguments.operands().front(),
                 "give one of the two");
      return std::nullopt;
    }
    const auto paths = ListedFiles(*list);
    if (!paths) return std::nullopt;
    return survey::Scope{survey::Scope::How::kNamedFiles, *paths};
  }
  std::vector<std::string> directories;
  for (const std::string& directory : arguments.operands()) {
    const auto status = root.Status(directory);
    if (!status.ok()) {
      PrintError(directory + ": " + status.error().what, "name directories or files by their paths");
      return std::nullopt;
    }
    directories.push_back(directory);
  }
  if (directories.empty()) return survey::WholeSystem(root);
  return survey::Scope{survey::Scope::How::kTrees, std::move(directories)};
}

// What is compared with, when --since asks for it. False, with the reason on stderr, when that cannot be had.
bool FindEarlier(const Arguments& arguments, SurveyDepth depth, const SurveyStore& store,
                 std::optional<survey::EarlierSurvey>& earlier) {
  const auto since = arguments.Value("since");
  if (!since) return true;
  if (depth < SurveyDepth::kStart) {
    PrintError("--since compares what programs run before main, and --depth " + std::string(SurveyDepthName(depth)) +
                   " does not look at that",
               "--depth start or bind");
    return false;
  }
  Result<std::string> json = Error{Error::Kind::kNotFound, "no survey of this system was kept yet"};
  if (*since != "last") {
    json = ReadEarlierAnswer(*since);
  } else if (store.last_answer()) {
    json = *store.last_answer();
  }
  auto read = json.ok() ? survey::ReadEarlier(*json) : Result<survey::EarlierSurvey>(json.error());
  if (!read.ok()) {
    PrintError(*since + ": " + read.error().what, "--since names the output of halfsecond survey --json");
    return false;
  }
  if (read->depth < depth) {
    // What only a deeper look finds would all be new.
    PrintError(*since + ": is a survey of --depth " + std::string(SurveyDepthName(read->depth)),
               "compare with --depth " + std::string(SurveyDepthName(read->depth)));
    return false;
  }
  earlier = std::move(*read);
  return true;
}

std::vector<Finding> FindingsOf(const std::vector<FindingGroup>& groups) {
  std::vector<Finding> findings;
  findings.reserve(groups.size());
  for (const FindingGroup& group : groups) findings.push_back(group.finding);
  return findings;
}

// Prints the answer; false when it could not be written. `findings` become those it is about.
bool Print(const Arguments& arguments, const SurveyFacts& facts, const std::optional<survey::EarlierSurvey>& earlier,
           std::vector<Finding>& findings) {
  if (!earlier) {
    findings = FindingsOf(facts.groups);
    if (arguments.Has("sarif")) return PrintAnswer(SarifAnswer(findings));
    return PrintAnswer(arguments.Has("json") ? render::SurveyJson(facts)
                                             : Continued(arguments, render::SurveySummary(facts, ColoursOfStdout())));
  }
  const SinceFacts since = survey::Compare(*earlier, facts);
  findings = FindingsOf(since.findings);
  if (arguments.Has("sarif")) return PrintAnswer(SarifAnswer(findings));
  return PrintAnswer(arguments.Has("json") ? render::SinceJson(since)
                                           : Continued(arguments, render::SinceSummary(since, ColoursOfStdout())));
}

survey::Answer Look(const Session& session, const survey::Scope& scope, SurveyDepth depth, const SurveyStore& store,
                    survey::Crew& crew) {
  ProgressLine line;
  survey::Question question;
  question.depth = depth;
  question.environment = session.environment();
  question.cpu_level = session.cpu_level();
  question.ask = LooksAtStart(depth) ? &rules::AskLoadRules : &rules::AskClosureRules;
  question.ask_bind = &rules::AskBindRules;
  question.progress = [&](std::string_view what, std::size_t done, std::size_t of) { line.Show(what, done, of); };
  question.stored = store.folders();
  return survey::Survey(session.root(), scope, question, crew);
}

}  // namespace

ExitCode RunSurvey(const Arguments& arguments) {
  bool ok = true;
  static_cast<void>(FailLevel(arguments, ok));
  const auto depth = DepthOf(arguments);
  const auto workers = WorkersOf(arguments);
  if (!ok || !depth || !workers) return ExitCode::kUsage;
  MapLargeBlocksAlone();
  survey::Crew crew;
  SurveyStore store;
  Preparation preparation;
  preparation.start_threads = [&] { crew.Start(*workers); };
  if (!arguments.Has("no-store") && !arguments.Has("files-from")) {
    preparation.before_confinement = [&](const Root& root) {
      store.Open(arguments, root, SurveyStore::Use::kReadAndKeep);
    };
  }
  ExitCode code = ExitCode::kAnswered;
  const auto session = Session::Start(arguments, elf::Depth::kFacts, code, preparation);
  if (session == nullptr) return code;
  std::optional<survey::EarlierSurvey> earlier;
  if (!FindEarlier(arguments, *depth, store, earlier)) return ExitCode::kUsage;
  const auto scope = ScopeOf(arguments, session->root());
  if (!scope) return ExitCode::kUsage;
  survey::Answer answer = Look(*session, *scope, *depth, store, crew);
  if (arguments.Has("verbose") && store.folders() != nullptr) {
    Tell(std::to_string(answer.remembered) + " of " + std::to_string(answer.facts.files) +
         " files were known from the store");
  }
  std::vector<Finding> findings;
  const bool printed = Print(arguments, answer.facts, earlier, findings);
  const bool is_whole = arguments.operands().empty() && *depth >= SurveyDepth::kStart;
  if (store.is_written()) store.Keep(answer, is_whole ? render::SurveyJson(answer.facts) : "");
  return printed ? Judged(arguments, {findings, answer.facts.is_complete ? Holes::kNone : Holes::kSome}, code)
                 : ExitCode::kCannotAnswer;
}

}  // namespace halfsecond::app
