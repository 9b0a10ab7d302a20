// The file of a store: an SQLite database with pages and the last answer for each subject: a system surveyed, or a
// repository read. What a page holds is its owner's affair.
//
// Tables: page(subject, first, second, bytes), answer(subject, text), subject(name, maker, used); user_version is the
// version of all. One transaction a run, a rollback journal: whoever is killed leaves the state before or after, never
// between. Pages are of one maker, the very build of the program that wrote them: another does not see them.

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
  // cannot be read, or is of another version, is emptied. What is kept is at most `most_bytes`. Errors: kIo.
  static Result<Database> OpenToWrite(const std::string& path, std::uint64_t most_bytes);

  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // Every page of `subject` that `maker` wrote, by key. Errors: kMalformed, kIo.
  using Pages = std::vector<std::pair<PageKey, std::string>>;
  Result<Pages> PagesOf(const std::string& subject, const std::string& maker);

  // The last answer for `subject`, or for any when that is empty. Errors: kNotFound, kMalformed, kIo.
  Result<std::string> Answer(const std::string& subject);

  // REQUIRES, here and below: from OpenToWrite. Errors: kIo (a full disk, over twice `most_bytes`), kMalformed.
  //
  // Says that `maker` uses `subject` now; another's pages of it go. To be said before anything is put there.
  Result<void> Use(const std::string& subject, const std::string& maker);
  Result<void> Put(const std::string& subject, PageKey key, std::string_view page);
  Result<void> Forget(const std::string& subject, PageKey key);
  Result<void> PutAnswer(const std::string& subject, std::string_view text);
  // Keeps it all. What is more than fits goes by whole subjects, those first that were not used for the longest time.
  Result<void> Commit();

 private:
  explicit Database(sqlite3* handle, std::uint64_t most_bytes = 0) : handle_(handle), most_bytes_(most_bytes) {}

  Result<void> Begin();
  Result<void> Run(const char* sql);
  Result<std::uint64_t> Pragma(const char* sql);
  Result<void> Drop(const std::string& subject);
  Result<void> Shrink();
  Error Failure() const;

  sqlite3* handle_ = nullptr;
  std::uint64_t most_bytes_ = 0;
};

}  // namespace halfsecond::store
