#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/survey/crew.h"
#include "analysis/upgrade/compare.h"
#include "analysis/upgrade/on_disk.h"
#include "analysis/upgrade/source_side.h"
#include "app/commands.h"
#include "app/open_file.h"
#include "app/output.h"
#include "app/session.h"
#include "inputs/root.h"
#include "render/upgrade.h"
#include "rules/upgrade/all.h"
#include "sandbox/plugin.h"

namespace halfsecond::app {
namespace {

constexpr std::string_view kHint =
    "name packages (FILE.deb), archives, folders, or one of them and the name of an installed package";

ExitCode Refuse(const std::string& operand, const Error& error, std::string_view hint) {
  PrintError(operand.empty() ? error.what : operand + ": " + error.what, hint);
  return error.kind == Error::Kind::kNotFound ? ExitCode::kUsage : ExitCode::kCannotAnswer;
}

Result<upgrade::Package> ReadFile(const std::string& path, sandbox::Plugin& plugin) {
  const OpenFile file(path);
  if (file.number() < 0) return file.why();
  return upgrade::ReadPackage(path, file.number(), plugin);
}

Result<upgrade::Package> Read(const std::string& operand, sandbox::Plugin& plugin) {
  HS_TRY(root, Root::Open("/"));
  const auto status = root.Status(operand);
  if (status.ok() && status->is_directory()) return upgrade::ReadFolder(operand);
  const bool may_be_installed = operand.find('/') == std::string::npos;
  if (status.ok() || !may_be_installed) return ReadFile(operand, plugin);
  return upgrade::ReadInstalled(root, operand);
}

// Joins what --with names. False, with the reason on stderr, when it cannot be used.
bool AddSource(const Arguments& arguments, UpgradeFacts& facts) {
  const auto path = arguments.Value("with");
  if (!path) return true;
  const auto root = Root::Open("/");
  const auto text = root.ok() ? root->ReadText(*path) : Result<std::string>(root.error());
  auto source = text.ok() ? upgrade::ReadSourceSide(*text) : Result<UpgradeSource>(text.error());
  if (source.ok()) {
    facts.source = std::move(*source);
    return true;
  }
  PrintError(*path + ": " + source.error().what, "--with names the output of halfsecond release-check --json");
  return false;
}

ExitCode Answer(const Arguments& arguments, const UpgradeFacts& facts) {
  const std::string text = arguments.Has("json") ? render::UpgradeJson(facts)
                           : arguments.Has("sarif")
                               ? SarifAnswer(facts.findings)
                               : Continued(arguments, render::UpgradeText(facts, ColoursOfStdout()));
  if (!PrintAnswer(text)) return ExitCode::kCannotAnswer;
  const bool source_differs = facts.source && facts.source->contradicts + facts.source->unexplained > 0;
  const bool found =
      source_differs || std::any_of(facts.findings.begin(), facts.findings.end(),
                                    [](const Finding& finding) { return finding.answer == Answer::kYes; });
  const bool is_whole = facts.damages.empty() && (!facts.source || facts.source->is_complete);
  return found ? ExitCode::kFound : is_whole ? ExitCode::kAnswered : ExitCode::kCannotAnswer;
}

}  // namespace

ExitCode RunUpgradeCheck(const Arguments& arguments) {
  if (arguments.operands().size() != 2) {
    PrintError("upgrade-check needs an old and a new package", "halfsecond upgrade-check old.deb new.deb");
    return ExitCode::kUsage;
  }
  // A plug-in for each package: decompression is nearly all there is to do, and two may do it at once.
  std::vector<sandbox::Plugin> plugins;
  for (std::size_t i = 0; i < arguments.operands().size(); ++i) {
    auto plugin =
        sandbox::Plugin::Start("archive", arguments.Value("plugins").value_or(""), sandbox::Plugin::Use::kOneWorker);
    if (!plugin.ok()) return Refuse("", plugin.error(), "--plugins names the directory of the plug-ins");
    plugins.push_back(std::move(*plugin));
  }
  survey::Crew crew;
  const auto start_crew = [&] { crew.Start(std::min(plugins.size(), survey::SensibleWorkers())); };
  if (!ConfineAsReader(arguments, start_crew, sandbox::Duty::kHostsPlugins)) return ExitCode::kCannotAnswer;
  UpgradeFacts facts;
  facts.old_package = arguments.operands()[0];
  facts.new_package = arguments.operands()[1];
  if (!AddSource(arguments, facts)) return ExitCode::kUsage;
  std::vector<Result<upgrade::Package>> packages(plugins.size(), Error{Error::Kind::kIo, "not read"});
  crew.Run(plugins.size(), 1,
           [&](std::size_t, std::size_t i, std::size_t) { packages[i] = Read(arguments.operands()[i], plugins[i]); });
  for (std::size_t i = 0; i < packages.size(); ++i) {
    if (!packages[i].ok()) return Refuse(arguments.operands()[i], packages[i].error(), kHint);
  }
  upgrade::Compare(*packages[0], *packages[1], facts);
  facts.findings = rules::AskUpgradeRules(facts);
  return Answer(arguments, facts);
}

}  // namespace halfsecond::app
