#include "analysis/load/closure_builder.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "analysis/load/default_loader.h"
#include "base/limits.h"

namespace halfsecond::load {
namespace {

constexpr std::size_t kUsualNodes = 64;  // of 2,252 programs, nine of ten map no more

// The words of `text` between any of `separators`.
std::vector<std::string> Words(std::string_view text, std::string_view separators) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
    if (end > at) words.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

// ld.so.preload without its comments (glibc, elf/rtld.c): from # to the end of the line.
std::string WithoutComments(std::string_view text) {
  std::string out;
  bool comment = false;
  for (const char c : text) {
    if (c == '#') comment = true;
    if (c == '\n') comment = false;
    out.push_back(comment ? ' ' : c);
  }
  return out;
}

}  // namespace

ClosureBuilder::ClosureBuilder(LoaderWorld& world, std::string program_path, const Alteration& alteration)
    : world_(world), alteration_(alteration), room_(world.scratch_.get(), LoaderWorld::kScratchBytes) {
  closure_.nodes = std::move(world.spare_nodes_);
  closure_.nodes.clear();
  closure_.nodes.reserve(kUsualNodes);
  closure_.versions_met = &world.versions_met_;
  Node program;
  program.name = program_path.substr(program_path.rfind('/') + 1);
  program.path = std::move(program_path);
  program.file = &world.store_.Get(program.path);
  is_secure_ = (program.file->status.mode & (S_ISUID | S_ISGID)) != 0;
  closure_.nodes.push_back(std::move(program));
  List(0);
}

Closure ClosureBuilder::Build() && {
  AddProgram();
  if (closure_.is_static) {
    closure_.init_order.push_back(0);
    closure_.relocation_order.push_back(0);
    closure_.lookup_order.push_back(0);
    return std::move(closure_);
  }
  AddInterpreter();
  AddPreloads();
  WalkNeeds();
  if (interpreter_node_ != kNobody && !IsListed(interpreter_node_)) {
    List(interpreter_node_);  // mapped by the kernel whether anyone names it or not
  }
  ComputeInitOrder();
  // A filter of the program itself stands before it in the loader's list. Symbols are looked up in that order; what we
  // show starts with the program whatever it names.
  closure_.lookup_order = closure_.order;
  const auto program = std::find(closure_.order.begin(), closure_.order.end(), std::size_t{0});
  std::rotate(closure_.order.begin(), program, program + 1);
  AddAudits();
  return std::move(closure_);
}

void ClosureBuilder::AddProgram() {
  const elf::Object& program = ObjectOf(0);
  closure_.interpreter = program.interpreter;
  if (closure_.interpreter.empty()) {
    closure_.is_static = program.needed.empty() && alteration_.with.empty();
    closure_.interpreter = DefaultLoaderOf(program);
  }
  closure_.profile = &world_.Profile(closure_.interpreter, program);
  default_results_ = &world_.default_results_[closure_.interpreter];
  absent_ = &world_.absent_subdirectories_[closure_.profile];
  if (!IsMusl() && program.soname) RememberName(*program.soname, 0);
  if (closure_.is_static || IsSecure() || !world_.environment_.library_path) return;
  const std::string& path = *world_.environment_.library_path;
  library_path_ =
      IsMusl() ? SplitMuslPath(path, {}) : SplitGlibcPath(path, ":;", *closure_.profile, ContextOf(0, path));
}

void ClosureBuilder::AddInterpreter() {
  const StoredFile& file = world_.store_.Get(closure_.interpreter);
  if (file.state != StoredFile::State::kObject) {
    if (!ObjectOf(0).interpreter.empty()) {
      closure_.would_not_start.push_back("its loader " + closure_.interpreter + " is not there or no ELF file");
      closure_.is_of_another_machine = IsOfAnotherMachine(world_.store_, ObjectOf(0));
    }
    return;
  }
  Node node;
  node.name = closure_.interpreter;
  node.path = closure_.interpreter;
  node.file = &file;
  node.requested_by = 0;
  node.found_by = FoundBy::kInterpreter;
  closure_.nodes.push_back(std::move(node));
  interpreter_node_ = closure_.nodes.size() - 1;
  RememberName(closure_.interpreter, interpreter_node_);
  if (!IsMusl() && file.object->soname) RememberName(*file.object->soname, interpreter_node_);
}

void ClosureBuilder::AddPreload(const std::string& name, const std::string& origin) {
  const std::size_t before = closure_.nodes.size();
  const auto node = Serve({.name = name, .purpose = Purpose::kPreload});
  if (!node || *node < before) return;  // not there (told as missing), or loaded already
  closure_.nodes[*node].requested_by = kNobody;
  closure_.nodes[*node].found_by = FoundBy::kPreload;
  closure_.nodes[*node].found_in = origin;
  List(*node);
}

// LD_PRELOAD first, then ld.so.preload: elf/rtld.c. In a set-uid program names with a slash are ignored.
void ClosureBuilder::AddPreloads() {
  const auto& preload = world_.environment_.preload;
  if (preload && !(IsMusl() && IsSecure())) {
    const std::size_t before = closure_.order.size();
    for (const std::string& name : Words(*preload, " :")) {
      if (IsSecure() && name.find('/') != std::string::npos) continue;
      AddPreload(name, "LD_PRELOAD");
    }
    if (closure_.order.size() > before) closure_.environment_that_counted.push_back("LD_PRELOAD=" + *preload);
  }
  if (IsMusl()) return;
  for (const std::string& name : Words(WithoutComments(world_.PreloadFile()), ": \t\n")) {
    AddPreload(name, "/etc/ld.so.preload");
  }
}

// The breadth-first walk of elf/dl-deps.c. A filter found on the way is put before the object that names it and is
// walked next, which is why this is a search for the first object not yet done rather than a plain queue.
void ClosureBuilder::WalkNeeds() {
  for (std::size_t position = 0; position < closure_.order.size();) {
    const std::size_t node = closure_.order[position];
    done_.resize(closure_.nodes.size(), 0);
    if (done_[node] != 0) {
      ++position;
    } else if (closure_.nodes.size() > limits::kMaxObjects) {
      closure_.would_not_start.emplace_back("more libraries than we are willing to follow");
      return;
    } else {
      TakeNeeds(position);
    }
  }
}

void ClosureBuilder::TakeNeeds(std::size_t position) {
  const std::size_t node = closure_.order[position];
  done_[node] = 1;
  if (node == interpreter_node_) return;
  const std::vector<elf::ObjectNeed>* needs = &ObjectOf(node).needed;
  const std::vector<elf::ObjectNeed> altered = AlteredNeeds(node);
  if (IsAltered(node)) needs = &altered;
  closure_.nodes[node].needs.reserve(needs->size());
  for (const elf::ObjectNeed& need : *needs) {
    const bool is_needed = need.kind == elf::Needed::Kind::kNeeded;
    if (IsMusl() && !is_needed) continue;
    const auto if_missing = need.kind == elf::Needed::Kind::kAuxiliary ? IfMissing::kGoOn : IfMissing::kWouldNotStart;
    const auto dependency = Serve({need.name, node, need.at_byte, Purpose::kNeeded, if_missing});
    if (!dependency) continue;
    closure_.nodes[node].needs.push_back({*dependency, need.at_byte});
    if (!is_needed) {
      InsertFilter(position, *dependency);
    } else if (!IsListed(*dependency)) {
      List(*dependency);
    }
  }
}

bool ClosureBuilder::IsAltered(std::size_t node) const {
  if (node == 0 && !(alteration_.without.empty() && alteration_.with.empty())) return true;
  return alteration_.cut && alteration_.cut->from_path == closure_.nodes[node].path;
}

// What the object would name after the alteration; nothing when it is as it was.
std::vector<elf::ObjectNeed> ClosureBuilder::AlteredNeeds(std::size_t node) const {
  if (!IsAltered(node)) return {};
  std::vector<elf::ObjectNeed> needs = ObjectOf(node).needed;
  if (node == 0) {
    const auto dropped = [&](const elf::ObjectNeed& need) {
      return std::find(alteration_.without.begin(), alteration_.without.end(), need.name) != alteration_.without.end();
    };
    needs.erase(std::remove_if(needs.begin(), needs.end(), dropped), needs.end());
    for (const std::string& name : alteration_.with) needs.push_back({name, elf::Needed::Kind::kNeeded, 0});
  }
  if (alteration_.cut && alteration_.cut->from_path == closure_.nodes[node].path) {
    const auto is_cut = [&](const elf::ObjectNeed& need) { return need.name == alteration_.cut->name; };
    needs.erase(std::remove_if(needs.begin(), needs.end(), is_cut), needs.end());
  }
  return needs;
}

void ClosureBuilder::InsertFilter(std::size_t& position, std::size_t node) {
  auto& order = closure_.order;
  const auto here = order.begin() + static_cast<std::ptrdiff_t>(position);
  if (!IsListed(node)) {
    order.insert(here, node);
    MarkListed(node);
    ++position;
    return;
  }
  const auto known = std::find(order.begin(), order.end(), node);
  if (known > here) {
    std::rotate(here, known, known + 1);
    ++position;
  }
  // Before the current object already, or the object itself: it stays.
}

std::optional<std::size_t> ClosureBuilder::AlreadyLoaded(std::string_view name) {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

void ClosureBuilder::RememberName(std::string_view name, std::size_t node) {
  auto* const kept = static_cast<char*>(room_.allocate(std::max<std::size_t>(name.size(), 1), 1));
  std::copy(name.begin(), name.end(), kept);
  by_name_.emplace(std::string_view(kept, name.size()), node);
}

void ClosureBuilder::RememberNames(std::size_t node, const std::string& name) {
  if (IsMusl()) {
    // Only names that were searched for match again; a path never does.
    if (name.find('/') == std::string::npos) RememberName(name, node);
    return;
  }
  RememberName(name, node);
  RememberName(closure_.nodes[node].path, node);
  const auto& soname = ObjectOf(node).soname;
  if (soname && *soname != name) RememberName(*soname, node);
}

std::size_t ClosureBuilder::AddNode(Found found, const std::string& name, std::size_t requester,
                                    std::uint64_t at_byte) {
  Node node;
  node.name = name;
  node.path = std::move(found.path);
  node.file = found.file;
  node.requested_by = requester;
  node.requested_at_byte = at_byte;
  node.found_by = found.found_by;
  node.found_in = std::move(found.found_in);
  node.link_namespace = link_namespace_;
  closure_.nodes.push_back(std::move(node));
  return closure_.nodes.size() - 1;
}

void ClosureBuilder::Miss(const Request& request, Search search) {
  MissingLibrary missing;
  missing.soname = request.name;
  missing.requested_by = request.requester;
  missing.requested_at_byte = request.at_byte;
  missing.looked_in = std::move(search.looked_in);
  missing.is_fatal = request.if_missing == IfMissing::kWouldNotStart;
  missing.because = !search.fatal.empty() ? search.fatal : !search.skipped.empty() ? search.skipped : "not found";
  if (missing.is_fatal) closure_.would_not_start.push_back(request.name + ": " + missing.because);
  closure_.missing.push_back(std::move(missing));
}

std::optional<std::size_t> ClosureBuilder::Serve(const Request& request) {
  ++look_ups_;
  if (!IsMusl() && request.purpose == Purpose::kNeeded && request.name.find('$') != std::string::npos) {
    const auto expanded = ExpandTokens(request.name, *closure_.profile, ContextOf(request.requester, request.name));
    if (IsSecure() || !expanded || expanded->empty()) {
      Search refused;
      refused.fatal = IsSecure() ? "tokens are not allowed in set-uid programs" : "a token in its name has no value";
      Miss(request, std::move(refused));
      return std::nullopt;
    }
    return ServeExpanded({*expanded, request.requester, request.at_byte, request.purpose, request.if_missing});
  }
  return ServeExpanded(request);
}

std::optional<std::size_t> ClosureBuilder::ServeExpanded(const Request& request) {
  if (const auto loaded = AlreadyLoaded(request.name)) return loaded;
  Search search = Find(request, Telling::kNothing);
  if (!search.found) {
    Miss(request, Find(request, Telling::kWhereItLooked));  // again: misses are few
    return std::nullopt;
  }
  const FileKey key = KeyOf(search.found->file->status);
  if (const auto same = by_file_.find(key); same != by_file_.end()) {
    RememberNames(same->second, request.name);
    return same->second;
  }
  const std::size_t node = AddNode(std::move(*search.found), request.name, request.requester, request.at_byte);
  by_file_.emplace(key, node);
  RememberNames(node, request.name);
  return node;
}

// One of them. False when it is not there. `first`: what is initialised before everything else.
bool ClosureBuilder::AddAudit(const std::string& name, const char* origin, std::vector<std::size_t>& first) {
  ++link_namespace_;
  by_name_.clear();
  by_file_.clear();
  if (interpreter_node_ != kNobody) RememberNames(interpreter_node_, closure_.interpreter);
  const std::size_t start = closure_.order.size();
  const auto node = Serve({.name = name, .purpose = Purpose::kAudit});
  if (!node) return false;
  closure_.nodes[*node].found_in = origin;
  List(*node);
  for (std::size_t at = start; at < closure_.order.size(); ++at) {
    done_.resize(closure_.nodes.size(), 0);
    if (done_[closure_.order[at]] == 0) TakeNeeds(at);
  }
  std::vector<char> visited(closure_.nodes.size(), 0);
  if (interpreter_node_ != kNobody) visited[interpreter_node_] = 1;
  VisitForInit(*node, visited, first);
  return true;
}

// Audit libraries: each with what it needs in a namespace of its own, which holds no other object of the program
// (elf/rtld.c, load_audit_modules). They are relocated and initialised before everything else.
void ClosureBuilder::AddAudits() {
  if (IsMusl()) return;
  struct Source {
    const std::optional<std::string>& list;
    const char* origin;
    bool is_of_environment;
  };
  const elf::Object& program = ObjectOf(0);
  std::vector<std::size_t> first;
  for (const Source& source :
       {Source{world_.environment_.audit, "LD_AUDIT", true}, Source{program.audit, "DT_AUDIT", false},
        Source{program.dep_audit, "DT_DEPAUDIT", false}}) {
    for (const std::string& name : source.list ? Words(*source.list, ":") : std::vector<std::string>()) {
      if (IsSecure() && name.find('/') != std::string::npos) continue;
      if (!AddAudit(name, source.origin, first)) continue;
      if (source.is_of_environment) closure_.environment_that_counted.push_back("LD_AUDIT=" + *source.list);
    }
  }
  closure_.init_order.insert(closure_.init_order.begin(), first.begin(), first.end());
}

}  // namespace halfsecond::load
