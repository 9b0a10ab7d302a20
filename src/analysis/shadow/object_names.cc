#include "analysis/shadow/object_names.h"

#include <algorithm>
#include <utility>

namespace halfsecond::shadow {
namespace {

constexpr std::size_t kMostPacks = 64;  // held open; a repository has a handful
constexpr std::string_view kPack = ".pack";
constexpr std::string_view kIndex = ".idx";

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The byte that "3f" spells; nothing for another name.
std::optional<std::size_t> ByteOf(std::string_view name) {
  if (name.size() != 2 || DigitOf(name[0]) < 0 || DigitOf(name[1]) < 0) return std::nullopt;
  return static_cast<std::size_t>(DigitOf(name[0]) * 16 + DigitOf(name[1]));
}

constexpr std::size_t kMostMissing = 100'000;  // remembered

}  // namespace

ObjectNames::ObjectNames(const GitDirectory& repository, Root root)
    : root_(std::move(root)), stores_(repository.readable), id_bytes_(repository.object_format == "sha256" ? 32 : 20) {}

void ObjectNames::Open() {
  is_open_ = true;
  is_sure_ = std::all_of(stores_.begin(), stores_.end(), [this](const std::string& store) { return OpenStore(store); });
}

// False: not all of it can be read.
bool ObjectNames::OpenStore(const std::string& store) {
  const auto entries = root_.List(store);
  if (!entries.ok()) return false;
  for (const DirectoryEntry& entry : *entries) {
    if (const auto byte = ByteOf(entry.name)) loose_.set(*byte);
    if (entry.name == "pack" && !OpenPacks(store + "/pack")) return false;
  }
  return true;
}

bool ObjectNames::OpenPacks(const std::string& folder) {
  const auto entries = root_.List(folder);
  if (!entries.ok()) return false;
  for (const DirectoryEntry& entry : *entries) {
    if (!entry.name.ends_with(kPack)) continue;
    std::string name = folder + "/" + entry.name;
    name.replace(name.size() - kPack.size(), kPack.size(), kIndex);
    auto file = root_.OpenFile(name);
    if (!file.ok() || packs_.size() == kMostPacks) return false;
    auto index = git::PackIndex::Read(**file, id_bytes_);
    if (!index.ok()) return false;
    packs_.push_back({std::move(*file), *index});
  }
  return true;
}

bool ObjectNames::MayHave(const git::ObjectId& id) {
  if (!is_open_) Open();
  if (!is_sure_ || loose_.test(id.bytes[0])) return true;
  if (missing_.count(id) > 0) return false;
  for (std::size_t i = 0; i < packs_.size(); ++i) {
    const auto has = packs_[i].index.Has(id);
    if (has.ok() && !*has) continue;
    if (i > 0) std::swap(packs_[i], packs_[0]);
    return true;
  }
  if (missing_.size() < kMostMissing) missing_.insert(id);
  return false;
}

}  // namespace halfsecond::shadow
