#include "app/given_release.h"

#include <utility>

#include "app/open_file.h"
#include "app/session.h"
#include "readers/deb/source_control.h"
#include "rules/release/all.h"

namespace halfsecond::app {
namespace {

// In the place of a .dsc, the archive that upstream released and that it names; and what the distribution adds.
Result<void> FindUpstream(const Root& root, const std::string& component, std::string& path, std::string& packaging) {
  if (!path.ends_with(".dsc")) return {};
  HS_TRY(text, root.ReadText(path));
  HS_TRY(control, deb::ReadSourceControl(Bytes::Of(text)));
  const std::string name = component.empty() ? control.UpstreamArchive() : control.ComponentArchive(component);
  if (name.empty()) {
    const std::string what = component.empty() ? "upstream archive" : "archive of a component " + component;
    return Error{Error::Kind::kUnsupported, path + ": names no " + what};
  }
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  path = folder + name;
  if (const std::string added = control.PackagingArchive(); !added.empty()) packaging = folder + added;
  return {};
}

// Is it a tar archive by how it begins? The name decides where that cannot be seen. Not one byte is acted upon here:
// which plug-ins take part must be known before the wall is up, since none can be started behind it.
bool IsTar(const std::string& path) {
  const OpenFile file(path);
  const auto begins = file.number() < 0 ? std::nullopt : release::BeginsAsTar(file.number());
  return path.ends_with(".dsc") ? false : begins.value_or(release::SaysTar(path));
}

// Can a second codec be of use? What a .dsc names is not known before the wall is up.
bool IsForTwoCodecs(const std::string& path) {
  if (path.ends_with(".dsc")) return true;
  const OpenFile file(path);
  return file.number() >= 0 && release::IsForTwoCodecs(file.number());
}

}  // namespace

bool GivenRelease::Refuse(const Error& error, std::string_view hint) {
  PrintError(error.what, hint);
  code_ = Worse(code_, error.kind == Error::Kind::kNotFound ? ExitCode::kUsage : ExitCode::kCannotAnswer);
  failure_ = error.what;
  return false;
}

bool GivenRelease::Open(const Names& names, const Arguments& arguments) {
  input_.archive = names.archive;
  input_.repository = names.repository;
  input_.asked_tag = arguments.Value("tag").value_or("");
  input_.previous = arguments.Value("previous").value_or("");
  auto host = Root::Open("/");
  if (!host.ok()) return Refuse(host.error(), "");
  host_ = std::move(*host);
  auto repository = release::Repository::Open(names.repository, WallsOf(arguments));
  if (!repository.ok()) return Refuse(repository.error(), "name a clone of the project's repository");
  repository_ = std::move(*repository);
  for (const std::string& name : names.submodules) {
    auto submodule = release::Repository::Open(name, WallsOf(arguments));
    if (!submodule.ok()) return Refuse(submodule.error(), "name clones of the submodules' projects");
    submodules_.push_back(std::move(*submodule));
  }
  if (!StartPlugins(arguments.Value("plugins").value_or(""))) return false;
  if (!arguments.Has("regenerate")) return true;
  auto workshop = sandbox::Workshop::Start();
  if (!workshop.ok()) return Refuse(workshop.error(), "--regenerate needs user namespaces, or root");
  workshop_ = std::move(*workshop);
  return true;
}

bool GivenRelease::StartPlugins(const std::string& folder) {
  const bool are_tars = IsTar(input_.archive) && (input_.previous.empty() || IsTar(input_.previous));
  const bool for_two =
      survey::SensibleWorkers() > 1 && (IsForTwoCodecs(input_.archive) || IsForTwoCodecs(input_.previous));
  for (const auto& [name, plugin] : {std::pair{"codec", &codec_}, {"codec", &second_codec_}, {"archive", &archive_}}) {
    if (plugin == &archive_ && are_tars) continue;
    if (plugin == &second_codec_ && !for_two) continue;
    auto started = sandbox::Plugin::Start(name, folder, sandbox::Plugin::Use::kOneWorker);
    if (!started.ok() && plugin == &second_codec_) continue;  // one takes longer, and that is all
    if (!started.ok()) return Refuse(started.error(), "--plugins names the directory of the plug-ins");
    *plugin = std::move(*started);
  }
  return true;
}

bool GivenRelease::FindFiles(const Arguments& arguments) {
  if (const auto opened = index_.Open(*host_, arguments); !opened.ok()) {
    return Refuse(opened.error(), "halfsecond index build makes one");
  }
  input_.component = arguments.Value("component").value_or("");
  if (!input_.component.empty() && !input_.archive.ends_with(".dsc")) {
    return Refuse({Error::Kind::kNotFound, "--component is one that a .dsc names: " + input_.archive + " is none"},
                  "name the .dsc in the archive's place");
  }
  std::string unused;  // what was packaged before is not asked about
  for (const auto& [name, packaging] : {std::pair{&input_.archive, &input_.packaging}, {&input_.previous, &unused}}) {
    const auto found = FindUpstream(*host_, input_.component, *name, *packaging);
    if (found.ok()) continue;
    Error error = found.error();
    error.what = *name + ": " + error.what;
    return Refuse(error, "name a .dsc that has its archives beside it");
  }
  return true;
}

std::optional<ReleaseFacts> GivenRelease::Check(const Arguments& arguments, survey::Crew& crew) {
  if (!FindFiles(arguments)) return std::nullopt;
  const OpenFile previous(input_.previous);
  if (!input_.previous.empty() && previous.number() < 0) {
    Refuse(previous.Refusal(), "--previous names an archive");
    return std::nullopt;
  }
  input_.previous_descriptor = previous.number();
  const OpenFile file(input_.archive);
  if (file.number() < 0) {
    Refuse(file.Refusal(), "name a release archive");
    return std::nullopt;
  }
  input_.descriptor = file.number();
  const OpenFile packaging(input_.packaging);
  input_.packaging_descriptor = packaging.number();
  auto facts =
      release::CheckRelease(input_,
                            {{*codec_, archive_ ? &*archive_ : nullptr, second_codec_ ? &*second_codec_ : nullptr},
                             index_.index(),
                             submodules_,
                             crew,
                             workshop_ ? &*workshop_ : nullptr},
                            *repository_);
  if (!facts.ok()) {
    // What is missing is a tag; all else is the archive's.
    const bool is_tag = facts.error().kind == Error::Kind::kNotFound;
    const char* about_tags = input_.asked_tag.empty() ? "name a clone that has the project's tags (git fetch --tags)"
                                                      : "without --tag the tag is found by content";
    Refuse(facts.error(), is_tag ? about_tags : "name a whole tar, zip or 7z archive");
    return std::nullopt;
  }
  if (!input_.packaging.empty() && packaging.number() < 0)
    facts->damages.push_back({input_.packaging, "what Debian excluded is not known: " + packaging.why().what, 0});
  facts->findings = rules::AskReleaseRules(*facts);
  return std::move(*facts);
}

}  // namespace halfsecond::app
