#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analysis/bind/binding_table.h"
#include "analysis/bind/price.h"
#include "analysis/load/chains.h"
#include "app/commands.h"
#include "app/load_session.h"
#include "app/output.h"
#include "app/session.h"
#include "app/why_source.h"
#include "base/limits.h"
#include "base/text.h"
#include "facts/why.h"
#include "render/why.h"

namespace halfsecond::app {
namespace {

// The object that `name` means: a soname, a path, the name of a file, or a soname without its version.
std::size_t FindObject(const LoadFacts& facts, const std::string& name) {
  const auto matches = [&](const LoadedObject& object) {
    return object.soname == name || object.path == name || object.path.ends_with("/" + name) ||
           object.soname.starts_with(name + ".so");
  };
  const auto found = std::find_if(facts.objects.begin() + 1, facts.objects.end(), matches);
  return found == facts.objects.end() ? kNobody : static_cast<std::size_t>(found - facts.objects.begin());
}

// The object whose file also stands at `path`: /usr/lib and /lib are often one.
std::size_t FindFile(const Root& root, const LoadFacts& facts, const std::string& path) {
  const auto wanted = root.Status(path);
  if (!wanted.ok()) return kNobody;
  for (std::size_t i = 1; i < facts.objects.size(); ++i) {
    const auto status = root.Status(facts.objects[i].path);
    if (status.ok() && status->device == wanted->device && status->inode == wanted->inode) return i;
  }
  return kNobody;
}

std::uint64_t EntryOf(const LoadedObject& from, std::size_t to) {
  for (std::size_t i = 0; i < from.needs.size(); ++i) {
    if (from.needs[i] == to) return from.needs_at_bytes[i];
  }
  return 0;
}

// The name written in the entry at `at_byte` of an object.
std::string EntryName(Session& session, const LoadedObject& from, std::uint64_t at_byte) {
  for (const elf::ObjectNeed& need : session.store().Get(from.path).object->needed) {
    if (need.at_byte == at_byte) return need.name;
  }
  return "";
}

// The symbols that each object binds from each other.
using SymbolsBetween = std::map<std::pair<std::size_t, std::size_t>, std::set<std::string>>;

SymbolsBetween BindAll(Session& session, const LoadFacts& facts) {
  bind::SymbolIndex index(session.store());
  bind::AddObjects(facts, index);
  index.Build();
  SymbolsBetween between;
  for (const BoundSymbol& bound : bind::BindingTable(facts, index).All()) {
    between[{bound.from, bound.to}].insert(bound.symbol);
  }
  return between;
}

WhyFacts Explain(Session& session, const LoadFacts& facts, std::size_t library) {
  WhyFacts why;
  why.library = library;
  const SymbolsBetween between = BindAll(session, facts);
  std::map<std::pair<std::size_t, std::uint64_t>, bind::LinkPrice> prices;  // chains share their links
  for (const auto& chain : load::ShortestChains(facts, library, limits::kMaxShortestChains, why.total_chains)) {
    std::vector<WhyStep> steps;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
      WhyStep step;
      step.from = chain[i];
      step.to = chain[i + 1];
      step.at_byte = EntryOf(facts.objects[step.from], step.to);
      if (const auto bound = between.find({step.from, step.to}); bound != between.end()) {
        step.symbols.assign(bound->second.begin(), bound->second.end());
      }
      const auto known = prices.try_emplace({step.from, step.at_byte});
      if (known.second) {
        const std::string name = EntryName(session, facts.objects[step.from], step.at_byte);
        known.first->second = bind::PriceLink(session.world(), facts, step.from, name);
      }
      step.removed = known.first->second.removed;
      step.libraries_left = known.first->second.libraries_left;
      steps.push_back(std::move(step));
    }
    why.chains.push_back(std::move(steps));
  }
  return why;
}

}  // namespace

ExitCode RunWhy(const Arguments& arguments) {
  if (arguments.operands().size() != 2) {
    PrintError("why needs a program and a library", "halfsecond why /usr/sbin/sshd liblzma.so.5");
    return ExitCode::kUsage;
  }
  ExitCode code = ExitCode::kAnswered;
  WhySource source(arguments);
  Preparation preparation;
  preparation.before_confinement = [&](const Root&) { source.Prepare(); };
  preparation.duty = source.duty();
  const auto session = Session::Start(arguments, elf::Depth::kNamed, code, preparation);
  if (session == nullptr) return code;
  const auto path = session->FindProgram(arguments.operands()[0], code);
  if (!path) return code;
  const std::vector<LoadFacts> programs = JoinedFacts(*session, {*path});
  const LoadFacts& facts = programs.front();
  const std::string& name = arguments.operands()[1];
  std::size_t library = FindObject(facts, name);
  if (library == kNobody && name.find('/') != std::string::npos) library = FindFile(session->root(), facts, name);
  const auto missing = std::find_if(facts.missing.begin(), facts.missing.end(),
                                    [&](const MissingLibrary& each) { return each.soname == name; });
  if (library == kNobody && missing != facts.missing.end()) {
    const std::size_t asker = missing->requested_by;
    PrintError(name + ": " + missing->because + ", asked for by " +
                   (asker < facts.objects.size() ? facts.objects[asker].path : *path),
               "halfsecond load --order " + ShellWord(*path) + " shows where it was looked for");
    return ExitCode::kCannotAnswer;
  }
  if (library == kNobody) {
    std::vector<std::string> names;
    for (const LoadedObject& object : facts.objects) names.push_back(object.soname);
    const std::string closest = ClosestName(name, names);
    PrintError(*path + " does not load " + name,
               closest.empty() ? "halfsecond load --order " + ShellWord(*path) + " lists what it loads"
                               : "did you mean " + closest + "?");
    return ExitCode::kUsage;
  }
  if (source.wanted()) return source.Answer(*session, facts, library);
  const WhyFacts why = Explain(*session, facts, library);
  const bool written = PrintAnswer(arguments.Has("json") ? render::WhyJson(facts, why)
                                                         : Continued(arguments, render::WhyText(facts, why)));
  return written ? code : ExitCode::kCannotAnswer;
}

}  // namespace halfsecond::app
