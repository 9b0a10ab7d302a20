#include "analysis/source/source_tree.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "inputs/tree_walk.h"
#include "plugins/archive/protocol.h"
#include "readers/archive/records.h"
#include "readers/deb/source_control.h"
#include "readers/deb/stanza.h"

namespace halfsecond::source {
namespace {

constexpr std::array<std::string_view, 14> kBuildNames{
    "configure.ac",   "configure.in", "meson.build",     "meson_options.txt", "meson.options",
    "CMakeLists.txt", "Makefile",     "Makefile.am",     "Makefile.in",       "GNUmakefile",
    "SConstruct",     "wscript",      "configure.cmake", "Configure"};
constexpr std::array<std::string_view, 4> kBuildEndings{".m4", ".cmake", ".mk", ".am"};

std::string_view BaseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// "debian/rules" of "./debian/rules" and of "xz-5.4.1/debian/rules": all but debian is in a folder of the archive's.
std::string BelowTop(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  if (path.starts_with("debian/")) return std::string(path);
  const std::size_t slash = path.find('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

}  // namespace

bool SourceTree::IsTelling(std::string_view path) {
  if (path == "debian/control" || path == "debian/rules") return true;
  if (path.starts_with("debian/patches/")) return true;
  const std::string_view base = BaseName(path);
  return std::find(kBuildNames.begin(), kBuildNames.end(), base) != kBuildNames.end() ||
         std::any_of(kBuildEndings.begin(), kBuildEndings.end(),
                     [&](std::string_view ending) { return base.ends_with(ending); });
}

std::string SourceTree::Name() const {
  const std::string* control = Find("debian/control");
  if (control == nullptr) return {};
  deb::StanzaReader stanzas(Bytes::Of(*control));
  const auto first = stanzas.Next();
  return first && first->ok() ? std::string((*first)->Value("Source")) : std::string();
}

const std::string* SourceTree::Find(const std::string& path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

Result<void> SourceTree::Put(std::string path, std::string text) {
  if (files_.size() == limits::kMaxSourceTexts || text.size() > limits::kMaxSourceBytes - bytes_) {
    return Error{Error::Kind::kLimit, "a source package of more build files than are read"};
  }
  bytes_ += text.size();
  files_.insert_or_assign(std::move(path), std::move(text));
  return {};
}

Result<SourceTree> SourceTree::Of(const std::map<std::string, std::string>& files) {
  SourceTree tree;
  for (const auto& [path, text] : files) {
    HS_CHECK(tree.Put(path, text));
  }
  return tree;
}

Result<SourceTree> SourceTree::FromDirectory(const Root& host, const std::string& directory) {
  HS_TRY(status, host.Status(directory));
  if (!status.is_directory()) return Error{Error::Kind::kUnsupported, "neither a folder nor a .dsc"};
  SourceTree tree;
  std::string top = directory;
  while (top.size() > 1 && top.ends_with('/')) top.pop_back();
  std::vector<std::string> wanted;
  const std::vector<WalkGap> gaps = WalkFiles(host, {top}, [&](const std::string& path) {
    std::string_view below = path;
    below.remove_prefix(std::min(below.size(), top.size() + 1));
    if (!below.empty() && IsTelling(below)) wanted.push_back(path);
  });
  for (const WalkGap& gap : gaps) tree.damages_.push_back({gap.path, gap.error.what, gap.error.at_byte});
  for (const std::string& path : wanted) {
    const auto file = host.OpenFile(path);
    if (file.ok() && (*file)->size() > limits::kMaxSourceTextBytes) continue;  // no build file
    const auto bytes = file.ok() ? (*file)->At(0, (*file)->size()) : Result<Bytes>(file.error());
    if (!bytes.ok()) {
      tree.damages_.push_back({path, bytes.error().what, bytes.error().at_byte});
      continue;
    }
    HS_CHECK(tree.Put(path.substr(top.size() + 1), std::string(bytes->text())));
  }
  return tree;
}

Result<void> SourceTree::AddArchive(int descriptor, sandbox::Plugin& archive) {
  std::optional<std::pair<std::string, std::string>> open;  // path and text of the file whose data comes
  std::optional<Error> failure;
  const auto close = [&] {
    if (open && !failure) {
      if (auto put = Put(std::move(open->first), std::move(open->second)); !put.ok()) failure = std::move(put).error();
    }
    open.reset();
  };
  archive::RecordReader records({[&](const archive::Entry& entry) {
                                   close();
                                   if (entry.type != archive::Entry::Type::kFile || !archive::StaysInside(entry.path))
                                     return;
                                   std::string path = BelowTop(entry.path);
                                   if (IsTelling(path)) open.emplace(std::move(path), "");
                                 },
                                 [&](Bytes data) {
                                   if (!open) return;
                                   if (data.size() > limits::kMaxSourceTextBytes - open->second.size()) {
                                     open.reset();
                                   } else {
                                     open->second += data.text();
                                   }
                                 }});
  sandbox::PluginJob job;
  job.operation = static_cast<std::uint32_t>(archive::Operation::kRead);
  job.input = descriptor;
  job.on_output = [&](Bytes piece) -> Result<void> {
    HS_CHECK(records.Add(piece));
    if (failure) return *failure;
    return {};
  };
  HS_CHECK(archive.Run(job));
  close();
  if (failure) return *failure;
  if (!records.complete()) return Error{Error::Kind::kTruncated, "an archive that ends early"};
  return {};
}

Result<SourceTree> SourceTree::FromControl(const Root& host, const std::string& path, sandbox::Plugin& archive,
                                           const OpenArchive& open) {
  HS_TRY(text, host.ReadText(path));
  HS_TRY(control, deb::ReadSourceControl(Bytes::Of(text)));
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  SourceTree tree;
  const std::string upstream = control.UpstreamArchive();
  std::size_t archives = 0;
  for (const std::string& name : control.files) {
    const bool is_wanted = name == upstream || name.find(".debian.tar.") != std::string::npos;
    if (name.ends_with(".diff.gz")) {
      tree.damages_.push_back({folder + name, "what this old form of a package changes is not read", 0});
    }
    if (!is_wanted) continue;
    ++archives;
    const int descriptor = open(folder + name);
    const auto added = descriptor < 0 ? Result<void>(Error{Error::Kind::kNotFound, "not beside the .dsc"})
                                      : tree.AddArchive(descriptor, archive);
    if (!added.ok()) tree.damages_.push_back({folder + name, added.error().what, added.error().at_byte});
  }
  if (archives == 0) return Error{Error::Kind::kUnsupported, "a .dsc that names no archive"};
  return tree;
}

}  // namespace halfsecond::source
