#include "analysis/upgrade/package.h"

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

// Hands on each entry with its contents.
using Take = std::function<Result<void>(const Entry&, std::string)>;

Result<void> ReadEntries(sandbox::PluginJob job, sandbox::Plugin& plugin, const Take& take) {
  std::optional<Entry> current;
  std::string content;
  std::optional<Error> failure;
  const auto finish = [&] {
    if (!current || failure) return;
    if (auto taken = take(*current, std::move(content)); !taken.ok()) failure = std::move(taken).error();
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

Result<void> TakeControl(const Entry& entry, std::string content, Package& package) {
  std::string_view name = entry.path;
  if (name.starts_with("./")) name.remove_prefix(2);
  if (std::find(kScripts.begin(), kScripts.end(), name) != kScripts.end())
    package.scripts[std::string(name)] = std::move(content);
  if (name != "control") return {};
  deb::StanzaReader reader(Bytes::Of(content));
  const auto stanza = reader.Next();
  if (!stanza || !stanza->ok()) return Error{Error::Kind::kMalformed, "a package without a control paragraph"};
  for (const deb::Field& field : (*stanza)->fields) package.control[std::string(field.name)] = std::string(field.value);
  return {};
}

Result<void> TakeFile(const std::string& name, const Entry& entry, const std::string& content, Package& package) {
  if (entry.type == Entry::Type::kDirectory) return {};
  if (package.files.size() == limits::kMaxReleaseFiles)
    return Error{Error::Kind::kLimit, "a package of too many files"};
  PackageFile file{entry.type,
                   entry.mode & 07777U,
                   entry.uid,
                   entry.gid,
                   git::IdOfObject("blob", entry.type == Entry::Type::kFile ? content : entry.link),
                   {}};
  const std::string path = MergedPath(entry.path);
  if (content.starts_with("\x7f"
                          "ELF")) {
    auto elf = ReadElfFacts(content);
    if (elf.ok()) {
      file.elf = std::move(*elf);
    } else {
      package.damages.push_back({name + ": " + path, elf.error().what, elf.error().at_byte});
    }
  }
  package.files[path] = std::move(file);
  return {};
}

}  // namespace

Result<Package> ReadPackage(const std::string& name, int descriptor, sandbox::Plugin& archive_plugin) {
  std::string control;
  std::string data;
  sandbox::PluginJob outer;
  outer.input = descriptor;
  HS_CHECK(ReadEntries(outer, archive_plugin, [&](const Entry& entry, std::string content) -> Result<void> {
    if (entry.path.starts_with("control.tar")) control = std::move(content);
    if (entry.path.starts_with("data.tar")) data = std::move(content);
    return {};
  }));
  if (control.empty() || data.empty()) return Error{Error::Kind::kMalformed, name + ": no package of Debian"};
  Package package;
  sandbox::PluginJob inner;
  inner.bytes = Bytes::Of(control);
  HS_CHECK(ReadEntries(inner, archive_plugin, [&](const Entry& entry, std::string content) {
    return TakeControl(entry, std::move(content), package);
  }));
  inner.bytes = Bytes::Of(data);
  HS_CHECK(ReadEntries(inner, archive_plugin, [&](const Entry& entry, const std::string& content) {
    return TakeFile(name, entry, content, package);
  }));
  return package;
}

}  // namespace halfsecond::upgrade
