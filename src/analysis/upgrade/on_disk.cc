#include "analysis/upgrade/on_disk.h"

#include <utility>

#include "analysis/system/package_store.h"
#include "analysis/system/real_paths.h"
#include "inputs/tree_walk.h"
#include "readers/deb/stanza.h"

namespace halfsecond::upgrade {
namespace {

using archive::Entry;
constexpr const char* kStatus = "/var/lib/dpkg/status";
constexpr const char* kInfo = "/var/lib/dpkg/info/";

// Files of one package, read where they stand.
class Gatherer {
 public:
  Gatherer(const Root& root, std::string name) : root_(root), name_(std::move(name)) {}

  Result<void> AddLink(const std::string& as, std::string target) {
    Entry entry;
    entry.type = Entry::Type::kSymlink;
    entry.mode = 0777;
    entry.path = as;
    entry.link = std::move(target);
    return AddFile(name_, entry, {}, package_);
  }

  Result<void> AddRegular(const std::string& path, const std::string& as) {
    const auto file = root_.OpenFile(path);
    if (!file.ok()) {
      Note(path, file.error());
      return {};
    }
    const auto content = (*file)->At(0, (*file)->size());
    if (!content.ok()) {
      Note(path, content.error());
      return {};
    }
    const FileStatus& status = (*file)->status();
    Entry entry;
    entry.type = Entry::Type::kFile;
    entry.mode = status.mode;
    entry.uid = status.uid;
    entry.gid = status.gid;
    entry.path = as;
    return AddFile(name_, entry, content->text(), package_);
  }

  void Note(const std::string& path, const Error& error) {
    package_.damages.push_back({path, error.what, error.at_byte});
  }

  Package& package() { return package_; }

 private:
  const Root& root_;
  std::string name_;
  Package package_;
};

void TakeStanza(const deb::Stanza& stanza, Package& package) {
  package.has_control = true;
  for (const deb::Field& field : stanza.fields) package.control[std::string(field.name)] = std::string(field.value);
}

// The control fields of `name`, from the paragraph of the status file that says it is in place.
void TakeStatus(const Root& root, const std::string& name, Package& package) {
  const auto text = root.ReadText(kStatus);
  if (!text.ok()) return;  // apk's, which has no such fields
  deb::StanzaReader reader(Bytes::Of(*text));
  while (const auto stanza = reader.Next()) {
    if (!stanza->ok() || (*stanza)->Value("Package") != name) continue;
    if ((*stanza)->Value("Status").ends_with(" installed")) return TakeStanza(**stanza, package);
  }
}

void TakeScripts(const Root& root, const std::string& name, Package& package) {
  for (const std::string_view script : MaintainerScripts()) {
    for (const std::string& owner : {name, name + ":" + package.control["Architecture"]}) {
      auto text = root.ReadText(std::string(kInfo).append(owner).append(".").append(script));
      if (text.ok()) package.scripts.emplace(script, std::move(*text));
    }
  }
}

}  // namespace

Result<Package> ReadFolder(const std::string& folder) {
  HS_TRY(root, Root::Open(folder));
  Gatherer gatherer(root, folder);
  gatherer.package().owners_are_meant = false;
  std::optional<Error> failure;
  const auto gaps = WalkFilesAndLinks(root, "/", [&](const std::string& path, DirectoryEntry::Kind kind) {
    if (failure) return;
    Result<void> added;
    if (kind == DirectoryEntry::Kind::kSymlink) {
      auto target = root.ReadLink(path);
      if (target.ok()) added = gatherer.AddLink(path, std::move(*target));
    } else {
      added = gatherer.AddRegular(path, path);
    }
    if (!added.ok()) failure = added.error();
  });
  if (failure) return *failure;
  for (const WalkGap& gap : gaps) gatherer.Note(gap.path, gap.error);
  return std::move(gatherer.package());
}

Result<Package> ReadInstalled(const Root& root, const std::string& name) {
  system::PackageStore store(root);
  HS_TRY(paths, store.FilesOf(name));
  if (paths.empty()) return Error{Error::Kind::kNotFound, "not installed"};
  Gatherer gatherer(root, name);
  system::RealPaths real_paths(root);
  for (const std::string& path : paths) {
    const auto real = real_paths.OfDirectory(path);  // the list spells paths as the package did
    if (!real.ok()) continue;
    if (auto target = root.ReadLink(*real); target.ok()) {
      HS_CHECK(gatherer.AddLink(path, std::move(*target)));
    } else if (const auto status = root.Status(*real); status.ok() && status->is_regular()) {
      HS_CHECK(gatherer.AddRegular(*real, path));
    }
  }
  TakeStatus(root, name, gatherer.package());
  TakeScripts(root, name, gatherer.package());
  for (const Damage& damage : store.damage()) gatherer.package().damages.push_back(damage);
  return std::move(gatherer.package());
}

}  // namespace halfsecond::upgrade
