#include "analysis/load/load_facts.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "readers/elf/constants.h"

namespace halfsecond::load {
namespace {

// The parts of glibc and GCC that stand for "the runtime", not for "a third party".
constexpr std::array<std::string_view, 20> kRuntimeSonames{"libc.so.6",
                                                           "libm.so.6",
                                                           "libmvec.so.1",
                                                           "libpthread.so.0",
                                                           "libdl.so.2",
                                                           "librt.so.1",
                                                           "libresolv.so.2",
                                                           "libutil.so.1",
                                                           "libanl.so.1",
                                                           "libnsl.so.1",
                                                           "libBrokenLocale.so.1",
                                                           "libthread_db.so.1",
                                                           "libnss_files.so.2",
                                                           "libnss_dns.so.2",
                                                           "libgcc_s.so.1",
                                                           "libstdc++.so.6",
                                                           "libc_malloc_debug.so.0",
                                                           "libc.so",
                                                           "libnss_compat.so.2",
                                                           "libnss_hesiod.so.2"};

// Positions of nodes in the list that is shown.
class Numbering {
 public:
  explicit Numbering(const Closure& closure) : shown_(closure.nodes.size(), kNobody) {
    for (std::size_t i = 0; i < closure.order.size(); ++i) shown_[closure.order[i]] = i;
  }
  std::size_t operator[](std::size_t node) const { return node < shown_.size() ? shown_[node] : kNobody; }

 private:
  std::vector<std::size_t> shown_;
};

std::string FoundIn(const Node& node, StartDetail detail) {
  if (node.found_by != FoundBy::kCache || !node.found_in.empty() || detail != StartDetail::kAll) return node.found_in;
  return "/etc/ld.so.cache";
}

void AddObject(const Closure& closure, const Node& node, const Numbering& shown, StartDetail detail, LoadFacts& facts) {
  const elf::Object& from = *node.file->object;
  LoadedObject& object = facts.objects.emplace_back();
  object.soname = node.found_by == FoundBy::kInterpreter && from.soname ? *from.soname : node.name;
  object.path = node.path;
  object.requested_by = shown[node.requested_by];
  object.requested_at_byte = node.requested_at_byte;
  object.found_by = node.found_by;
  object.found_in = FoundIn(node, detail);
  object.link_namespace = node.link_namespace;
  object.is_runtime = IsRuntime(from.soname ? *from.soname : node.name, node.path, *closure.profile) ||
                      node.found_by == FoundBy::kInterpreter;
  const bool tells_places = detail != StartDetail::kNothing;
  object.needs.reserve(node.needs.size());
  if (tells_places) object.needs_at_bytes.reserve(node.needs.size());
  for (const Node::Need& need : node.needs) {
    if (shown[need.node] == kNobody) continue;
    object.needs.push_back(shown[need.node]);
    if (tells_places) object.needs_at_bytes.push_back(need.at_byte);
  }
  object.hardening = {from.hardening.has_relro, from.hardening.bind_now, from.hardening.text_relocations,
                      from.hardening.executable_stack, from.hardening.writable_code_at};
}

std::vector<std::size_t> Numbered(const std::vector<std::size_t>& nodes, const Numbering& shown) {
  std::vector<std::size_t> numbers;
  numbers.reserve(nodes.size());
  for (const std::size_t node : nodes) numbers.push_back(shown[node]);
  return numbers;
}

// A library without any definitions is only warned about, so it is not told here.
bool IsMet(const elf::ObjectVersionNeed& need, const elf::Object& definer) {
  const auto& defined = definer.version_definitions;
  return need.strength == elf::VersionNeed::Strength::kWeak || defined.empty() ||
         std::find(defined.begin(), defined.end(), need.version) != defined.end();
}

// Who asks for versions, and who is to define them: node numbers.
struct VersionPair {
  std::size_t needs;
  std::size_t defines;
};

// `row`: what one object asks of one other; not empty.
void AddMissingOfRow(const Closure& closure, std::span<const elf::ObjectVersionNeed> row, VersionPair pair,
                     const Numbering& shown, LoadFacts& facts) {
  const elf::Object& definer = *closure.nodes[pair.defines].file->object;
  if (closure.versions_met->contains({&row.front(), &definer})) return;
  bool is_met = true;
  for (const elf::ObjectVersionNeed& need : row) {
    if (IsMet(need, definer)) continue;
    is_met = false;
    facts.missing_versions.push_back({need.version, shown[pair.needs], shown[pair.defines], need.at_byte});
    facts.would_not_start.push_back("version " + need.version + " missing in " + closure.nodes[pair.defines].path);
  }
  if (is_met) closure.versions_met->insert({&row.front(), &definer});
}

// The versions each object was linked against, looked up in the object that carries the file's name, as
// _dl_check_all_versions does; those that one object asks of another in a row once for all programs.
void AddMissingVersions(const Closure& closure, const Numbering& shown, LoadFacts& facts) {
  std::unordered_map<std::string_view, std::size_t> by_name;
  for (const std::size_t node : closure.order) {
    if (closure.nodes[node].link_namespace != 0) continue;
    const elf::Object& object = *closure.nodes[node].file->object;
    by_name.emplace(closure.nodes[node].name, node);
    if (object.soname) by_name.emplace(*object.soname, node);
  }
  for (const std::size_t node : closure.order) {
    if (closure.nodes[node].link_namespace != 0) continue;
    const auto& needs = closure.nodes[node].file->object->version_needs;
    for (std::size_t i = 0, end = 0; i < needs.size(); i = end) {
      for (end = i + 1; end < needs.size() && needs[end].file == needs[i].file;) ++end;
      const auto library = by_name.find(needs[i].file);
      if (library == by_name.end()) continue;
      AddMissingOfRow(closure, std::span(needs).subspan(i, end - i), {node, library->second}, shown, facts);
    }
  }
}

void AddDamages(const Closure& closure, LoadFacts& facts) {
  for (const std::size_t node : closure.order) {
    for (const Error& damage : closure.nodes[node].file->object->damages) {
      facts.damages.push_back({closure.nodes[node].path, damage.what, damage.at_byte});
    }
  }
}

void AddOnDemand(const Closure& closure, LoadFacts& facts) {
  for (std::size_t i = 0; i < closure.order.size(); ++i) {
    for (const elf::OnDemand& entry : closure.nodes[closure.order[i]].file->object->on_demand) {
      facts.on_demand.push_back({i, entry.sonames, entry.feature, entry.priority, entry.at_byte});
    }
  }
}

}  // namespace

Linkage LinkageOf(const Closure& closure) {
  const elf::Object& program = *closure.nodes[0].file->object;
  if (!closure.is_static) return program.interpreter.empty() ? Linkage::kLibrary : Linkage::kDynamic;
  if (program.type == elf::kTypeExec) return Linkage::kStatic;
  return (program.flags_1 & elf::kFlag1Pie) != 0 ? Linkage::kStaticPie : Linkage::kLibrary;
}

// "/lib/x86_64-linux-gnu/" and its like, where a distribution for several machines has its C library.
bool IsMultiarch(std::string_view directory) {
  if (directory.starts_with("/usr")) directory.remove_prefix(4);
  return directory.starts_with("/lib/") && directory.find("-linux-") != std::string_view::npos &&
         directory.find('/', 5) == directory.size() - 1;
}

bool IsRuntime(const std::string& soname, const std::string& path, const LoaderProfile& profile) {
  const bool is_loader =
      soname.starts_with("ld-linux") || soname.starts_with("ld-musl-") || soname.starts_with("ld64.so");
  if (!is_loader && std::find(kRuntimeSonames.begin(), kRuntimeSonames.end(), soname) == kRuntimeSonames.end()) {
    return false;
  }
  const std::string directory = path.substr(0, path.rfind('/') + 1);
  const auto& system = profile.system_directories;
  // A loader that is not there does not say which directories are its own.
  return profile.kind == LoaderProfile::Kind::kMusl || (profile.glibc_minor == 0 && IsMultiarch(directory)) ||
         std::find(system.begin(), system.end(), directory) != system.end() ||
         (directory.starts_with("/usr") &&
          std::find(system.begin(), system.end(), directory.substr(4)) != system.end());
}

LoadFacts FactsOf(const Closure& closure, StartDetail detail) {
  LoadFacts facts;
  const Node& program = closure.nodes[0];
  const Numbering shown(closure);
  facts.program = program.path;
  facts.linkage = LinkageOf(closure);
  facts.interpreter = closure.interpreter;
  facts.loader = closure.profile->Describe();
  facts.cpu = closure.profile->cache.hwcaps.empty() ? "" : closure.profile->cache.hwcaps.front();
  facts.objects.reserve(closure.order.size());
  for (const std::size_t node : closure.order) {
    AddObject(closure, closure.nodes[node], shown, detail, facts);
  }
  facts.init_order = Numbered(closure.init_order, shown);
  facts.relocation_order = Numbered(closure.relocation_order, shown);
  facts.lookup_order = Numbered(closure.lookup_order, shown);
  for (const MissingLibrary& missing : closure.missing) {
    facts.missing.push_back(missing);
    facts.missing.back().requested_by = shown[missing.requested_by];
  }
  facts.would_not_start = closure.would_not_start;
  facts.is_of_another_machine = closure.is_of_another_machine;
  facts.environment_that_counted = closure.environment_that_counted;
  if (!closure.is_static && detail != StartDetail::kNothing) AddMissingVersions(closure, shown, facts);
  AddDamages(closure, facts);
  AddOnDemand(closure, facts);
  if (detail != StartDetail::kNothing) AddTimeline(closure, facts, detail);
  const bool a_library_is_missing =
      std::any_of(facts.missing.begin(), facts.missing.end(), [](const MissingLibrary& m) { return m.is_fatal; });
  facts.closure_complete = !a_library_is_missing && facts.damages.empty();
  return facts;
}

}  // namespace halfsecond::load
