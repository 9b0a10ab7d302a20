// The file of a store: an SQLite database with pages and the last answer for each subject: a system surveyed, or a
// repository read. What a page holds is its owner's affair.
//
// Tables: page(subject, first, second, bytes), answer(subject, text); user_version is the version of both. One
// transaction a run, a rollback journal: whoever is killed leaves the state before or after, never between.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/store/page_key.h"
#include "base/result.h"

struct sqlite3;

namespace halfsecond::store {

class Database {
 public:
  enum class Access : std::uint8_t {
    kOwn,      // our own store: read, repaired when a run was killed, written
    kForeign,  // any file called a store: read as it stands, without locks, for a confined process
  };

  // Errors: kNotFound; kIo (permission, a lock held by another run); kMalformed (damaged, no database);
  // kUnsupported (another version).
  static Result<Database> Open(const std::string& path, Access access);

  // Opens or makes `path` and takes the right to write, waiting a little for another run to finish. A file that
  // cannot be read, or is of another version, is emptied. Errors: kIo.
  static Result<Database> OpenToWrite(const std::string& path);

  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // Every page of `subject`, by key. Errors: kMalformed, kIo.
  using Pages = std::vector<std::pair<PageKey, std::string>>;
  Result<Pages> PagesOf(const std::string& subject);

  // The last answer for `subject`, or for any when that is empty. Errors: kNotFound, kMalformed, kIo.
  Result<std::string> Answer(const std::string& subject);

  // REQUIRES: from OpenToWrite. Errors: kIo (a full disk), kMalformed.
  Result<void> Put(const std::string& subject, PageKey key, std::string_view page);
  Result<void> Forget(const std::string& subject, PageKey key);
  Result<void> PutAnswer(const std::string& subject, std::string_view text);
  Result<void> Commit();

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}

  Result<void> Run(const char* sql);
  Error Failure() const;

  sqlite3* handle_ = nullptr;
};

}  // namespace halfsecond::store
