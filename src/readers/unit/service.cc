#include "readers/unit/service.h"

#include <algorithm>
#include <array>
#include <utility>

namespace halfsecond::unit {
namespace {

struct StepKey {
  std::string_view key;
  Step step;
};
constexpr std::array<StepKey, 7> kSteps{{
    {"ExecCondition", Step::kCondition},
    {"ExecStartPre", Step::kStartPre},
    {"ExecStart", Step::kStart},
    {"ExecStartPost", Step::kStartPost},
    {"ExecReload", Step::kReload},
    {"ExecStop", Step::kStop},
    {"ExecStopPost", Step::kStopPost},
}};

// The keys that matter to us, by what they hold.
template <class Member>
struct Key {
  std::string_view section;
  std::string_view name;
  Member Service::*member;
};
constexpr std::array<Key<std::string>, 6> kValues{{
    {"Service", "User", &Service::user},
    {"Service", "Group", &Service::group},
    {"Service", "Type", &Service::type},
    {"Service", "BusName", &Service::bus_name},
    {"Service", "RootDirectory", &Service::other_root},
    {"Service", "RootImage", &Service::other_root},
}};
constexpr std::array<Key<bool>, 2> kFlags{{
    {"Service", "DynamicUser", &Service::dynamic_user},
    {"Service", "PermissionsStartOnly", &Service::permissions_start_only},
}};
constexpr std::array<Key<std::vector<std::string>>, 5> kLists{{
    {"Service", "Sockets", &Service::sockets},
    {"Install", "Alias", &Service::aliases},
    {"Install", "WantedBy", &Service::wanted_by},
    {"Install", "RequiredBy", &Service::wanted_by},
    {"Install", "UpheldBy", &Service::wanted_by},
}};

template <class Member, std::size_t N>
Member Service::*Find(const std::array<Key<Member>, N>& keys, const Assignment& assignment) {
  for (const Key<Member>& key : keys) {
    if (key.name == assignment.key && key.section == assignment.section) return key.member;
  }
  return nullptr;
}

// systemd's parse_boolean; a value that is none counts as no.
bool IsYes(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  constexpr std::array<std::string_view, 6> kYes{"1", "yes", "y", "true", "t", "on"};
  return std::find(kYes.begin(), kYes.end(), text) != kYes.end();
}

void AddWords(std::string_view text, std::vector<std::string>& words) {
  constexpr std::string_view kBetween = " \t";
  if (text.empty()) words.clear();
  for (std::size_t begin = 0; (begin = text.find_first_not_of(kBetween, begin)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kBetween, begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
}

// Adds the commands of an Exec line. Returns false when the assignment is none.
bool AddCommands(const Assignment& assignment, std::size_t file, Service& service) {
  const auto* const key =
      std::find_if(kSteps.begin(), kSteps.end(), [&](const StepKey& known) { return known.key == assignment.key; });
  if (assignment.section != "Service" || key == kSteps.end()) return false;
  if (assignment.value.empty()) {
    std::erase_if(service.commands, [&](const ServiceCommand& command) { return command.step == key->step; });
    return true;
  }
  auto commands = ReadCommands(assignment.value);
  if (!commands.ok()) {
    service.damage.push_back({commands.error().kind, commands.error().what, assignment.at_byte});
    return true;
  }
  for (Command& command : *commands) {
    service.commands.push_back({key->step, std::move(command), file, assignment.at_byte});
  }
  return true;
}

void Apply(const Assignment& assignment, std::size_t file, Service& service) {
  if (assignment.section == "Install") service.has_install_section = true;
  if (AddCommands(assignment, file, service)) return;
  if (auto value = Find(kValues, assignment); value != nullptr) service.*value = assignment.value;
  if (auto flag = Find(kFlags, assignment); flag != nullptr) service.*flag = IsYes(assignment.value);
  if (auto list = Find(kLists, assignment); list != nullptr) AddWords(assignment.value, service.*list);
}

Identity IdentityFrom(const std::string& user) {
  if (user.empty() || user == "root" || user == "0") return {Identity::Kind::kRoot, "root"};
  return {Identity::Kind::kUser, user};
}

}  // namespace

std::string_view StepName(Step step) {
  return kSteps[static_cast<std::size_t>(step)].key;
}

Service MergeService(std::span<const UnitFile> files) {
  Service service;
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const Assignment& assignment : files[i].assignments) Apply(assignment, i, service);
    service.damage.insert(service.damage.end(), files[i].damage.begin(), files[i].damage.end());
  }
  if (service.type.empty()) {
    const bool starts = std::any_of(service.commands.begin(), service.commands.end(),
                                    [](const ServiceCommand& command) { return command.step == Step::kStart; });
    service.type = !service.bus_name.empty() ? "dbus" : starts ? "simple" : "oneshot";
  }
  return service;
}

Identity IdentityOf(const Service& service, const ServiceCommand& command) {
  const Rights rights = command.command.rights;
  const bool keeps_root = rights == Rights::kFull || rights == Rights::kKeepUid ||
                          (service.permissions_start_only && command.step != Step::kStart);
  if (keeps_root) return IdentityFrom("root");
  if (service.user.empty() && service.dynamic_user) return {Identity::Kind::kDynamic, "dynamic"};
  return IdentityFrom(service.user);
}

BusService ReadBusService(const UnitFile& file) {
  BusService service;
  std::string user;
  for (const Assignment& assignment : file.assignments) {
    if (assignment.section != "D-BUS Service") continue;
    if (assignment.key == "Name") service.name = assignment.value;
    if (assignment.key == "Exec") service.exec = assignment.value;
    if (assignment.key == "User") user = assignment.value;
    if (assignment.key == "SystemdService") service.systemd_unit = assignment.value;
  }
  service.identity = IdentityFrom(user);
  return service;
}

}  // namespace halfsecond::unit
