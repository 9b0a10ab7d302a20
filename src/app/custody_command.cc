#include <algorithm>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "analysis/custody/custody_facts.h"
#include "analysis/custody/ledger.h"
#include "analysis/custody/repository.h"
#include "app/commands.h"
#include "app/custody_store.h"
#include "app/given_repositories.h"
#include "app/output.h"
#include "app/session.h"
#include "base/text.h"
#include "render/json_custody.h"
#include "render/ledger.h"
#include "render/text_custody.h"
#include "rules/custody/all.h"

namespace halfsecond::app {
namespace {

// The repositories to open, the clone of OSS-Fuzz last; nothing, with the reason on stderr, for what makes no sense.
std::optional<std::vector<std::string>> Repositories(const Arguments& arguments) {
  std::vector<std::string> paths = arguments.operands();
  if (arguments.Has("ledger") && paths.size() != 1) {
    PrintError("--ledger takes one clone of OSS-Fuzz", "halfsecond custody --ledger ./oss-fuzz");
    return std::nullopt;
  }
  if (const auto oss_fuzz = arguments.Value("oss-fuzz")) paths.push_back(*oss_fuzz);
  return paths;
}

CustodyFacts ReadFacts(const Arguments& arguments, custody::Opened& opened, CustodyStore& store,
                       const custody::FactsOptions& options) {
  std::vector<custody::Repository> repositories;
  for (std::size_t i = 0; i < opened.size(); ++i) repositories.push_back(opened.Read(i, store.of(i)));
  CustodyFacts facts = custody::FactsOf(repositories, arguments.Has("no-contents") ? nullptr : &opened, options);
  store.Keep(repositories);
  return facts;
}

// A finding belongs to the day on which it could first be made; one without a day is of today.
std::vector<Finding> Since(std::vector<Finding> findings, std::int64_t since) {
  std::erase_if(findings, [&](const Finding& finding) {
    const std::int64_t dated = rules::DatedOf(finding);
    return finding.answer == Answer::kYes && dated != 0 && dated < since;
  });
  return findings;
}

// The most telling identities first: those with findings, worst first, then by weight.
void Order(const std::vector<Finding>& findings, std::int64_t since, CustodyFacts& facts) {
  std::vector<std::string> told;
  for (const Finding& finding : findings) {
    if (finding.answer == Answer::kYes && finding.severity != Severity::kNote) told.push_back(finding.subject);
  }
  for (CustodyIdentity& identity : facts.identities) {
    identity.weight = identity.is_tool ? 0 : rules::WeightOf(identity);
    std::erase_if(identity.events, [&](const CustodyEvent& event) { return event.seconds < since; });
  }
  const auto rank = [&](const CustodyIdentity& identity) {
    return std::find(told.begin(), told.end(), identity.name) - told.begin();
  };
  std::stable_sort(facts.identities.begin(), facts.identities.end(),
                   [&](const CustodyIdentity& a, const CustodyIdentity& b) {
                     const auto first = rank(a);
                     const auto second = rank(b);
                     if (first != second) return first < second;
                     if (a.events.empty() != b.events.empty()) return b.events.empty();
                     return a.weight != b.weight ? a.weight > b.weight : a.commits > b.commits;
                   });
  std::sort(told.begin(), told.end());
  const auto distinct = std::unique(told.begin(), told.end()) - told.begin();
  facts.identities_to_tell = std::max<std::size_t>(1, static_cast<std::size_t>(distinct));
}

std::string Replay(const CustodyFacts& facts, const std::vector<Finding>& findings) {
  std::vector<render::DatedFinding> dated;
  for (const Finding& finding : findings) {
    const std::int64_t seconds = rules::DatedOf(finding);
    if (finding.answer == Answer::kYes && seconds != 0) dated.push_back({seconds, &finding});
  }
  std::stable_sort(dated.begin(), dated.end(),
                   [](const render::DatedFinding& a, const render::DatedFinding& b) { return a.seconds < b.seconds; });
  return render::ReplayText(facts, dated, ColoursOfStdout());
}

// The answer in the form asked for; nothing, with the reason on stderr, when --elsewhere names nobody.
std::optional<std::string> Told(const Arguments& arguments, const CustodyFacts& facts,
                                const std::vector<Finding>& findings) {
  const auto addresses = arguments.Has("addresses") ? render::Addresses::kShown : render::Addresses::kHidden;
  if (arguments.Has("json")) return render::CustodyJson(facts, findings, addresses);
  if (arguments.Has("sarif")) return SarifAnswer(findings);
  if (arguments.Has("replay")) return Replay(facts, findings);
  if (const auto name = arguments.Value("elsewhere")) {
    std::string text = render::ElsewhereText(facts, *name);
    if (!text.empty()) return text;
    PrintError("nobody here is called " + *name, "halfsecond custody --json lists all names");
    return std::nullopt;
  }
  return render::CustodyText(facts, findings, {ColoursOfStdout(), addresses});
}

// `code`, unless the answer could not be written.
ExitCode Printed(const Arguments& arguments, const std::string& answer, ExitCode code) {
  return PrintAnswer(Continued(arguments, answer)) ? code : ExitCode::kCannotAnswer;
}

// What to do about a repository that could not be read whole.
std::string HintOn(const Damage& damage) {
  if (damage.what == custody::kNoOssFuzz) return "halfsecond custody --ledger takes a clone of OSS-Fuzz, whole";
  const std::string git = "git -C " + ShellWord(damage.source);
  return damage.what.starts_with(custody::kShallowClone) ? git + " fetch --unshallow gives the rest"
                                                         : git + " fsck shows more";
}

// Says what could not be read. Returns how the run ends, `otherwise` when there is nothing.
ExitCode TellDamages(const std::vector<Damage>& damages, ExitCode otherwise) {
  for (const Damage& damage : damages) {
    PrintError(damage.source + ": " + damage.what, HintOn(damage));
    otherwise = ExitCode::kCannotAnswer;
  }
  return otherwise;
}

// What a clone of OSS-Fuzz says of all its projects.
ExitCode TellLedger(const Arguments& arguments, custody::Opened& opened, CustodyStore& store, std::int64_t as_of) {
  std::vector<custody::Repository> repositories;
  repositories.push_back(opened.Read(0, store.of(0)));
  const custody::Repository& repository = repositories.front();
  if (!custody::IsOssFuzz(opened.objects(0))) {
    store.Finish();
    return TellDamages({{repository.path, std::string(custody::kNoOssFuzz), 0}}, ExitCode::kAnswered);
  }
  custody::People people;
  people.AddRepository(repository.history.spellings(), repository.mailmap, repository.history.SpellingUses());
  people.Join();
  LedgerFacts facts = custody::LedgerOf(repository, opened.objects(0), people, 0, as_of);
  store.Keep(repositories);
  ExitCode code = ExitCode::kAnswered;
  if (repository.failure)
    facts.damages.push_back({repository.path, repository.failure->what, repository.failure->at_byte});
  facts.complete = facts.complete && facts.damages.empty();
  code = TellDamages(facts.damages, code);
  const std::vector<Finding> findings = rules::AskLedgerRules(facts);
  const auto addresses = arguments.Has("addresses") ? render::Addresses::kShown : render::Addresses::kHidden;
  const std::string told = arguments.Has("json")    ? render::LedgerJson(facts, findings, addresses)
                           : arguments.Has("sarif") ? SarifAnswer(findings)
                                                    : render::LedgerText(facts, findings, ColoursOfStdout());
  const bool is_printed = PrintAnswer(told);
  store.Finish();
  if (!is_printed) return ExitCode::kCannotAnswer;
  return Judged(arguments, {findings, facts.complete ? Holes::kNone : Holes::kSome}, code);
}

}  // namespace

// Reads every repository through a shadow of ours. kUsage when one is not there, kCannotAnswer when one cannot be read
// whole; what could be read is told all the same.
ExitCode RunCustody(const Arguments& arguments) {
  if (arguments.operands().empty()) {
    PrintError("custody needs a repository", "halfsecond custody ./project");
    return ExitCode::kUsage;
  }
  const auto as_of = Instant(arguments, "as-of", static_cast<std::int64_t>(std::time(nullptr)));
  const auto since = Instant(arguments, "since", 0);
  if (!as_of || !since) return ExitCode::kUsage;
  const auto walls = WallsOf(arguments);
  const auto repositories = Repositories(arguments);
  if (!repositories) return ExitCode::kUsage;
  auto opened = custody::Opened::Look(*repositories, walls);
  ExitCode code = ExitCode::kAnswered;
  for (const custody::Opened::Refusal& refusal : opened.refused()) code = Worse(code, ExplainRefusal(refusal));
  // With one left out, the clone of OSS-Fuzz might no longer be the last.
  if (opened.size() == 0 || (arguments.Has("oss-fuzz") && !opened.refused().empty())) return code;
  CustodyStore store(arguments, opened, *as_of);
  if (const auto kept = store.Answer(); kept && code == ExitCode::kAnswered) {
    return Printed(arguments, kept->text, kept->code);
  }
  store.Start(opened);
  if (const auto started = opened.Start(walls); !started.ok()) {
    PrintError(started.error().what, "custody reads repositories with git (Debian package git)");
    return ExitCode::kCannotAnswer;
  }
  if (!ConfineAsReader(arguments)) return ExitCode::kCannotAnswer;
  if (arguments.Has("ledger")) return Worse(code, TellLedger(arguments, opened, store, *as_of));
  CustodyFacts facts = ReadFacts(arguments, opened, store, {*as_of, arguments.Value("project").value_or("")});
  facts.is_as_of_now = !arguments.Has("as-of");
  code = TellDamages(facts.damages, code);
  const std::vector<Finding> findings = Since(rules::AskCustodyRules(facts), *since);
  Order(findings, *since, facts);
  const auto told = Told(arguments, facts, findings);
  if (!told) return ExitCode::kUsage;
  const ExitCode judged = Judged(arguments, {findings, facts.complete ? Holes::kNone : Holes::kSome}, code);
  if (facts.complete && opened.refused().empty()) store.Keep({judged, *told});
  const ExitCode ended = Printed(arguments, *told, judged);
  store.Finish();
  return ended;
}

}  // namespace halfsecond::app
