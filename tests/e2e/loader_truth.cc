#include "tests/e2e/loader_truth.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/e2e/fixture.h"

namespace halfsecond::e2e {
namespace {

constexpr std::string_view kRelocating = "relocation processing: ";
constexpr std::string_view kCallingInit = "calling init: ";
constexpr std::string_view kInitProgram = "initialize program: ";

std::string Trimmed(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.pop_back();
  const std::size_t start = text.find_first_not_of(" \t");
  return start == std::string::npos ? "" : text.substr(start);
}

bool IsVdso(std::string_view name) {
  return name.starts_with("linux-vdso.so") || name.starts_with("linux-gate.so");
}

// "\tlibc.so.6 => /lib/libc.so.6 (0x...)", "\tlibx.so => not found" or "\t/lib/libx.so (0x...)".
void ReadListLine(const std::string& line, Truth& truth) {
  if (!line.starts_with("\t")) return;
  const std::size_t arrow = line.find(" => ");
  const std::string name = line.substr(1, arrow == std::string::npos ? line.rfind(" (0x") - 1 : arrow - 1);
  if (IsVdso(name)) return;
  if (arrow == std::string::npos) {
    if (line.rfind(" (0x") != std::string::npos) truth.paths.push_back(name);
    return;
  }
  const std::string found = line.substr(arrow + 4);
  if (found == "not found") {
    truth.missing.push_back(name);
  } else {
    truth.paths.push_back(found.substr(0, found.rfind(" (0x")));
  }
}

// The rest of every line of `text` that holds `marker`. Debugging lines start with a process number and a colon.
std::vector<std::string> After(const std::string& text, std::string_view marker) {
  std::vector<std::string> found;
  for (const std::string& line : Lines(text)) {
    const std::size_t at = line.find(marker);
    if (at == std::string::npos) continue;
    std::string rest = line.substr(at + marker.size());
    for (std::string_view tail : {" (lazy)", " (eager)"}) {
      if (rest.ends_with(tail)) rest.resize(rest.size() - tail.size());
    }
    if (!IsLoader(rest) && !IsVdso(rest)) found.push_back(Trimmed(rest));
  }
  return found;
}

// `text` without the loader's debugging lines, "  4242:\t...".
std::string WithoutDebugging(const std::string& text) {
  std::string kept;
  for (const std::string& line : Lines(text)) {
    const std::size_t digits = line.find_first_not_of(' ');
    const std::size_t colon = line.find_first_not_of("0123456789", digits);
    if (digits != std::string::npos && colon != std::string::npos && colon > digits && line[colon] == ':') continue;
    kept += line + "\n";
  }
  return kept;
}

}  // namespace

bool IsLoader(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.starts_with("ld-linux") || name.starts_with("ld-2.") || name.starts_with("ld.so");
}

std::string Truth::Took(std::string_view file_name) const {
  for (const std::string& path : paths) {
    if (std::string_view(path).substr(path.rfind('/') + 1) == file_name) return path;
  }
  return "";
}

Command Within(const Surroundings& surroundings, std::vector<std::string> argv) {
  Command command{.argv = {}, .environment = surroundings.environment, .directory = surroundings.directory};
  if (!surroundings.binds.empty() || !surroundings.root.empty() || surroundings.user >= 0) {
    command.argv = {Antechamber()};
    for (const auto& [ours, theirs] : surroundings.binds) {
      command.argv.insert(command.argv.end(), {"--bind", ours, theirs});
    }
    if (!surroundings.root.empty()) command.argv.insert(command.argv.end(), {"--root", surroundings.root});
    if (surroundings.user >= 0) command.argv.insert(command.argv.end(), {"--user", std::to_string(surroundings.user)});
    command.argv.emplace_back("--");
  }
  command.argv.insert(command.argv.end(), argv.begin(), argv.end());
  return command;
}

bool CanEnter(const Surroundings& surroundings) {
  Surroundings without_root = surroundings;
  without_root.root = surroundings.root.empty() ? "" : "/";
  without_root.directory.clear();
  without_root.environment.clear();
  if (Run(Within(without_root, {"/bin/true"})).status == 0) return true;
  MESSAGE("not checked here: no namespace of one's own, or not root");
  return false;
}

std::vector<std::string> CodeBeforeMain(const std::string& program, const Surroundings& surroundings) {
  const Ended ended = Run(Within(surroundings, {program}));
  INFO(ended.err);
  REQUIRE(ended.status == 0);
  std::vector<std::string> lines;
  for (const std::string& line : Lines(ended.out)) {
    if (line == "main") return lines;
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
  }
  FAIL("the fixture never came to main: " << program);
  return lines;
}

Truth AskLoader(const std::string& program, const Surroundings& surroundings) {
  Surroundings traced = surroundings;
  traced.environment.emplace_back("LD_TRACE_LOADED_OBJECTS=1");
  const Ended listed = Run(Within(traced, {program}));
  Truth truth;
  truth.starts = listed.status == 0 && !listed.late;
  truth.complaint = listed.err;
  for (const std::string& line : Lines(listed.out)) ReadListLine(line, truth);
  // With a library missing there is no order: the loader relocates nothing, and in this mode it may even crash.
  if (!truth.starts || !truth.missing.empty()) return truth;
  for (const char* variable : {"LD_WARN=yes", "LD_BIND_NOW=yes", "LD_DEBUG=reloc"}) {
    traced.environment.emplace_back(variable);
  }
  const Ended relocated = Run(Within(traced, {program}));
  truth.relocation = After(relocated.err, kRelocating);
  truth.complaint += WithoutDebugging(relocated.err);
  return truth;
}

Truth AskMusl(const std::string& program, const Surroundings& surroundings) {
  constexpr std::string_view kMissing = "Error loading shared library ";
  const Ended ended = Run(Within(surroundings, {"/lib/ld-musl-x86_64.so.1", "--list", program}));
  Truth all;
  all.starts = ended.status == 0 && !ended.late;
  all.complaint = ended.err;
  for (const std::string& line : Lines(ended.out)) {
    // The line without an arrow is the loader as itself; where a library asks for it, it comes again.
    if (line.find(" => ") != std::string::npos) ReadListLine(line, all);
  }
  for (const std::string& line : Lines(ended.err)) {
    if (!line.starts_with(kMissing)) continue;
    const std::string rest = line.substr(kMissing.size());
    all.missing.push_back(rest.substr(0, rest.find(':')));
  }
  Truth once = all;
  once.paths.clear();
  for (const std::string& path : all.paths) {
    if (std::find(once.paths.begin(), once.paths.end(), path) == once.paths.end()) once.paths.push_back(path);
  }
  return once;
}

std::vector<std::string> InitCalls(const std::string& program, const Surroundings& surroundings) {
  Surroundings debugged = surroundings;
  debugged.environment.emplace_back("LD_DEBUG=files");
  const Ended ended = Run(Within(debugged, {program}));
  INFO(ended.err);
  REQUIRE(ended.status == 0);
  std::vector<std::string> calls = After(ended.err, kCallingInit);
  for (const std::string& own : After(ended.err, kInitProgram)) calls.push_back(own);
  return calls;
}

}  // namespace halfsecond::e2e
