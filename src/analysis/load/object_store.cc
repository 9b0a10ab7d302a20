#include "analysis/load/object_store.h"

#include <utility>

namespace halfsecond::load {

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

const StoredFile& ObjectStore::Get(const std::string& path) {
  const auto found = by_path_.find(path);
  if (found != by_path_.end()) return *found->second;
  return *by_path_.emplace(path, std::make_unique<StoredFile>(Read(path))).first->second;
}

void ObjectStore::Know(const std::string& path, const FileStatus& status, std::shared_ptr<const elf::Object> object) {
  const auto [place, is_new] = by_path_.try_emplace(path);
  if (!is_new) return;
  place->second = std::make_unique<StoredFile>();
  StoredFile& file = *place->second;
  file.state = StoredFile::State::kObject;
  file.status = status;
  file.header = object->header;
  file.object = std::move(object);
}

StoredFile ObjectStore::Read(const std::string& path) {
  using State = StoredFile::State;
  StoredFile file;
  if (shelf_ != nullptr) {
    const auto status = root_.Status(path);
    if (!status.ok() && status.error().kind == Error::Kind::kNotFound) {
      file.error = status.error();
      return file;
    }
    if (status.ok()) file.object = shelf_->Find(*status);
    if (file.object != nullptr) {
      file.status = *status;
      file.state = State::kObject;
      file.header = file.object->header;
      return file;
    }
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
  file.status = (*source)->status();
  if (auto known = common_->Find(file.status); known != nullptr) {
    file.state = State::kObject;
    file.object = std::move(known);
    file.header = file.object->header;
    return file;
  }
  if (buffers_ == nullptr) buffers_ = std::make_unique<ReadBuffers>();
  (*source)->Borrow(*buffers_);
  auto object = elf::ReadObject(**source, depth_);
  if (!object.ok()) {
    file.error = object.error();
    file.state =
        file.error.kind == Error::Kind::kMalformed && file.error.at_byte == 0 ? State::kNotElf : State::kDamaged;
    if (file.state == State::kDamaged) {
      const auto header = elf::ReadHeader(**source);
      if (header.ok()) file.header = *header;
      if (!header.ok()) file.state = State::kNotElf;  // too short to tell what it is for
    }
    return file;
  }
  file.state = State::kObject;
  file.object = common_->Add(file.status, std::make_shared<const elf::Object>(std::move(*object)));
  file.header = file.object->header;
  return file;
}

}  // namespace halfsecond::load
