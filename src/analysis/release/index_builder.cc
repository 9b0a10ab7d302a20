#include "analysis/release/index_builder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "analysis/release/text_lines.h"
#include "base/limits.h"
#include "readers/content_index/normal_form.h"
#include "readers/git/object_sum.h"

namespace halfsecond::release {
namespace {

using Kind = git::TreeEntry::Kind;
using State = shadow::FetchedObject::State;

// What projects copy besides macro files and build-aux/, by name, wherever its home has it: scripts and templates that
// their builds read.
constexpr std::array<std::string_view, 37> kNames{"ABOUT-NLS",
                                                  "INSTALL",
                                                  "Makefile.in.in",
                                                  "Makevars.template",
                                                  "Rules-quot",
                                                  "Rules-getopt",
                                                  "ar-lib",
                                                  "compile",
                                                  "config.guess",
                                                  "config.rpath",
                                                  "config.sub",
                                                  "depcomp",
                                                  "elisp-comp",
                                                  "funclib.sh",
                                                  "gtk-doc.make",
                                                  "install-sh",
                                                  "ltmain.in",
                                                  "ltmain.m4sh",
                                                  "ltmain.sh",
                                                  "mdate-sh",
                                                  "missing",
                                                  "options-parser",
                                                  "mkinstalldirs",
                                                  "py-compile",
                                                  "remove-potcdate.sin",
                                                  "quot.sed",
                                                  "boldquot.sed",
                                                  "insert-header.sin",
                                                  "en@quot.header",
                                                  "en@boldquot.header",
                                                  "tap-driver.sh",
                                                  "test-driver",
                                                  "texinfo.tex",
                                                  "ylwrap",
                                                  "ltversion.in",
                                                  "remove-potcdate.sed",
                                                  "insert-header.sed"};

// What tools put beside what they make: libtool's library, and what the pages and manuals of Sphinx and gtk-doc need.
bool IsOfTools(std::string_view path) {
  constexpr std::array<std::string_view, 3> kFolders{"libltdl/", "sphinx/texinputs/", "sphinx/themes/basic/static/"};
  constexpr std::array<std::string_view, 7> kPictures{
      "style/home.png",           "style/left.png", "style/left-insensitive.png",
      "style/right.png",          "style/up.png",   "style/right-insensitive.png",
      "style/up-insensitive.png",
  };
  if (std::find(kPictures.begin(), kPictures.end(), path) != kPictures.end()) return true;
  const std::string whole = "/" + std::string(path);
  return std::any_of(kFolders.begin(), kFolders.end(), [&whole](std::string_view folder) {
    return whole.find("/" + std::string(folder)) != std::string::npos;
  });
}

// gitformat-commit: "committer NAME <ADDRESS> SECONDS ZONE".
std::int64_t CommitterSeconds(std::string_view commit) {
  const std::size_t start = commit.find("\ncommitter ");
  const std::string_view line =
      start == std::string_view::npos ? "" : commit.substr(start + 1, commit.find('\n', start + 1) - start - 1);
  const std::size_t close = line.rfind("> ");
  std::int64_t seconds = 0;
  if (close != std::string_view::npos) std::from_chars(line.data() + close + 2, line.data() + line.size(), seconds);
  return seconds;
}

}  // namespace

bool IsWellKnown(std::string_view path) {
  if (path.ends_with(".m4") || path.ends_with(".m4.in")) return true;
  const std::size_t slash = path.rfind('/');
  const std::string_view name = path.substr(slash + 1);
  const std::string_view folder = path.substr(0, slash == std::string_view::npos ? 0 : slash);
  return folder.ends_with("build-aux") || IsOfTools(path) ||
         std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool HasTellingLines(std::string_view name) {
  constexpr std::array<std::string_view, 5> kProse{"ABOUT-NLS", "INSTALL", "Makevars.template", "texinfo.tex",
                                                   "en@quot.header"};
  if (std::find(kProse.begin(), kProse.end(), name) != kProse.end()) return false;
  return name.ends_with(".m4") || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

void IndexBuilder::BeginWith(const content_index::ContentIndex& index) {
  const auto contents = index.Contents();
  sources_ = contents.sources;
  for (const auto& known : contents.names) {
    names_.emplace(known.name, Known{known.source, known.versions, known.highest_serial});
  }
  for (const auto& blob : contents.blobs) blobs_.emplace(blob.id, contents.names[blob.name].name);
  lines_.insert(contents.lines.begin(), contents.lines.end());
}

// The top tree of every commit that a ref reaches.
Result<IndexBuilder::Paths> IndexBuilder::TopTrees(Repository& repository) {
  std::vector<git::ObjectId> level;
  for (const TagRef& ref : repository.refs()) level.push_back(ref.id);
  std::unordered_set<git::ObjectId, git::ObjectIdHash> seen;
  Paths trees;
  while (!level.empty()) {
    std::vector<git::ObjectId> wanted;
    for (const git::ObjectId& id : level) {
      if (seen.insert(id).second) wanted.push_back(id);
    }
    if (seen.size() > limits::kMaxIndexedCommits) return Error{Error::Kind::kLimit, "a history of too many commits"};
    level.clear();
    HS_CHECK(repository.Fetch(wanted, [&](std::size_t, const shadow::FetchedObject& object) -> Result<void> {
      if (object.state != State::kHere) return ++missing_, Result<void>();
      for (const std::string_view line : LinesOf(object.bytes)) {
        if (line.empty()) break;  // the message follows
        if (const auto parent = git::ObjectIdBehind("parent ", line)) level.push_back(*parent);
        if (const auto tagged = git::ObjectIdBehind("object ", line)) level.push_back(*tagged);
        if (const auto tree = git::ObjectIdBehind("tree ", line)) trees.emplace(*tree, "");
      }
      return {};
    }));
  }
  return trees;
}

// Every well-known file below the trees of `level`.
Result<IndexBuilder::Paths> IndexBuilder::BlobsBelow(Repository& repository, Paths level) {
  std::unordered_set<git::ObjectId, git::ObjectIdHash> seen;
  Paths blobs;
  for (std::size_t depth = 0; !level.empty(); ++depth) {
    if (depth == limits::kMaxTreeDepth) return Error{Error::Kind::kLimit, "folders within folders"};
    std::vector<git::ObjectId> wanted;
    for (const auto& [id, path] : level) {
      if (seen.insert(id).second) wanted.push_back(id);
    }
    if (seen.size() > limits::kMaxIndexedTrees) return Error{Error::Kind::kLimit, "a history of too many trees"};
    Paths next;
    HS_CHECK(repository.Fetch(wanted, [&](std::size_t i, const shadow::FetchedObject& object) -> Result<void> {
      if (object.state != State::kHere || object.type != "tree") return ++missing_, Result<void>();
      HS_TRY(entries, git::ReadTree(Bytes::Of(object.bytes), wanted[i].length));
      const std::string& below = level.at(wanted[i]);
      for (const git::TreeEntry& entry : entries) {
        const std::string path = below + entry.name;
        if (entry.kind == Kind::kTree) next.emplace(entry.id, path + "/");
        const bool is_file = entry.kind == Kind::kFile || entry.kind == Kind::kProgram;
        if (is_file && IsWellKnown(path)) blobs.emplace(entry.id, path);
      }
      return {};
    }));
    level = std::move(next);
  }
  return blobs;
}

void IndexBuilder::AddFile(std::uint8_t source, const git::ObjectId& id, const std::string& path,
                           std::string_view content) {
  const std::string name = content_index::ReleasedName(path);
  Known& known = names_.emplace(name, Known{source, 0, 0}).first->second;
  if (blobs_.emplace(content_index::CutId(id), name).second) ++known.versions;
  const std::string normal = content_index::NormalForm(name, content);
  if (normal != content) normal_forms_.emplace(content_index::CutId(content_index::IdOfNormalForm(normal)), name);
  if (!HasTellingLines(name)) return;
  if (const auto serial = content_index::SerialOf(content); serial && name.ends_with(".m4")) {
    known.highest_serial = std::max(known.highest_serial, serial->number);
  }
  for (const std::string_view line : LinesOf(content)) {
    if (const auto digest = content_index::DigestOfLine(line)) lines_.insert(*digest);
  }
}

// The number of the source of that name, a new one where there is none yet.
std::uint8_t IndexBuilder::SourceOf(const std::string& name) {
  auto known = std::find_if(sources_.begin(), sources_.end(), [&name](const auto& one) { return one.name == name; });
  if (known == sources_.end()) known = sources_.insert(known, {name, {}, 0});
  return static_cast<std::uint8_t>(known - sources_.begin());
}

Result<void> IndexBuilder::AddHistory(const std::string& name, Repository& repository) {
  const std::uint8_t source = SourceOf(name);
  content_index::SourceRepository& record = sources_[source];
  if (repository.head()) {
    record.commit = *repository.head();
    HS_CHECK(repository.Fetch({record.commit}, [&record](std::size_t, const shadow::FetchedObject& commit) {
      record.date_seconds = CommitterSeconds(commit.bytes);
      return Result<void>();
    }));
  }
  HS_TRY(trees, TopTrees(repository));
  HS_TRY(blobs, BlobsBelow(repository, std::move(trees)));
  std::vector<git::ObjectId> ids;
  ids.reserve(blobs.size());
  for (const auto& [id, path] : blobs) ids.push_back(id);
  return repository.Fetch(ids, [&](std::size_t i, const shadow::FetchedObject& object) -> Result<void> {
    if (object.state != State::kHere) return ++missing_, Result<void>();
    AddFile(source, ids[i], blobs.at(ids[i]), object.bytes);
    return {};
  });
}

Result<void> IndexBuilder::AddFolder(const std::string& name, const Root& root, const std::string& folder) {
  const std::uint8_t source = SourceOf(name);
  std::vector<std::string> folders{folder};
  for (std::size_t count = 0; !folders.empty(); ++count) {
    if (count == limits::kMaxDirectoryEntries) return Error{Error::Kind::kLimit, "a folder of too many folders"};
    const std::string at = std::move(folders.back());
    folders.pop_back();
    HS_TRY(entries, root.List(at));
    for (const DirectoryEntry& entry : entries) {
      const std::string path = at + "/" + entry.name;
      if (entry.kind == DirectoryEntry::Kind::kDirectory) folders.push_back(path);
      if (entry.kind != DirectoryEntry::Kind::kRegular || !IsWellKnown(path)) continue;
      HS_TRY(content, root.ReadText(path));
      AddFile(source, git::IdOfObject("blob", content), path, content);
    }
  }
  return {};
}

content_index::IndexContents IndexBuilder::Finish() const {
  content_index::IndexContents contents;
  contents.sources = sources_;
  for (const auto& source : sources_) contents.date_seconds = std::max(contents.date_seconds, source.date_seconds);
  std::unordered_map<std::string_view, std::uint16_t> numbers;
  for (const auto& [name, known] : names_) {
    numbers.emplace(name, static_cast<std::uint16_t>(contents.names.size()));
    contents.names.push_back({name, known.source, known.versions, known.highest_serial});
  }
  auto all = blobs_;
  all.insert(normal_forms_.begin(), normal_forms_.end());
  for (const auto& [id, name] : all) contents.blobs.push_back({id, numbers.at(name)});
  contents.lines.assign(lines_.begin(), lines_.end());
  return contents;
}

}  // namespace halfsecond::release
