// dead-build-probe: what a build asks the compiler, made so that no compiler can say yes. The build then silently goes
// on without the feature.
//
// Where a compiler is at hand the probes that a commit changed are compiled, as they were before and as they are after
// it: one that compiled and whose grammar is broken now is a finding. What a system may lack (a header, a name) is
// none. Without one, a line of a probe's source that holds one mark and nothing else, where C has no place for it, is
// seen.

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "analysis/custody/build_probe.h"
#include "analysis/custody/contents.h"
#include "base/limits.h"
#include "sandbox/probe_compiler.h"

namespace halfsecond::custody {
namespace {

using std::string_view;

// The one mark of a line that has no other; 0 when there is more, or when C may have a line of it.
char StrayMark(string_view line) {
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == string_view::npos) return 0;
  const string_view text = line.substr(start, line.find_last_not_of(" \t\r") - start + 1);
  return text.size() == 1 && string_view(".:?!&|^%~@$`").find(text[0]) != string_view::npos ? text[0] : '\0';
}

bool Contains(string_view outer, string_view inner) {
  const std::less_equal<const char*> not_after;
  return not_after(outer.data(), inner.data()) && not_after(inner.data() + inner.size(), outer.data() + outer.size());
}

// A mark where C has no place for one.
std::optional<std::string> LoneMark(const ContentChange& change, const std::vector<BuildProbe>& probes) {
  for (const string_view line : change.lines.added) {
    const char mark = StrayMark(line);
    const bool is_inside = mark != 0 && std::any_of(probes.begin(), probes.end(), [&](const BuildProbe& probe) {
                             return Contains(probe.text, line);
                           });
    if (is_inside) return std::string("a line of a probe's source is a lone \"") + mark + "\"";
  }
  return std::nullopt;
}

// The first complaint about the grammar, without its place; nothing when another kind of error stands anywhere: a
// header or a name that is not here says that this system lacks something, which is what the probe asks.
std::optional<std::string> GrammarError(string_view said) {
  constexpr string_view kError = " error: ";
  std::optional<std::string> first;
  while (!said.empty()) {
    const string_view line = said.substr(0, said.find('\n'));
    said.remove_prefix(std::min(line.size() + 1, said.size()));
    const std::size_t at = line.find(kError);
    if (at == string_view::npos) continue;
    const string_view what = line.substr(at + kError.size());
    const bool is_grammar = what.starts_with("expected ") || what.starts_with("stray ") ||
                            what.starts_with("missing terminating") || what.starts_with("unterminated ");
    if (!is_grammar || line.find("fatal error: ") != string_view::npos) return std::nullopt;
    if (!first) first = std::string(what);
  }
  return first;
}

std::vector<BuildProbe> Without(const std::vector<BuildProbe>& probes, const std::vector<BuildProbe>& others) {
  std::vector<BuildProbe> left;
  std::copy_if(probes.begin(), probes.end(), std::back_inserter(left),
               [&](const BuildProbe& probe) { return std::find(others.begin(), others.end(), probe) == others.end(); });
  return left;
}

// Whether `source` compiles; nothing when the compiler did not say, or is not to be asked again about this change.
std::optional<sandbox::ProbeCompiler::Answer> Compiled(const std::string& source, sandbox::ProbeCompiler& compiler,
                                                       Verdict& verdict) {
  if (verdict.compilations >= limits::kMaxCompilationsOfChange) return std::nullopt;
  ++verdict.compilations;
  auto answer = compiler.Check(source);
  if (answer.ok()) return std::move(*answer);
  verdict.is_final = false;
  return std::nullopt;
}

// A line without a letter or a digit, without which the source compiles.
std::optional<std::string> DeadlyLine(const std::string& unit, sandbox::ProbeCompiler& compiler, Verdict& verdict) {
  constexpr int kMostTried = 16;
  int tried = 0;
  for (std::size_t start = 0; start < unit.size() && tried < kMostTried;) {
    const std::size_t length = std::min(unit.find('\n', start), unit.size()) - start;
    const string_view line = string_view(unit).substr(start, length);
    const auto is_mark = [](char c) { return c > ' ' && c <= '~'; };
    const auto is_word = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    if (std::any_of(line.begin(), line.end(), is_mark) && std::none_of(line.begin(), line.end(), is_word)) {
      ++tried;
      const auto without = Compiled(std::string(unit).erase(start, length), compiler, verdict);
      if (!without) return std::nullopt;
      if (without->compiles) return std::string(line);
    }
    start += length + 1;
  }
  return std::nullopt;
}

// Why a probe that this commit added or changed can be compiled nowhere.
std::optional<std::string> BrokenGrammar(const ContentChange& change, const std::vector<BuildProbe>& probes,
                                         Verdict& verdict) {
  const std::vector<BuildProbe> before = BuildProbesOf(change.before);
  const std::vector<BuildProbe> changed = Without(probes, before);
  const std::vector<BuildProbe> gone = Without(before, probes);
  for (std::size_t i = 0; i < changed.size(); ++i) {
    const auto unit = TranslationUnit(changed[i]);
    if (!unit || unit->size() > limits::kMaxProbeBytes) continue;
    const auto now = Compiled(*unit, *change.compiler, verdict);
    if (!now) return std::nullopt;
    const auto why = now->compiles ? std::nullopt : GrammarError(now->said);
    if (!why) continue;
    // One that was broken before is no news. Of a new one it is not known what the build puts around it; a line of
    // marks alone is never that.
    if (const auto past = i < gone.size() ? TranslationUnit(gone[i]) : std::nullopt) {
      const auto then =
          past->size() > limits::kMaxProbeBytes ? std::nullopt : Compiled(*past, *change.compiler, verdict);
      if (then && then->compiles) return "a probe that compiled, and now no compiler accepts: " + *why;
    } else if (const auto line = DeadlyLine(*unit, *change.compiler, verdict)) {
      return "a probe that no compiler accepts for its line \"" + *line + "\"";
    }
  }
  return std::nullopt;
}

}  // namespace

void FindDeadBuildProbe(const ContentChange& change, Verdict& verdict) {
  const std::vector<BuildProbe> probes = BuildProbesOf(change.after);
  if (probes.empty()) return;
  auto why = LoneMark(change, probes);
  if (!why && change.compiler != nullptr) why = BrokenGrammar(change, probes, verdict);
  if (why) verdict.Tell(CustodyEventKind::kDeadBuildProbe, *why + " in " + std::string(change.path()));
}

}  // namespace halfsecond::custody
