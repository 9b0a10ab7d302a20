#include "inputs/git_directory.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "inputs/git_packing.h"
#include "inputs/root.h"

namespace halfsecond {
namespace {

using Kind = Error::Kind;

std::string_view Bare(std::string_view text) {
  return Trimmed(text, " \t\r\n");
}

std::string Under(const std::string& directory, std::string_view path) {
  return path.starts_with('/') ? std::string(path) : directory + "/" + std::string(path);
}

template <class Take>
void ForEachLine(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// Reads one repository; a step a function.
class Reading {
 public:
  explicit Reading(const Root& root) : root_(root) {}

  Result<GitDirectory> Read(const std::string& path) {
    HS_CHECK(Locate(path));
    HS_CHECK(FindObjects());
    LookAtConfig();
    if (root_.Status(common_ + "/reftable").ok()) {
      return Error{Kind::kUnsupported, "its refs are a reftable, which is not read"};
    }
    HS_CHECK(ReadPackedRefs());
    HS_CHECK(ReadLooseRefs(common_, "refs", 0));
    ReadHead();
    HS_CHECK(ReadShallow());
    LookForOddities();
    for (auto& [name, id] : refs_) facts_.refs.push_back({id, name});
    return std::move(facts_);
  }

 private:
  bool IsDirectory(const std::string& path) const {
    const auto status = root_.Status(path);
    return status.ok() && status->is_directory();
  }
  bool LooksLikeGit(const std::string& path) const {
    return root_.Status(path + "/HEAD").ok() &&
           (IsDirectory(path + "/objects") || root_.Status(path + "/commondir").ok());
  }
  std::string Text(const std::string& path) const {
    auto text = root_.ReadText(path);
    return text.ok() ? std::move(*text) : std::string();
  }

  Result<void> Locate(const std::string& path) {
    if (const auto status = root_.Status(path); !status.ok()) return status.error();
    HS_TRY(real, root_.RealPath(path));
    // A folder of a work tree is found from the folders above it, as git does.
    for (std::string at = real; facts_.directory.empty() && at.starts_with('/'); at.resize(at.rfind('/'))) {
      HS_CHECK(LocateAt(at));
    }
    if (facts_.directory.empty()) return Error{Kind::kUnsupported, "no git repository"};
    HS_TRY(git, root_.RealPath(facts_.directory));
    facts_.directory = git;
    const std::string common = Text(git + "/commondir");
    common_ = common.empty() ? git : Under(git, Bare(common));
    HS_TRY(resolved, root_.RealPath(common_));
    common_ = resolved;
    return {};
  }

  Result<void> LocateAt(const std::string& place) {
    const std::string inner = place + "/.git";
    if (LooksLikeGit(inner)) {
      facts_.directory = inner;
    } else if (const std::string link = Text(inner); link.starts_with("gitdir:")) {
      facts_.directory = Under(place, Bare(std::string_view(link).substr(7)));
      if (!LooksLikeGit(facts_.directory)) return Error{Kind::kUnsupported, "its .git names what is no repository"};
    } else if (LooksLikeGit(place)) {
      facts_.directory = place;
    }
    return {};
  }

  // Follows alternates as git does (gitrepository-layout(5)), to know what git must be allowed to read.
  Result<void> FindObjects() {
    HS_TRY(objects, root_.RealPath(common_ + "/objects"));
    facts_.objects = objects;
    std::vector<std::string> open{objects};
    std::set<std::string> seen;
    while (!open.empty()) {
      const std::string store = open.back();
      open.pop_back();
      if (!IsDirectory(store) || !seen.insert(store).second) continue;
      if (seen.size() > limits::kMaxGitAlternates) return Error{Kind::kLimit, "too many alternates"};
      facts_.readable.push_back(store);
      ForEachLine(Text(store + "/info/alternates"), [&](std::string_view line) {
        if (line.empty() || line.starts_with('#')) return;
        const auto real = root_.RealPath(Under(store, line));
        Note("alternates", "objects are also taken from " + std::string(line));
        if (real.ok()) open.push_back(*real);
      });
    }
    return {};
  }

  // Keys that decide what git reads, and keys with which a repository would have git run a program.
  void LookAtConfig() {
    constexpr std::array<std::string_view, 12> kRunning{"fsmonitor", "sshcommand", "pager",    "hookspath",
                                                        "textconv",  "program",    "external", "askpass",
                                                        "command",   "process",    "smudge",   "editor"};
    facts_.object_format = "sha1";
    std::size_t running = 0;
    ForEachLine(Text(common_ + "/config"), [&](std::string_view line) {
      line = Bare(line);
      const std::size_t equals = line.find('=');
      if (equals == std::string_view::npos) return;
      std::string key(Bare(line.substr(0, equals)));
      std::transform(key.begin(), key.end(), key.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      const std::string_view value = Bare(line.substr(equals + 1));
      if (key == "objectformat") facts_.object_format = value;
      if (key == "partialclone" || (key == "promisor" && value == "true")) is_promisor_ = true;
      if (std::find(kRunning.begin(), kRunning.end(), key) != kRunning.end() && value != "false" && value != "true") {
        ++running;
      }
    });
    if (running > 0)
      Note("programs", "its config names " + Count(running, "program", "programs") + " for git to run; none was run");
  }

  Result<void> Take(std::string_view name, std::string_view id) {
    if (name.starts_with("refs/replace/")) {
      ++replaced_;
      return {};
    }
    const bool wanted =
        name.starts_with("refs/heads/") || name.starts_with("refs/tags/") || name.starts_with("refs/remotes/");
    if (!wanted || !IsRefName(name) || !IsObjectId(id)) {
      ++facts_.other_refs;
      return {};
    }
    if (refs_.size() >= limits::kMaxGitRefs) return Error{Kind::kLimit, "too many refs"};
    refs_[std::string(name)] = id;
    return {};
  }

  Result<void> ReadPackedRefs() {
    const std::string text = Text(common_ + "/packed-refs");
    Result<void> done;
    ForEachLine(text, [&](std::string_view line) {
      const std::size_t blank = line.find(' ');
      if (!done.ok() || line.starts_with('#') || line.starts_with('^') || blank == std::string_view::npos) return;
      done = Take(line.substr(blank + 1), line.substr(0, blank));
    });
    return done;
  }

  // A loose ref wins over a packed one (git-pack-refs(1)).
  Result<void> ReadLooseRefs(const std::string& above, const std::string& name, std::size_t depth) {
    if (depth > limits::kMaxTreeDepth) return Error{Kind::kLimit, "refs are nested too deep"};
    const auto entries = root_.List(above + "/" + name);
    if (!entries.ok()) return {};
    for (const DirectoryEntry& entry : *entries) {
      const std::string below = Under(name, entry.name);
      const std::string path = Under(above, below);
      const auto status = root_.Status(path);
      if (!status.ok()) continue;
      if (status->is_directory()) {
        HS_CHECK(ReadLooseRefs(above, below, depth + 1));
      } else if (status->is_regular() && status->size_bytes <= limits::kMaxPathBytes) {
        const std::string text = Text(path);
        if (!text.starts_with("ref:")) {
          HS_CHECK(Take(below, Bare(text)));
        }
      }
    }
    return {};
  }

  void ReadHead() {
    const std::string text = Text(facts_.directory + "/HEAD");
    const std::string_view head = Bare(text);
    if (head.starts_with("ref:")) {
      facts_.head_name = Bare(head.substr(4));
      const auto found = refs_.find(facts_.head_name);
      if (found != refs_.end()) facts_.head = found->second;
    } else if (IsObjectId(head)) {
      facts_.head = head;
    }
  }

  Result<void> ReadShallow() {
    Result<void> done;
    ForEachLine(Text(common_ + "/shallow"), [&](std::string_view line) {
      if (!IsObjectId(Bare(line)) || !done.ok()) return;
      if (facts_.shallow.size() >= limits::kMaxShallowCommits) done = Error{Kind::kLimit, "too many shallow commits"};
      facts_.shallow.emplace_back(Bare(line));
    });
    return done;
  }

  void LookForOddities() {
    if (replaced_ > 0)
      Note("replace",
           Count(replaced_, "replace ref", "replace refs") + " would show other commits than those that were made");
    if (!Bare(Text(common_ + "/info/grafts")).empty()) Note("grafts", "info/grafts would give commits other parents");
    if (!facts_.shallow.empty()) Note("shallow", "a shallow file: git shows no history before it");
    if (is_promisor_) Note("promisor", "a partial clone: some contents may not be here");
    std::size_t hooks = 0;
    if (const auto entries = root_.List(common_ + "/hooks"); entries.ok()) {
      for (const DirectoryEntry& entry : *entries)
        if (!entry.name.ends_with(".sample")) ++hooks;
    }
    if (hooks > 0) Note("hooks", Count(hooks, "hook", "hooks") + " in it; none was run");
  }

  void Note(std::string kind, std::string detail) { facts_.oddities.push_back({std::move(kind), std::move(detail)}); }

  const Root& root_;
  GitDirectory facts_;
  std::string common_;
  std::map<std::string, std::string> refs_;
  std::size_t replaced_ = 0;
  bool is_promisor_ = false;
};

}  // namespace

Result<GitDirectory> ReadGitDirectory(const std::string& path) {
  HS_TRY(root, Root::Open("/"));
  return Reading(root).Read(path);
}

}  // namespace halfsecond
