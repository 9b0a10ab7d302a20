// The file of the store: an SQLite database with a page for each folder, the book of uses (as the page of folder 0:0)
// and the last answer for each system.
//
// Tables: folder(system, device, inode, page), answer(system, depth, json); user_version is the version of both.
// `system` names a root by device and inode. One transaction a survey, a rollback journal: whoever is killed leaves the
// state before or after, never between.

#pragma once

#include <string>
#include <string_view>

#include "analysis/survey/stored_folders.h"
#include "base/result.h"

struct sqlite3;

namespace halfsecond::survey {

class StoreDatabase {
 public:
  enum class Access : std::uint8_t {
    kOwn,      // our own store: read, repaired when a survey was killed, written
    kForeign,  // any file called a store: read as it stands, without locks, for a confined process
  };

  // Errors: kNotFound; kIo (permission, a lock held by another survey); kMalformed (damaged, no database);
  // kUnsupported (another version).
  static Result<StoreDatabase> Open(const std::string& path, Access access);

  // Opens or makes `path` and takes the right to write, waiting a little for another survey to finish. A file that
  // cannot be read, or is of another version, is emptied. Errors: kIo.
  static Result<StoreDatabase> OpenToWrite(const std::string& path);

  StoreDatabase(StoreDatabase&& other) noexcept;
  StoreDatabase& operator=(StoreDatabase&& other) noexcept;
  StoreDatabase(const StoreDatabase&) = delete;
  StoreDatabase& operator=(const StoreDatabase&) = delete;
  ~StoreDatabase();

  // Every page of `system`. Errors: kMalformed, kIo.
  Result<StoredFolders> Folders(const std::string& system);

  // The last answer for `system`, or for any when that is empty. Errors: kNotFound, kMalformed, kIo.
  Result<std::string> Answer(const std::string& system);

  // REQUIRES: from OpenToWrite. Errors: kIo (a full disk), kMalformed.
  Result<void> PutFolder(const std::string& system, FolderKey key, std::string_view page);
  Result<void> ForgetFolder(const std::string& system, FolderKey key);
  Result<void> PutAnswer(const std::string& system, std::string_view json);
  Result<void> Commit();

 private:
  explicit StoreDatabase(sqlite3* handle) : handle_(handle) {}

  Result<void> Run(const char* sql);
  Error Failure() const;

  sqlite3* handle_ = nullptr;
};

}  // namespace halfsecond::survey
