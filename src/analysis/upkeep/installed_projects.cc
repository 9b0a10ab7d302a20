#include "analysis/upkeep/installed_projects.h"

#include <algorithm>
#include <map>

#include "analysis/upkeep/changelogs.h"
#include "readers/deb/status.h"

namespace halfsecond::upkeep {
namespace {

constexpr const char* kStatus = "/var/lib/dpkg/status";

}  // namespace

UpkeepProject* InstalledProjects::Find(std::string_view source) {
  const auto found = std::lower_bound(projects.begin(), projects.end(), source,
                                      [](const UpkeepProject& a, std::string_view name) { return a.name < name; });
  return found != projects.end() && found->name == source ? &*found : nullptr;
}

Result<InstalledProjects> ReadInstalledProjects(const Root& root) {
  HS_TRY(text, root.ReadText(kStatus));
  HS_TRY(status, deb::ReadStatus(Bytes::Of(text)));
  InstalledProjects installed;
  for (const Error& error : status.damage) installed.damages.push_back({kStatus, error.what, error.at_byte});
  std::map<std::string_view, UpkeepProject> by_source;
  for (const deb::Package& package : status.packages) {
    if (!deb::FilesAreInPlace(package.state)) continue;
    UpkeepProject& project = by_source[package.source];
    if (project.packages.empty()) {
      project.name = package.source;
      project.version = package.version;
      project.maintainer = package.maintainer;
      project.is_orphaned = SaysOrphaned(package.maintainer);
      project.help.push_back({"maintainer", project.maintainer, kStatus});
      if (!package.homepage.empty()) project.help.push_back({"homepage", std::string(package.homepage), kStatus});
    }
    project.packages.emplace_back(package.name);
  }
  for (auto& [source, project] : by_source) installed.projects.push_back(std::move(project));
  return installed;
}

}  // namespace halfsecond::upkeep
