#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "analysis/upgrade/compare.h"
#include "base/text.h"

namespace halfsecond::upgrade {
namespace {

// `line` with every occurrence of `version` as VERSION: a release's own number is no change.
std::string WithoutVersion(std::string_view line, const std::string& version) {
  std::string text(line);
  if (version.empty()) return text;
  for (std::size_t at = text.find(version); at != std::string::npos; at = text.find(version, at + 7)) {
    text.replace(at, version.size(), "VERSION");
  }
  return text;
}

struct ScriptLine {
  std::string text;
  std::string plain;  // without the package's own version: what is compared
};

std::vector<ScriptLine> Lines(const std::string& script, const std::string& version) {
  std::vector<ScriptLine> lines;
  std::string_view rest = script;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::string text(Trimmed(line));
    if (!text.empty() && text.front() != '#') lines.push_back({text, WithoutVersion(text, version)});
  }
  return lines;
}

std::string Version(const Package& package) {
  const auto found = package.control.find("Version");
  return found == package.control.end() ? "" : found->second;
}

// What an expression of sed or grep has and a path has not.
bool IsPattern(std::string_view word) {
  return word.find_first_of("^[\\") != std::string_view::npos || word.find(".+") != std::string_view::npos ||
         word.find(".*") != std::string_view::npos;
}

// Absolute paths in a line, as far as no shell is needed to see them.
std::vector<std::string> PathsIn(const std::string& line) {
  std::vector<std::string> paths;
  for (std::size_t at = 0; (at = line.find('/', at)) != std::string::npos;) {
    const std::size_t end = std::min(line.find_first_of(" \t\"';|&<>()`", at), line.size());
    const bool starts = at == 0 || std::string_view(" \t\"'=>").find(line[at - 1]) != std::string_view::npos;
    const std::string word = line.substr(at, end - at);
    if (starts && !word.starts_with("/dev/") && !IsPattern(word)) paths.push_back(word);
    at = std::max(end, at + 1);
  }
  return paths;
}

// The absolute path that the line writes into by ">" or ">>"; "" where there is none.
std::string WrittenPath(const std::string& line) {
  for (std::size_t at = line.find('>'); at != std::string::npos; at = line.find('>', at + 1)) {
    const std::size_t target = line.find_first_not_of("> \"'", at);
    if (target == std::string::npos) break;
    std::string word = line.substr(target, line.find_first_of(" \t\"';|&<>()`", target) - target);
    if (word.starts_with('/') && !word.starts_with("/dev/")) return word;
  }
  return "";
}

// Does the line change files: by a command that does, or by writing into one?
bool ChangesFiles(const std::string& line) {
  constexpr std::array<std::string_view, 12> kCommands{"mv",    "ln",    "cp",    "rm",     "sed -i", "install",
                                                       "chmod", "chown", "chgrp", "chattr", "tee",    "setcap"};
  for (const std::string_view command : kCommands) {
    for (std::size_t at = line.find(command); at != std::string::npos; at = line.find(command, at + 1)) {
      const bool starts = at == 0 || std::string_view(" \t;&|(").find(line[at - 1]) != std::string_view::npos;
      const std::size_t end = at + command.size();
      if (starts && end < line.size() && line[end] == ' ') return true;
    }
  }
  return !WrittenPath(line).empty();
}

// The first path in the line that the package does not own, what is written into before all others; "" for none.
std::string ForeignPath(const std::string& line, const Package& package) {
  auto paths = PathsIn(line);
  if (auto written = WrittenPath(line); !written.empty()) paths.insert(paths.begin(), std::move(written));
  const auto found =
      std::find_if(paths.begin(), paths.end(), [&](const std::string& path) { return package.files.count(path) == 0; });
  return found == paths.end() ? "" : *found;
}

// Does it do nothing but steer the shell?
bool OnlySteers(std::string_view line) {
  constexpr std::array<std::string_view, 16> kWords{"if",   "then",   "elif", "else", "fi", "for", "while", "until",
                                                    "done", "return", "do",   "case", "{",  "}",   "break", "local"};
  const std::string_view word = line.substr(0, line.find_first_of(" \t;"));
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end() || word == "esac" || word == "set" ||
         line.front() == ';' || line.front() == '(' || line.ends_with(')');
}

// All that is new in one script is one change: shown is a line that changes files, or else one that does anything.
UpgradeChange OfScript(const std::string& name, std::vector<std::string> lines) {
  auto shown = std::find_if(lines.begin(), lines.end(), &ChangesFiles);
  if (shown == lines.end())
    shown = std::find_if(lines.begin(), lines.end(), [](const std::string& line) { return !OnlySteers(line); });
  if (shown == lines.end()) shown = lines.begin();
  std::string detail = *shown;
  if (lines.size() > 1) detail = std::to_string(lines.size()) + " new lines, one of them: " + detail;
  return {"script-line", name, std::move(detail), Severity::kAmber, std::move(lines)};
}

}  // namespace

std::vector<UpgradeChange> CompareScripts(const Package& before, const Package& after) {
  std::vector<UpgradeChange> changes;
  for (const auto& [name, script] : after.scripts) {
    const auto was = before.scripts.find(name);
    std::set<std::string> known;
    if (was != before.scripts.end()) {
      for (ScriptLine& line : Lines(was->second, Version(before))) known.insert(std::move(line.plain));
    }
    std::vector<std::string> lines;
    for (const auto& [line, plain] : Lines(script, Version(after))) {
      if (known.count(plain) > 0) continue;
      const std::string foreign = ChangesFiles(line) ? ForeignPath(line, after) : "";
      if (!foreign.empty()) {
        std::string detail = "changes ";
        detail.append(foreign).append(": ").append(line);
        changes.push_back({"foreign-file", name, std::move(detail), Severity::kRed, {}});
      } else {
        lines.push_back(line);
      }
    }
    if (!lines.empty()) changes.push_back(OfScript(name, std::move(lines)));
  }
  return changes;
}

}  // namespace halfsecond::upgrade
