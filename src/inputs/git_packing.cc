#include "inputs/git_packing.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/limits.h"
#include "inputs/git_directory.h"

namespace halfsecond {
namespace {

void Put(std::string& to, std::string_view field) {
  to.append(field);
  to.push_back('\0');
}

std::optional<std::string_view> Next(std::string_view& bytes) {
  const std::size_t end = bytes.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view field = bytes.substr(0, end);
  bytes.remove_prefix(end + 1);
  return field;
}

// A path that can be one line of objects/info/alternates.
bool IsPath(std::string_view path) {
  return path.starts_with('/') && path.size() <= limits::kMaxPathBytes && path.find('\n') == std::string_view::npos;
}

Error Garbled() {
  return Error{Error::Kind::kMalformed, "the reader of the repository told what it cannot have read"};
}

// May the field be what it says? Of an object's name "" is allowed where there is none.
Result<void> CheckField(char kind, std::string_view value, std::string_view second, const GitDirectory& facts) {
  const bool is_path = kind == 'd' || kind == 'o' || kind == 'r';
  if (is_path && !IsPath(value)) return Error{Error::Kind::kUnsupported, "a path with a line end in it"};
  if (kind == 'h' && !value.empty() && !IsObjectId(value)) return Garbled();
  if ((kind == 's' || kind == 'b') && !IsObjectId(value)) return Garbled();
  if (kind == 's' && facts.shallow.size() >= limits::kMaxShallowCommits) return Garbled();
  if (kind == 'b' && (!IsRefName(second) || facts.refs.size() >= limits::kMaxGitRefs)) return Garbled();
  return {};
}

Result<void> TakeField(char kind, std::string_view value, std::string_view second, GitDirectory& facts) {
  HS_CHECK(CheckField(kind, value, second, facts));
  if (kind == 'd') facts.directory = value;
  if (kind == 'o') facts.objects = value;
  if (kind == 'r') facts.readable.emplace_back(value);
  if (kind == 'f') facts.object_format = value == "sha256" ? "sha256" : "sha1";
  if (kind == 'h') facts.head = value;
  if (kind == 's') facts.shallow.emplace_back(value);
  if (kind == 'n') facts.head_name = value;
  if (kind == 'c') facts.other_refs = value.size();
  if (kind == 'y') facts.oddities.push_back({std::string(value), std::string(second)});
  if (kind == 'b') facts.refs.push_back({std::string(value), std::string(second)});
  return {};
}

}  // namespace

bool IsObjectId(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsRefName(std::string_view name) {
  if (!name.starts_with("refs/") || name.size() > limits::kMaxPathBytes || name.ends_with('/') ||
      name.ends_with(".lock")) {
    return false;
  }
  if (name.find("..") != std::string_view::npos || name.find("//") != std::string_view::npos ||
      name.find("@{") != std::string_view::npos || name.find("/.") != std::string_view::npos) {
    return false;
  }
  return std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7f ||
           std::string_view("~^:?*[\\").find(c) != std::string_view::npos;
  });
}

std::string Packed(const Result<GitDirectory>& directory) {
  std::string bytes;
  if (!directory.ok()) {
    Put(bytes, "!" + std::to_string(static_cast<int>(directory.error().kind)));
    Put(bytes, directory.error().what);
    return bytes;
  }
  const auto field = [&](char kind, std::string_view value) { Put(bytes, std::string(1, kind).append(value)); };
  field('d', directory->directory);
  field('o', directory->objects);
  for (const std::string& path : directory->readable) field('r', path);
  field('f', directory->object_format);
  field('h', directory->head);
  field('n', directory->head_name);
  for (const std::string& id : directory->shallow) field('s', id);
  field('c', std::string(std::min(directory->other_refs, limits::kMaxGitRefs), '.'));
  for (const GitDirectory::Oddity& oddity : directory->oddities) {
    field('y', oddity.kind);
    Put(bytes, oddity.detail);
  }
  for (const GitRef& ref : directory->refs) {
    field('b', ref.id);
    Put(bytes, ref.name);
  }
  return bytes;
}

Result<GitDirectory> Unpacked(std::string_view bytes) {
  GitDirectory facts;
  while (!bytes.empty()) {
    const auto field = Next(bytes);
    if (!field || field->empty()) return Garbled();
    const char kind = field->front();
    std::string_view second;
    if (kind == 'y' || kind == 'b' || kind == '!') {
      const auto next = Next(bytes);
      if (!next) return Garbled();
      second = *next;
    }
    if (kind == '!') {
      const int number = field->size() == 2 ? (*field)[1] - '0' : -1;
      if (number < 0 || number > static_cast<int>(Error::Kind::kNotFound)) return Garbled();
      return Error{static_cast<Error::Kind>(number), std::string(second)};
    }
    HS_CHECK(TakeField(kind, field->substr(1), second, facts));
  }
  return facts;
}

}  // namespace halfsecond
