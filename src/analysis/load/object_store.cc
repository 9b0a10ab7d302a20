#include "analysis/load/object_store.h"

namespace halfsecond::load {

const StoredFile& ObjectStore::Get(const std::string& path) {
  const auto found = by_path_.find(path);
  if (found != by_path_.end()) return *found->second;
  return *by_path_.emplace(path, std::make_unique<StoredFile>(Read(path))).first->second;
}

StoredFile ObjectStore::Read(const std::string& path) {
  using State = StoredFile::State;
  StoredFile file;
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
  const Identity identity{file.status.device, file.status.inode};
  if (const auto known = by_identity_.find(identity); known != by_identity_.end()) {
    file.state = State::kObject;
    file.object = known->second;
    file.header = file.object->header;
    return file;
  }
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
  file.object = std::make_shared<const elf::Object>(std::move(*object));
  file.header = file.object->header;
  by_identity_.emplace(identity, file.object);
  return file;
}

}  // namespace halfsecond::load
