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

// A package within a package: what dpkg-deb(1) calls its control and data archives.
Result<Package> ReadDeb(const std::string& name, int descriptor, sandbox::Plugin& plugin) {
  std::string control;
  std::string data;
  sandbox::PluginJob outer;
  outer.input = descriptor;
  HS_CHECK(ReadEntries(outer, plugin, [&](const Entry& entry, const std::string& content) -> Result<void> {
    if (entry.path.starts_with("control.tar")) control = content;
    if (entry.path.starts_with("data.tar")) data = content;
    return {};
  }));
  if (control.empty() || data.empty()) return Error{Error::Kind::kMalformed, "no package of Debian"};
  Package package;
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
