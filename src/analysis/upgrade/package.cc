#include "analysis/upgrade/package.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "analysis/upgrade/elf_facts.h"
#include "base/limits.h"
#include "plugins/archive/protocol.h"
#include "readers/deb/stanza.h"
#include "readers/git/object_sum.h"

namespace halfsecond::upgrade {
namespace {

using archive::Entry;
constexpr std::array<std::string_view, 6> kScripts{"preinst", "postinst", "prerm", "postrm", "config", "triggers"};

constexpr std::array<std::string_view, 6> kTarSuffixes{"", ".gz", ".xz", ".zst", ".bz2", ".lzma"};

constexpr std::string_view kArStart = "!<arch>\n";

// Hands on each entry with its contents.
using Take = std::function<Result<void>(const Entry&, const std::string&)>;

Result<void> ReadEntries(sandbox::PluginJob job, sandbox::Plugin& plugin, const Take& take) {
  std::optional<Entry> current;
  std::string content;
  std::optional<Error> failure;
  const auto finish = [&] {
    if (!current || failure) return;
    if (auto taken = take(*current, content); !taken.ok()) failure = std::move(taken).error();
    content.clear();
  };
  archive::RecordReader reader({[&](const Entry& entry) {
                                  finish();
                                  current = entry;
                                },
                                [&](Bytes data) {
                                  if (content.size() + data.size() > limits::kMaxHeldBytes) {
                                    failure = Error{Error::Kind::kLimit, "a member too large to look at"};
                                  } else {
                                    content += data.text();
                                  }
                                }});
  job.operation = static_cast<std::uint32_t>(archive::Operation::kRead);
  job.on_output = [&](Bytes piece) -> Result<void> {
    HS_CHECK(reader.Add(piece));
    if (failure) return *failure;
    return {};
  };
  HS_CHECK(plugin.Run(job));
  finish();
  if (failure) return *failure;
  if (!reader.complete()) return Error{Error::Kind::kTruncated, "an archive that was cut short"};
  return {};
}

// "./lib/x" as "/usr/lib/x": what was moved by the merge of /usr is the same file.
std::string MergedPath(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  while (path.starts_with('/')) path.remove_prefix(1);
  const bool is_moved =
      path.starts_with("lib/") || path.starts_with("bin/") || path.starts_with("sbin/") || path.starts_with("lib64/");
  return (is_moved ? "/usr/" : "/") + std::string(path);
}

Result<void> TakeControl(const Entry& entry, const std::string& content, Package& package) {
  std::string_view name = entry.path;
  if (name.starts_with("./")) name.remove_prefix(2);
  if (std::find(kScripts.begin(), kScripts.end(), name) != kScripts.end()) package.scripts[std::string(name)] = content;
  if (name != "control") return {};
  deb::StanzaReader reader(Bytes::Of(content));
  const auto stanza = reader.Next();
  if (!stanza || !stanza->ok()) return Error{Error::Kind::kMalformed, "a package without a control paragraph"};
  package.has_control = true;
  for (const deb::Field& field : (*stanza)->fields) package.control[std::string(field.name)] = std::string(field.value);
  return {};
}

// "control.tar" or "data.tar" as dpkg knows them: alone, or with the suffix of a compression.
bool IsTarMember(std::string_view name, std::string_view tar) {
  if (!name.starts_with(tar)) return false;
  name.remove_prefix(tar.size());
  return std::find(kTarSuffixes.begin(), kTarSuffixes.end(), name) != kTarSuffixes.end();
}

// The members of a package in the order of deb(5), which dpkg-deb holds to: what it would refuse is refused, and what
// it would not read is told. Of two archives of a name it takes the first.
class Members {
 public:
  Result<void> Take(const std::string& name, const std::string& content) {
    if (next_ == Next::kNothing) {
      if (!name.starts_with('_')) behind_.push_back(name);
      return {};
    }
    if (next_ != Next::kBinary && name.starts_with('_')) return {};  // for later versions of the format
    if (next_ == Next::kBinary && name == "debian-binary" && content.starts_with("2.")) {
      next_ = Next::kControl;
    } else if (next_ == Next::kControl && IsTarMember(name, "control.tar")) {
      control = content;
      next_ = Next::kData;
    } else if (next_ == Next::kData && IsTarMember(name, "data.tar")) {
      data = content;
      next_ = Next::kNothing;
    } else {
      return Error{Error::Kind::kMalformed, "no package that dpkg would take: its member " + name + " is out of place"};
    }
    return {};
  }
  bool complete() const { return next_ == Next::kNothing; }
  const std::vector<std::string>& behind() const { return behind_; }

  std::string control;
  std::string data;

 private:
  enum class Next : std::uint8_t { kBinary, kControl, kData, kNothing };
  Next next_ = Next::kBinary;
  std::vector<std::string> behind_;  // what nobody reads
};

// A package within a package: what dpkg-deb(1) calls its control and data archives.
Result<Package> ReadDeb(const std::string& name, int descriptor, sandbox::Plugin& plugin) {
  Members members;
  sandbox::PluginJob outer;
  outer.input = descriptor;
  HS_CHECK(ReadEntries(outer, plugin, [&](const Entry& entry, const std::string& content) {
    return members.Take(entry.path, content);
  }));
  if (!members.complete()) return Error{Error::Kind::kMalformed, "no package that dpkg would take: it lacks members"};
  Package package;
  for (const std::string& member : members.behind()) {
    std::string place = name;
    place.append(": ").append(member);
    package.damages.push_back({std::move(place), "stands behind data.tar, where dpkg does not look", 0});
  }
  const std::string& control = members.control;
  const std::string& data = members.data;
  sandbox::PluginJob inner;
  inner.bytes = Bytes::Of(control);
  HS_CHECK(ReadEntries(inner, plugin, [&](const Entry& entry, const std::string& content) {
    return TakeControl(entry, content, package);
  }));
  inner.bytes = Bytes::Of(data);
  HS_CHECK(ReadEntries(inner, plugin, [&](const Entry& entry, const std::string& content) {
    return AddFile(name, entry, content, package);
  }));
  return package;
}

}  // namespace

Result<void> AddFile(const std::string& package_name, const Entry& entry, std::string_view content, Package& package) {
  if (entry.type == Entry::Type::kDirectory) return {};
  if (package.files.size() == limits::kMaxReleaseFiles)
    return Error{Error::Kind::kLimit, "a package of too many files"};
  PackageFile file{entry.type,
                   entry.mode & 07777U,
                   entry.uid,
                   entry.gid,
                   git::IdOfObject("blob", entry.type == Entry::Type::kFile ? content : std::string_view(entry.link)),
                   {}};
  const std::string path = MergedPath(entry.path);
  if (content.starts_with("\x7f"
                          "ELF")) {
    auto elf = ReadElfFacts(content);
    if (elf.ok()) {
      file.elf = std::move(*elf);
    } else {
      package.damages.push_back({package_name + ": " + path, elf.error().what, elf.error().at_byte});
    }
  }
  package.files[path] = std::move(file);
  return {};
}

std::span<const std::string_view> MaintainerScripts() {
  return kScripts;
}

Result<Package> ReadPackage(const std::string& name, int descriptor, sandbox::Plugin& archive_plugin) {
  std::array<char, kArStart.size()> start{};
  const ssize_t n = ::pread(descriptor, start.data(), start.size(), 0);
  if (n > 0 && std::string_view(start.data(), static_cast<std::size_t>(n)) == kArStart) {
    return ReadDeb(name, descriptor, archive_plugin);
  }
  Package package;
  package.owners_are_meant = false;
  sandbox::PluginJob job;
  job.input = descriptor;
  HS_CHECK(ReadEntries(job, archive_plugin, [&](const Entry& entry, const std::string& content) {
    return AddFile(name, entry, content, package);
  }));
  return package;
}

}  // namespace halfsecond::upgrade
