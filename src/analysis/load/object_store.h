// ObjectStore: every file that any closure touches is opened and read once, whatever names lead to it.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "inputs/root.h"
#include "readers/elf/object.h"

namespace halfsecond::load {

// What stands at a path.
struct StoredFile {
  enum class State : std::uint8_t {
    kAbsent,
    kUnreadable,  // there, and the operating system does not let us read it
    kNotAFile,    // a directory, FIFO, device
    kNotElf,
    kDamaged,  // ELF, and not loadable as it stands: `error` says why
    kObject,
  };
  State state = State::kAbsent;
  Error error{};
  FileStatus status;
  elf::Header header;                         // for kDamaged and kObject
  std::shared_ptr<const elf::Object> object;  // for kObject
};

class ObjectStore {
 public:
  // `root` must outlive the store.
  ObjectStore(const Root& root, elf::Depth depth) : root_(root), depth_(depth) {}

  // The file that `path` reaches. The reference stays good as long as the store.
  const StoredFile& Get(const std::string& path);

  const Root& root() const { return root_; }

  // How many files were opened, for benches and tests.
  std::size_t opened() const { return opened_; }

 private:
  StoredFile Read(const std::string& path);

  struct Identity {
    std::uint64_t device;
    std::uint64_t inode;
    bool operator==(const Identity&) const = default;
  };
  struct IdentityHash {
    std::size_t operator()(const Identity& id) const {
      return static_cast<std::size_t>(id.inode * 0x9e3779b97f4a7c15ULL ^ id.device);
    }
  };

  const Root& root_;
  elf::Depth depth_;
  std::size_t opened_ = 0;
  std::unordered_map<std::string, std::unique_ptr<StoredFile>> by_path_;
  std::unordered_map<Identity, std::shared_ptr<const elf::Object>, IdentityHash> by_identity_;
};

}  // namespace halfsecond::load
