#include "analysis/load/object_store.h"

#include <utility>

namespace halfsecond::load {
namespace {

using State = StoredFile::State;

constexpr std::size_t kEnoughToTell = 32;  // questions to the shelf

StoredFile ObjectFile(const FileStatus& status, std::shared_ptr<const elf::Object> object) {
  StoredFile file;
  file.state = State::kObject;
  file.status = status;
  file.header = object->header;
  file.object = std::move(object);
  return file;
}

}  // namespace

bool ObjectShelf::Add(const FileStatus& status, std::shared_ptr<const elf::Object> object) {
  return entries_
      .try_emplace({status.device, status.inode},
                   Entry{status.size_bytes, status.modified_ns, status.changed_ns, std::move(object)})
      .second;
}

std::shared_ptr<const elf::Object> ObjectShelf::Find(const FileStatus& status) const {
  const auto found = entries_.find({status.device, status.inode});
  if (found == entries_.end()) return nullptr;
  const Entry& entry = found->second;
  const bool is_same = entry.size_bytes == status.size_bytes && entry.modified_ns == status.modified_ns &&
                       entry.changed_ns == status.changed_ns;
  return is_same ? entry.object : nullptr;
}

std::shared_ptr<const elf::Object> CommonShelf::Find(const FileStatus& status) const {
  const std::lock_guard lock(mutex_);
  return shelf_.Find(status);
}

std::shared_ptr<const elf::Object> CommonShelf::Add(const FileStatus& status,
                                                    std::shared_ptr<const elf::Object> object) {
  const std::lock_guard lock(mutex_);
  if (shelf_.Add(status, object)) return object;
  auto first = shelf_.Find(status);
  return first != nullptr ? first : object;  // the file was changed in between
}

std::optional<StoredFile> CommonShelf::At(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_path_.find(path);
  if (found == by_path_.end()) return std::nullopt;
  return found->second;
}

void CommonShelf::Put(const std::string& path, const StoredFile& file) {
  const std::lock_guard lock(mutex_);
  by_path_.try_emplace(path, file);
}

const StoredFile& ObjectStore::Get(const std::string& path) {
  const auto found = by_path_.find(path);
  if (found != by_path_.end()) return *found->second;
  return *by_path_.emplace(path, std::make_unique<StoredFile>(Look(path))).first->second;
}

void ObjectStore::Know(const std::string& path, const FileStatus& status, std::shared_ptr<const elf::Object> object) {
  const auto [place, is_new] = by_path_.try_emplace(path);
  if (!is_new) return;
  place->second = std::make_unique<StoredFile>(ObjectFile(status, std::move(object)));
}

std::shared_ptr<const elf::Object> ObjectStore::OnShelf(const FileStatus& status) {
  auto object = shelf_->Find(status);
  ++asked_shelf_;
  if (object != nullptr) ++found_on_shelf_;
  return object;
}

// Whether to ask for a file's status before it is opened: that saves the opening of what is on the shelf, and is one
// call more for what is not, as every library where only programs were surveyed.
bool ObjectStore::IsOftenOnShelf() const {
  return asked_shelf_ < kEnoughToTell || found_on_shelf_ * 4 >= asked_shelf_;
}

StoredFile ObjectStore::Look(const std::string& path) {
  if (common_ == &own_ || IsOftenOnShelf()) return Read(path);
  if (auto known = common_->At(path)) return *std::move(known);
  StoredFile file = Read(path);
  if (file.state == State::kObject || file.state == State::kAbsent) common_->Put(path, file);
  return file;
}

StoredFile ObjectStore::Read(const std::string& path) {
  StoredFile file;
  const bool looks_first = shelf_ != nullptr && IsOftenOnShelf();
  if (looks_first) {
    const auto status = root_.Status(path);
    if (!status.ok() && status.error().kind == Error::Kind::kNotFound) {
      file.error = status.error();
      return file;
    }
    if (auto known = status.ok() ? OnShelf(*status) : nullptr) return ObjectFile(*status, std::move(known));
  }
  auto source = root_.OpenFile(path);
  if (!source.ok()) {
    file.error = source.error();
    file.state = State::kUnreadable;
    if (file.error.kind == Error::Kind::kNotFound) file.state = State::kAbsent;
    if (file.error.kind == Error::Kind::kUnsupported) file.state = State::kNotAFile;
    return file;
  }
  ++opened_;
  const FileStatus& status = (*source)->status();
  auto known = shelf_ != nullptr && !looks_first ? OnShelf(status) : nullptr;
  if (known == nullptr) known = common_->Find(status);
  return known != nullptr ? ObjectFile(status, std::move(known)) : ReadObjectOf(**source);
}

StoredFile ObjectStore::ReadObjectOf(FileSource& source) {
  if (buffers_ == nullptr) buffers_ = std::make_unique<ReadBuffers>();
  source.Borrow(*buffers_);
  auto object = elf::ReadObject(source, depth_);
  if (object.ok()) {
    return ObjectFile(source.status(),
                      common_->Add(source.status(), std::make_shared<const elf::Object>(std::move(*object))));
  }
  StoredFile file;
  file.status = source.status();
  file.error = object.error();
  file.state = file.error.kind == Error::Kind::kMalformed && file.error.at_byte == 0 ? State::kNotElf : State::kDamaged;
  if (file.state == State::kNotElf) return file;
  const auto header = elf::ReadHeader(source);
  if (header.ok()) file.header = *header;
  if (!header.ok()) file.state = State::kNotElf;  // too short to tell what it is for
  return file;
}

}  // namespace halfsecond::load
