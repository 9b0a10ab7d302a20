#include "readers/git/tree.h"

#include <optional>

#include "base/limits.h"

namespace halfsecond::git {
namespace {

using Kind = TreeEntry::Kind;

// gitformat-tree: the modes that git writes, and 100664, which it wrote long ago.
std::optional<Kind> KindOf(std::string_view mode) {
  if (mode == "100644" || mode == "100664") return Kind::kFile;
  if (mode == "100755") return Kind::kProgram;
  if (mode == "120000") return Kind::kSymlink;
  if (mode == "40000" || mode == "040000") return Kind::kTree;
  if (mode == "160000") return Kind::kSubmodule;
  return std::nullopt;
}

bool IsComponent(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos;
}

}  // namespace

Result<std::vector<TreeEntry>> ReadTree(Bytes tree, std::uint8_t id_bytes) {
  std::vector<TreeEntry> entries;
  std::uint64_t at = 0;
  while (at < tree.size()) {
    if (entries.size() == limits::kMaxTreeEntries) {
      return Error{Error::Kind::kLimit, "a tree of too many entries", tree.base() + at};
    }
    HS_TRY(text, tree.CString(at));
    const std::size_t blank = std::min(text.find(' '), text.size());
    const auto kind = KindOf(text.substr(0, blank));
    const std::string_view name = text.substr(std::min(blank + 1, text.size()));
    if (!kind || !IsComponent(name)) return Error{Error::Kind::kMalformed, "no entry of a tree", tree.base() + at};
    at += text.size() + 1;
    HS_TRY(id, tree.Slice(at, id_bytes));
    at += id_bytes;
    TreeEntry entry{*kind, std::string(name), {}};
    std::memcpy(entry.id.bytes.data(), id.text().data(), id_bytes);
    entry.id.length = id_bytes;
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace halfsecond::git
