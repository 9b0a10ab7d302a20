#include "analysis/system/unit_store.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "analysis/system/unit_search.h"
#include "base/limits.h"

namespace halfsecond::system {
namespace {

// systemd.exec(5), "ExecSearchPath=": the manager's own path when the option is not given.
constexpr std::array<const char*, 6> kProgramDirectories{"/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/",
                                                         "/usr/bin/",        "/sbin/",          "/bin/"};

// dbus-daemon(1), "<standard_system_servicedirs/>"; first wins.
constexpr std::array<const char*, 4> kBusDirectories{
    "/etc/dbus-1/system-services", "/usr/local/share/dbus-1/system-services", "/usr/share/dbus-1/system-services",
    "/lib/dbus-1/system-services"};

// What a bus service names that only something else may start.
constexpr std::string_view kNothing = "/bin/false";

constexpr const char* kInit = "/sbin/init";
constexpr const char* kSystemd = "/lib/systemd/systemd";

// A unit that somebody can enable and nobody did runs when its socket, timer or path unit does.
StartedProgram::When WhenOf(const UnitSearch& search, const std::string& unit, const unit::Service& service) {
  if (search.IsWanted(unit)) return StartedProgram::When::kEnabled;
  if (!service.has_install_section) return StartedProgram::When::kOnDemand;
  const std::string stem = unit.substr(0, unit.rfind('.'));
  for (const char* suffix : {".socket", ".timer", ".path"}) {
    if (search.IsWanted(stem + suffix)) return StartedProgram::When::kOnDemand;
  }
  return search.HasChoices() ? StartedProgram::When::kDisabled : StartedProgram::When::kInstallable;
}

auto Key(const StartedProgram& started) {
  return std::tie(started.program, started.when, started.unit, started.step, started.line);
}

}  // namespace

UnitStore::UnitStore(const Root& root) : root_(&root), aliases_(DirectoryAliases::Of(root)), real_paths_(root) {
  ReadUnits();
  ReadBusServices();
  ReadInit();
  std::sort(all_.begin(), all_.end(), [](const auto& a, const auto& b) { return Key(a) < Key(b); });
  NoteFiles();
}

void UnitStore::NoteFiles() {
  const std::string* last = nullptr;
  for (const StartedProgram& started : all_) {
    if (last != nullptr && *last == started.program) continue;
    last = &started.program;
    const auto status = root_->Status(started.program);
    if (status.ok()) files_.emplace_back(status->device, status->inode);
  }
  std::sort(files_.begin(), files_.end());
}

bool UnitStore::Starts(const FileStatus& file) const {
  return std::binary_search(files_.begin(), files_.end(), std::pair(file.device, file.inode));
}

void UnitStore::ReadUnits() {
  const UnitSearch search(*root_, real_paths_);
  for (const auto& [unit, path] : search.fragments()) {
    std::vector<unit::UnitFile> files;
    std::vector<std::string> paths{path};
    if (!Read(path, files)) continue;
    for (const std::string& drop_in : search.DropInsOf(unit)) {
      if (Read(drop_in, files)) paths.push_back(drop_in);
    }
    const unit::Service service = unit::MergeService(files);
    for (const Error& error : service.damage) Note(path, error);
    StartedProgram common;
    common.unit = unit;
    common.when = WhenOf(search, unit, service);
    common.type = service.type;
    AddService(common, service, paths);
  }
}

void UnitStore::AddService(const StartedProgram& common, const unit::Service& service,
                           const std::vector<std::string>& paths) {
  if (!service.other_root.empty() && service.other_root != "/") return;  // its paths are not this system's
  for (const unit::ServiceCommand& command : service.commands) {
    StartedProgram started = common;
    started.program = Locate(command.command.program);
    started.file = paths[command.file];
    started.at_byte = command.at_byte;
    started.identity = unit::IdentityOf(service, command);
    started.step = command.step;
    started.line = command.command.line;
    all_.push_back(std::move(started));
  }
}

void UnitStore::ReadBusServices() {
  const bool has_systemd = root_->Status(kSystemd).ok();
  std::set<std::string> seen;
  for (const std::string directory : kBusDirectories) {
    auto entries = root_->List(directory);
    if (!entries.ok()) continue;
    for (const DirectoryEntry& entry : *entries) {
      if (!entry.name.ends_with(".service") || !seen.insert(entry.name).second) continue;
      const std::string path = directory + "/" + entry.name;
      std::vector<unit::UnitFile> files;
      if (!Read(path, files)) continue;
      const unit::BusService service = unit::ReadBusService(files.front());
      if (has_systemd && !service.systemd_unit.empty()) continue;  // that unit is started, and was read
      AddBusService(path, service);
    }
  }
}

void UnitStore::AddBusService(const std::string& path, const unit::BusService& service) {
  auto commands = unit::ReadCommands(service.exec);
  if (!commands.ok() || commands->empty()) {
    return Note(path, {Error::Kind::kMalformed, "a bus service without a command"});
  }
  if (commands->front().program == kNothing) return;
  StartedProgram started;
  started.program = Locate(commands->front().program);
  started.by = StartedProgram::By::kBus;
  started.unit = service.name;
  started.file = path;
  started.identity = service.identity;
  started.line = service.exec;
  all_.push_back(std::move(started));
}

void UnitStore::ReadInit() {
  auto real_path = root_->RealPath(kInit);
  if (!real_path.ok()) return;
  StartedProgram started;
  started.program = std::move(*real_path);
  started.by = StartedProgram::By::kInit;
  started.when = StartedProgram::When::kEnabled;
  started.unit = "init";
  started.file = kInit;
  started.identity = {unit::Identity::Kind::kRoot, "root"};
  started.line = kInit;
  all_.push_back(std::move(started));
}

bool UnitStore::Read(const std::string& path, std::vector<unit::UnitFile>& files) {
  auto text = root_->ReadText(path);
  if (!text.ok()) {
    Note(path, text.error());
    return false;
  }
  if (text->empty()) return false;  // an empty file masks, as a link to /dev/null does
  auto file = unit::ReadUnitFile(Bytes::Of(*text));
  if (!file.ok()) {
    Note(path, file.error());
    return false;
  }
  files.push_back(std::move(*file));
  return true;
}

std::string UnitStore::Locate(const std::string& program) const {
  if (program.front() == '/') {
    auto real_path = real_paths_.Of(program);
    return real_path.ok() ? std::move(*real_path) : aliases_.Real(program);
  }
  for (const char* directory : kProgramDirectories) {
    auto real_path = real_paths_.Of(directory + program);
    if (real_path.ok()) return std::move(*real_path);
  }
  return program;
}

std::span<const StartedProgram> UnitStore::StartersOf(const std::string& program) const {
  const std::string path = Locate(program.empty() ? "/" : program);
  const auto first = std::lower_bound(
      all_.begin(), all_.end(), path,
      [](const StartedProgram& started, const std::string& wanted) { return started.program < wanted; });
  const auto last = std::upper_bound(
      first, all_.end(), path,
      [](const std::string& wanted, const StartedProgram& started) { return wanted < started.program; });
  return std::span(all_).subspan(static_cast<std::size_t>(first - all_.begin()),
                                 static_cast<std::size_t>(last - first));
}

void UnitStore::Note(std::string path, Error error) {
  if (damage_.size() < limits::kMaxReportedDamage)
    damage_.push_back({std::move(path), std::move(error.what), error.at_byte});
}

}  // namespace halfsecond::system
