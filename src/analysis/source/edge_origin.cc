#include "analysis/source/edge_origin.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/limits.h"
#include "base/text.h"
#include "readers/deb/patch.h"
#include "readers/deb/stanza.h"

namespace halfsecond::source {
namespace {

using Kind = SourceLine::Kind;

// What a build system calls its question for a library, in lower case; the name stands in the same line.
constexpr std::array<std::string_view, 10> kQuestions{
    "ac_check_lib", "ac_search_libs", "ac_have_library", "pkg_check_modules", "pkg_check_exists",
    "dependency(",  "find_library(",  "find_package(",   "pkg_search_module", "check_library_exists"};
constexpr std::array<std::string_view, 3> kSwitches{"--with-", "--enable-", "-d"};
constexpr std::size_t kShortestSwitch = 3;  // a shorter name says nothing in a switch
constexpr std::size_t kMostLines = 64;      // of each kind

std::string Lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// Does `word` stand in `text` with no further name character on either side?
bool HasWord(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos && !word.empty(); at = text.find(word, at + 1)) {
    const bool starts = at == 0 || !IsNameCharacter(text[at - 1]) || !IsNameCharacter(word.front());
    const std::size_t end = at + word.size();
    if (starts && (end == text.size() || !IsNameCharacter(text[end]))) return true;
  }
  return false;
}

constexpr std::string_view kAround = " \t\r\\";  // of a line that may go on below

bool IsComment(std::string_view line) {
  line = Trimmed(line, kAround);
  return line.starts_with('#') || line.starts_with("dnl ") || line.starts_with("//");
}

bool IsBuildFile(std::string_view path) {
  return !path.starts_with("debian/");
}

// Calls `take` with each line of `text`, numbered from 1.
template <class Take>
void EachLine(std::string_view text, const Take& take) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size()));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    take(number, line);
  }
}

// One look through a source tree.
class Search {
 public:
  Search(const SourceTree& tree, const LibraryNames& names, const std::vector<std::string>& symbols)
      : tree_(tree), names_(names), symbols_(symbols) {}

  SourceOrigin Run() {
    ReadPatches();
    ReadUpstream();
    ReadRules();
    ReadControl();
    Conclude();
    origin_.files_read = tree_.files().size();
    origin_.damages = tree_.damages();
    std::stable_sort(origin_.lines.begin(), origin_.lines.end(),
                     [](const SourceLine& a, const SourceLine& b) { return a.kind < b.kind; });
    return std::move(origin_);
  }

 private:
  void Add(Kind kind, const std::string& path, std::size_t line, std::string_view text) {
    if (++found_[kind] <= kMostLines) origin_.lines.push_back({kind, path, line, std::string(Trimmed(text, kAround))});
  }

  bool Calls(std::string_view line) const {
    return std::any_of(symbols_.begin(), symbols_.end(), [&](const std::string& each) { return HasWord(line, each); });
  }

  void ReadPatches() {
    const std::string* series = tree_.Find("debian/patches/series");
    if (series == nullptr) return;
    for (const std::string_view name : deb::ReadSeries(Bytes::Of(*series))) {
      const std::string path = "debian/patches/" + std::string(name);
      if (const std::string* text = tree_.Find(path)) ReadPatch(path, *text);
    }
  }

  void ReadPatch(const std::string& path, const std::string& text) {
    const deb::Patch patch = deb::ReadPatch(Bytes::Of(text));
    for (const deb::AddedLine& added : patch.added) {
      added_[std::string(added.path)].insert(std::string(Trimmed(added.text, kAround)));
      if (IsComment(added.text)) continue;
      if (SourceTree::IsTelling(added.path) && AsksFor(added.text, names_)) {
        Add(Kind::kPatchBuild, path, added.line, added.text);
        if (origin_.patch.empty()) {
          origin_.patch = path;
          origin_.forwarded = patch.forwarded;
        }
      } else if (!SourceTree::IsTelling(added.path) && Calls(added.text)) {
        Add(Kind::kPatchCall, path, added.line, added.text);
      }
    }
  }

  // Upstream's own lines: those that no patch has added, whether the tree stands patched or not.
  void ReadUpstream() {
    for (const auto& [path, text] : tree_.files()) {
      if (!IsBuildFile(path)) continue;
      const auto added = added_.find(path);
      EachLine(text, [&, &path = path](std::size_t number, std::string_view line) {
        if (IsComment(line) || !AsksFor(line, names_)) return;
        if (added != added_.end() && added->second.count(std::string(Trimmed(line, kAround))) > 0) return;
        Add(Kind::kUpstream, path, number, line);
      });
    }
  }

  bool Switches(std::string_view word) const {
    const std::string lower = Lowered(word);
    const auto prefix = std::find_if(kSwitches.begin(), kSwitches.end(),
                                     [&](std::string_view each) { return lower.starts_with(each); });
    if (prefix == kSwitches.end()) return false;
    std::string_view option = lower;
    option = option.substr(prefix->size(), option.find('=') - prefix->size());
    // "--with-systemdsystemunitdir=" names a folder and not the library.
    if (option.ends_with("dir")) return false;
    const std::string name = Lowered(names_.name);
    if (option == name || option == "lib" + name) return true;
    const auto is_in = [&](const std::string& each) {
      return each.size() >= kShortestSwitch && option.find(Lowered(each)) != std::string_view::npos;
    };
    return is_in(name) || std::any_of(names_.aliases.begin(), names_.aliases.end(), is_in);
  }

  void ReadRules() {
    const std::string* rules = tree_.Find("debian/rules");
    if (rules == nullptr) return;
    EachLine(*rules, [&](std::size_t number, std::string_view line) {
      if (IsComment(line)) return;
      for (std::string_view rest = line; !rest.empty();) {
        constexpr std::string_view kBetween = " \t\"'\\,()";
        rest.remove_prefix(std::min(rest.find_first_not_of(kBetween), rest.size()));
        const std::string_view word = rest.substr(0, std::min(rest.find_first_of(kBetween), rest.size()));
        rest.remove_prefix(word.size());
        if (Switches(word)) Add(Kind::kOption, "debian/rules", number, word);
      }
    });
  }

  void ReadControl() {
    const std::string* control = tree_.Find("debian/control");
    if (control == nullptr) return;
    deb::StanzaReader stanzas(Bytes::Of(*control));
    const auto first = stanzas.Next();
    if (!first || !first->ok()) return;
    for (const char* field : {"Build-Depends", "Build-Depends-Arch", "Build-Depends-Indep"}) {
      std::string_view value = (*first)->Value(field);
      while (!value.empty()) {
        const std::string_view wish = value.substr(0, std::min(value.find(','), value.size()));
        value.remove_prefix(std::min(wish.size() + 1, value.size()));
        const bool is_it = std::any_of(names_.development_packages.begin(), names_.development_packages.end(),
                                       [&](const std::string& package) { return HasWord(wish, package); });
        if (is_it) Add(Kind::kBuildDepends, "debian/control", LineOf(*control, wish), WithoutLineEnds(wish));
      }
    }
  }

  static std::size_t LineOf(const std::string& text, std::string_view part) {
    const auto at = static_cast<std::ptrdiff_t>(part.data() - text.data());
    const std::size_t skipped = part.find_first_not_of(" \n\t");
    const auto end = text.begin() + at + static_cast<std::ptrdiff_t>(skipped == std::string_view::npos ? 0 : skipped);
    return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
  }

  static std::string WithoutLineEnds(std::string_view text) {
    std::string line;
    for (const char c : text) {
      if (c != '\n' || line.empty()) line += c == '\n' ? ' ' : c;
    }
    return std::string(Trimmed(line, kAround));
  }

  void Conclude() {
    if (found_[Kind::kUpstream] > 0) {
      origin_.verdict = SourceOrigin::Verdict::kUpstream;
      origin_.patch.clear();
      origin_.forwarded.clear();
    } else if (found_[Kind::kPatchBuild] > 0) {
      origin_.verdict = SourceOrigin::Verdict::kDistribution;
    }
  }

  const SourceTree& tree_;
  const LibraryNames& names_;
  const std::vector<std::string>& symbols_;
  SourceOrigin origin_;
  std::map<Kind, std::size_t> found_;
  std::map<std::string, std::set<std::string>> added_;  // by path, what patches add
};

std::string WithoutVersion(std::string_view package) {
  std::string name(package);
  // "zlib1g", "libssl3", "libpam0g", "libkrb5-3": the number of the interface, and a letter of an old transition.
  while (!name.empty() && (name.back() == 'g' || name.back() == 'a') && name.size() > 1 &&
         name[name.size() - 2] >= '0' && name[name.size() - 2] <= '9')
    name.pop_back();
  while (!name.empty() && ((name.back() >= '0' && name.back() <= '9') || name.back() == '.')) name.pop_back();
  if (name.ends_with('-')) name.pop_back();
  return name;
}

}  // namespace

LibraryNames NamesOf(std::string_view soname, std::string_view package, std::string_view source) {
  LibraryNames names;
  std::string_view stem = soname.substr(0, soname.find(".so"));
  if (stem.starts_with("lib")) stem.remove_prefix(3);
  names.name = stem;
  const std::string base = WithoutVersion(package);
  std::set<std::string> development{"lib" + names.name + "-dev"};
  if (!package.empty()) {
    development.insert(std::string(package) + "-dev");
    development.insert(base + "-dev");
  }
  names.development_packages.assign(development.begin(), development.end());
  std::set<std::string> aliases{std::string(source), base};
  if (base.starts_with("lib")) aliases.insert(base.substr(3));
  for (const std::string& alias : aliases) {
    if (alias.size() >= kShortestSwitch && alias != names.name) names.aliases.push_back(alias);
  }
  return names;
}

bool AsksFor(std::string_view line, const LibraryNames& names) {
  if (names.name.empty()) return false;
  if (HasWord(line, "-l" + names.name) || HasWord(line, "lib" + names.name)) return true;
  const std::string lower = Lowered(line);
  if (std::none_of(kQuestions.begin(), kQuestions.end(),
                   [&](std::string_view question) { return lower.find(question) != std::string::npos; }))
    return false;
  return HasWord(lower, Lowered(names.name)) ||
         std::any_of(names.aliases.begin(), names.aliases.end(),
                     [&](const auto& alias) { return HasWord(lower, Lowered(alias)); });
}

SourceOrigin OriginOf(const SourceTree& tree, const LibraryNames& names, const std::vector<std::string>& symbols) {
  return Search(tree, names, symbols).Run();
}

}  // namespace halfsecond::source
