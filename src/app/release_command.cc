#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/release/check.h"
#include "app/commands.h"
#include "app/index_source.h"
#include "app/open_file.h"
#include "app/output.h"
#include "app/session.h"
#include "base/text.h"
#include "inputs/root.h"
#include "readers/deb/source_control.h"
#include "render/json_release.h"
#include "render/text_release.h"
#include "rules/release/all.h"
#include "sandbox/plugin.h"
#include "sandbox/workshop.h"

namespace halfsecond::app {
namespace {

ExitCode Refuse(const Error& error, std::string_view hint) {
  PrintError(error.what, hint);
  return error.kind == Error::Kind::kNotFound ? ExitCode::kUsage : ExitCode::kCannotAnswer;
}

// In the place of a .dsc, the archive that upstream released and that it names.
Result<void> FindUpstream(const Root& root, std::string& path) {
  if (!path.ends_with(".dsc")) return {};
  HS_TRY(text, root.ReadText(path));
  HS_TRY(control, deb::ReadSourceControl(Bytes::Of(text)));
  const std::string name = control.UpstreamArchive();
  if (name.empty()) return Error{Error::Kind::kUnsupported, path + ": names no upstream archive"};
  path = path.substr(0, path.rfind('/') + 1) + name;
  return {};
}

ExitCode Answer(const Arguments& arguments, const ReleaseFacts& facts) {
  const std::string text = arguments.Has("json")    ? render::ReleaseJson(facts)
                           : arguments.Has("sarif") ? SarifAnswer(facts.findings)
                                                    : render::ReleaseText(facts, ColoursOfStdout());
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
  release::ReleaseInput input;
  input.archive = arguments.operands()[0];
  input.repository = arguments.operands()[1];
  input.asked_tag = arguments.Value("tag").value_or("");
  input.previous = arguments.Value("previous").value_or("");
  auto root = Root::Open("/");
  if (!root.ok()) return Refuse(root.error(), "");
  auto repository = release::Repository::Open(input.repository, WallsOf(arguments));
  if (!repository.ok()) return Refuse(repository.error(), "name a clone of the project's repository");
  std::vector<release::Repository> others;
  for (std::size_t i = 2; i < arguments.operands().size(); ++i) {
    auto other = release::Repository::Open(arguments.operands()[i], WallsOf(arguments));
    if (!other.ok()) return Refuse(other.error(), "name clones of the submodules' projects");
    others.push_back(std::move(*other));
  }
  const std::string folder = arguments.Value("plugins").value_or("");
  auto codec = sandbox::Plugin::Start("codec", folder, sandbox::Plugin::Use::kOneWorker);
  if (!codec.ok()) return Refuse(codec.error(), "--plugins names the directory of the plug-ins");
  auto archive = sandbox::Plugin::Start("archive", folder, sandbox::Plugin::Use::kOneWorker);
  if (!archive.ok()) return Refuse(archive.error(), "--plugins names the directory of the plug-ins");
  std::optional<sandbox::Workshop> workshop;
  if (arguments.Has("regenerate")) {
    auto made = sandbox::Workshop::Start();
    if (!made.ok()) return Refuse(made.error(), "--regenerate needs user namespaces, or root");
    workshop = std::move(*made);
  }
  if (!ConfineAsReader(arguments, {}, sandbox::Duty::kHostsPlugins)) return ExitCode::kCannotAnswer;

  IndexSource index;
  if (const auto opened = index.Open(*root, arguments); !opened.ok()) {
    return Refuse(opened.error(), "halfsecond index build makes one");
  }
  for (std::string* name : {&input.archive, &input.previous}) {
    if (const auto found = FindUpstream(*root, *name); !found.ok()) return Refuse(found.error(), "");
  }
  const OpenFile previous(input.previous);
  if (!input.previous.empty() && previous.number() < 0)
    return Refuse(previous.Refusal(), "--previous names an archive");
  input.previous_descriptor = previous.number();
  const OpenFile file(input.archive);
  if (file.number() < 0) return Refuse(file.Refusal(), "name a release archive");
  input.descriptor = file.number();
  auto facts = release::CheckRelease(
      input, {{*codec, *archive}, index.index(), others, workshop ? &*workshop : nullptr}, *repository);
  if (!facts.ok()) return Refuse(facts.error(), "");
  facts->findings = rules::AskReleaseRules(*facts);
  return Answer(arguments, *facts);
}

}  // namespace halfsecond::app
