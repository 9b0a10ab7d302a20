#include "analysis/about/library_uses.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "analysis/load/chains.h"
#include "facts/uninvited.h"

namespace halfsecond::about {
namespace {

using Edge = std::pair<std::size_t, std::size_t>;

// Is `target` still asked for by anybody when `cut` is gone?
bool IsReached(const LoadFacts& facts, std::size_t target, const Edge& cut) {
  std::vector<bool> seen(facts.objects.size());
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < facts.objects.size(); ++i) {
    if (i != 0 && facts.objects[i].requested_by != kNobody) continue;  // beside the program: preloads, audit libraries
    seen[i] = true;
    open.push_back(i);
  }
  while (!open.empty()) {
    const std::size_t from = open.back();
    open.pop_back();
    if (from == target) return true;
    for (const std::size_t to : facts.objects[from].needs) {
      if (to >= seen.size() || seen[to] || Edge{from, to} == cut) continue;
      seen[to] = true;
      open.push_back(to);
    }
  }
  return false;
}

// The requests that all ways from the program to `target` share: each of them is on a shortest one.
std::vector<Edge> CutsOf(const LoadFacts& facts, std::size_t target) {
  std::uint64_t total = 0;
  const auto chains = load::ShortestChains(facts, target, 1, total);
  std::vector<Edge> cuts;
  if (chains.empty()) return cuts;
  const auto& chain = chains.front();
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const Edge edge{chain[i], chain[i + 1]};
    if (!IsReached(facts, target, edge)) cuts.push_back(edge);
  }
  return cuts;
}

bool IsMoreTelling(const ReachedProgram& a, const ReachedProgram& b) {
  return a.kind != b.kind ? a.kind < b.kind : a.path < b.path;
}

// The request that most programs with power, then most programs, would be free by. One that a library makes goes before
// those of programs: it is one change for many.
std::optional<LibraryCut> BestCut(const std::map<std::pair<std::string, std::string>, LibraryCut>& cuts) {
  const LibraryCut* best = nullptr;
  for (const auto& [edge, cut] : cuts) {
    const auto rank = [](const LibraryCut& each) {
      return std::tuple(!each.from.empty(), each.privileged, each.programs);
    };
    if (best == nullptr || rank(*best) < rank(cut)) best = &cut;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

}  // namespace

LibraryUses::OneUse LibraryUses::UseOf(const LoadFacts& facts, std::size_t object) {
  OneUse use;
  use.program = facts.program;
  use.path = facts.objects[object].path;
  use.is_direct = IsNamedByProgram(facts, object);
  if (!use.is_direct) {
    const std::vector<std::string> chain = ChainTo(facts, object);
    if (chain.size() > 2) use.way = chain[1];
  }
  for (const UninvitedLibrary& library : UninvitedLibraries(facts)) {
    if (library.object == object) use.how = DescribeUninvited(facts, library);
  }
  if (IsPrivileged(facts)) use.privileges = facts.privileges;
  for (const auto& [from, to] : CutsOf(facts, object)) {
    use.cuts.emplace_back(from == 0 ? "" : facts.objects[from].soname, facts.objects[to].soname);
  }
  return use;
}

void LibraryUses::Add(const LoadFacts& facts) {
  std::vector<std::pair<std::string, OneUse>> met;
  for (std::size_t i = 1; i < facts.objects.size(); ++i) {
    const LoadedObject& object = facts.objects[i];
    const auto is_same = [&](const auto& each) { return each.first == object.soname; };
    if (!is_wanted_(object) || std::any_of(met.begin(), met.end(), is_same)) continue;
    met.emplace_back(object.soname, UseOf(facts, i));
  }
  const std::lock_guard lock(mutex_);
  (facts.linkage == Linkage::kDynamic ? programs_ : static_programs_) += 1U;
  privileged_ += facts.linkage == Linkage::kDynamic && IsPrivileged(facts) ? 1U : 0U;
  for (auto& [soname, use] : met) uses_[soname].push_back(std::move(use));
}

void LibraryUses::CountCut(const std::pair<std::string, std::string>& edge, const OneUse& use, LibraryCut& cut) {
  cut.from = edge.first;
  cut.to = edge.second;
  ++cut.programs;
  cut.privileged += use.privileges.empty() ? 0U : 1U;
  if (cut.example.empty()) cut.example = use.program;
}

LibraryUse LibraryUses::SumOf(const std::string& soname, std::vector<OneUse> uses) {
  std::sort(uses.begin(), uses.end(), [](const OneUse& a, const OneUse& b) { return a.program < b.program; });
  LibraryUse sum;
  sum.soname = soname;
  sum.path = uses.front().path;
  sum.programs = uses.size();
  std::map<std::string, std::size_t> ways;
  std::map<std::pair<std::string, std::string>, LibraryCut> cuts;
  for (const OneUse& use : uses) {
    sum.direct += use.is_direct ? 1U : 0U;
    sum.uninvited += use.how.empty() ? 0U : 1U;
    if (sum.how.empty()) sum.how = use.how;
    if (!use.way.empty()) ++ways[use.way];
    if (!use.privileges.empty()) {
      sum.reached.push_back({use.program, use.privileges.front().kind, use.privileges.front().because});
    }
    for (const auto& edge : use.cuts) CountCut(edge, use, cuts[edge]);
  }
  for (const auto& [way, programs] : ways) sum.ways.push_back({way, programs});
  std::stable_sort(sum.ways.begin(), sum.ways.end(),
                   [](const WayToLibrary& a, const WayToLibrary& b) { return a.programs > b.programs; });
  std::sort(sum.reached.begin(), sum.reached.end(), IsMoreTelling);
  sum.example = sum.reached.empty() ? uses.front().program : sum.reached.front().path;
  sum.cut = BestCut(cuts);
  return sum;
}

std::vector<LibraryUse> LibraryUses::Take() {
  std::vector<LibraryUse> all;
  for (auto& [soname, uses] : uses_) {
    all.push_back(SumOf(soname, std::move(uses)));
    all.back().programs_in_all = programs_;
    all.back().static_programs = static_programs_;
    all.back().privileged_in_all = privileged_;
  }
  uses_.clear();
  std::stable_sort(all.begin(), all.end(),
                   [](const LibraryUse& a, const LibraryUse& b) { return a.programs > b.programs; });
  return all;
}

}  // namespace halfsecond::about
