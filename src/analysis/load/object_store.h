// ObjectStore: every file that any closure touches is opened and read once, whatever names lead to it.

#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
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

// Objects read beforehand, by what the file system said of their files. Filled once, then shared between the stores of
// several threads.
class ObjectShelf {
 public:
  // The first object of a file stays. True when it was new.
  bool Add(const FileStatus& status, std::shared_ptr<const elf::Object> object);

  // The object of the file that `status` speaks of, if it is still the same; else nullptr.
  std::shared_ptr<const elf::Object> Find(const FileStatus& status) const;

 private:
  struct Identity {
    std::uint64_t device;
    std::uint64_t inode;
    bool operator==(const Identity&) const = default;
  };
  struct IdentityHash {
    std::size_t operator()(const Identity& id) const {
      return static_cast<std::size_t>((id.inode ^ (id.device << 32U)) * 0x9e3779b97f4a7c15ULL);
    }
  };
  struct Entry {
    std::uint64_t size_bytes;
    std::int64_t modified_ns;
    std::int64_t changed_ns;
    std::shared_ptr<const elf::Object> object;
  };

  std::unordered_map<Identity, Entry, IdentityHash> entries_;
};

// Objects that the stores of several threads read as they go: what one has read the others need not.
class CommonShelf {
 public:
  std::shared_ptr<const elf::Object> Find(const FileStatus& status) const;

  // Returns the object that stays: the first of a file.
  std::shared_ptr<const elf::Object> Add(const FileStatus& status, std::shared_ptr<const elf::Object> object);

  // What one of the stores saw at `path`, where that is an object or nothing.
  std::optional<StoredFile> At(const std::string& path) const;
  void Put(const std::string& path, const StoredFile& file);

 private:
  mutable std::mutex mutex_;
  ObjectShelf shelf_;
  std::unordered_map<std::string, StoredFile> by_path_;
};

class ObjectStore {
 public:
  // `root` must outlive the store.
  ObjectStore(const Root& root, elf::Depth depth) : root_(root), depth_(depth) {}

  // The same, with objects that were read at `depth` already: a file on the shelf is looked at and not opened. What is
  // not there is read onto `common`. Both must outlive the store, and `shelf` stay as it is.
  ObjectStore(const Root& root, elf::Depth depth, const ObjectShelf& shelf, CommonShelf& common)
      : root_(root), depth_(depth), shelf_(&shelf), common_(&common) {}

  // The file that `path` reaches. The reference stays good as long as the store.
  const StoredFile& Get(const std::string& path);

  // What stands at `path` is known already: an object, read at the store's depth.
  void Know(const std::string& path, const FileStatus& status, std::shared_ptr<const elf::Object> object);

  const Root& root() const { return root_; }

  // How many files were opened, for benches and tests.
  std::size_t opened() const { return opened_; }

 private:
  StoredFile Look(const std::string& path);
  StoredFile Read(const std::string& path);
  StoredFile ReadObjectOf(FileSource& source);
  std::shared_ptr<const elf::Object> OnShelf(const FileStatus& status);
  bool IsOftenOnShelf() const;

  const Root& root_;
  elf::Depth depth_;
  std::size_t opened_ = 0;
  std::unordered_map<std::string, std::unique_ptr<StoredFile>> by_path_;
  const ObjectShelf* shelf_ = nullptr;
  std::size_t asked_shelf_ = 0;
  std::size_t found_on_shelf_ = 0;
  CommonShelf own_;
  CommonShelf* common_ = &own_;
  std::unique_ptr<ReadBuffers> buffers_;  // once a file is read
};

}  // namespace halfsecond::load
