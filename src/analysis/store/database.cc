#include "analysis/store/database.h"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "analysis/store/statement.h"

// SQLite can load extensions; a static program of ours loads nothing. The linker puts these in the place of the C
// library's (cmake/rooms.cmake, hs_program).
extern "C" {  // NOLINTBEGIN(*-reserved-identifier,*-identifier-naming): the linker's --wrap chooses the names
void* __wrap_dlopen(const char*, int);
void* __wrap_dlsym(void*, const char*);
int __wrap_dlclose(void*);
char* __wrap_dlerror();

void* __wrap_dlopen(const char*, int) {
  return nullptr;
}
void* __wrap_dlsym(void*, const char*) {
  return nullptr;
}
int __wrap_dlclose(void*) {
  return 1;
}
char* __wrap_dlerror() {
  return nullptr;
}
}  // NOLINTEND(*-reserved-identifier,*-identifier-naming)

namespace halfsecond::store {
namespace {

constexpr int kVersion = 3;
constexpr std::int64_t kNanoseconds = 1'000'000'000;
constexpr std::int64_t kUseStays = 3600 * kNanoseconds;  // a use is not noted again within that: it would be a write
constexpr int kReadWaitMs = 250;
constexpr int kWriteWaitMs = 1000;
constexpr int kMaxPageBytes = 64 << 20;
constexpr const char* kTables =
    "CREATE TABLE IF NOT EXISTS page(subject TEXT NOT NULL, first INTEGER NOT NULL, second INTEGER NOT NULL,"
    " bytes BLOB NOT NULL, PRIMARY KEY(subject, first, second));"
    "CREATE TABLE IF NOT EXISTS answer(subject TEXT PRIMARY KEY, text TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS subject(name TEXT PRIMARY KEY, maker TEXT NOT NULL, used INTEGER NOT NULL);"
    "PRAGMA user_version = 3;";
// A file that holds less becomes smaller only where that is said before its first table.
constexpr const char* kBegin =
    "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = DELETE; PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE";

Error ErrorOf(sqlite3* handle) {
  const int code = handle == nullptr ? SQLITE_NOMEM : sqlite3_errcode(handle);
  const char* text = sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Error::Kind::kMalformed, text};
    case SQLITE_BUSY:
      return {Error::Kind::kIo, "another run is writing"};
    default:
      return {Error::Kind::kIo, text};
  }
}

int VersionOf(sqlite3* handle) {
  Statement version(handle, "PRAGMA user_version");
  return version.ok() && version.Step() == SQLITE_ROW ? static_cast<int>(version.NumberAt(0)) : -1;
}

// What SQLite may do with a file that may be damaged: read rows and nothing clever.
void Harden(sqlite3* handle, int wait_ms) {
  sqlite3_busy_timeout(handle, wait_ms);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kMaxPageBytes);
  sqlite3_exec(handle, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", nullptr, nullptr, nullptr);
}

// `path` as a URI, so that no character of it means anything.
std::string ImmutableUri(const std::string& path) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string uri = "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    uri += {'%', kDigits[byte >> 4U], kDigits[byte & 0xfU]};
  }
  return uri + "?immutable=1";
}

}  // namespace

Database::Database(Database&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)), most_bytes_(other.most_bytes_) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(most_bytes_, other.most_bytes_);
  return *this;
}

Database::~Database() {
  sqlite3_close(handle_);
}

Error Database::Failure() const {
  return ErrorOf(handle_);
}

Result<void> Database::Begin() {
  HS_CHECK(Run(kBegin));
  HS_TRY(page_bytes, Pragma("PRAGMA page_size"));
  const std::string bound = "PRAGMA max_page_count = " + std::to_string(2 * most_bytes_ / page_bytes);
  return Run(bound.c_str());
}

Result<void> Database::Run(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return Failure();
  return {};
}

Result<Database> Database::Open(const std::string& path, Access access) {
  if (::access(path.c_str(), F_OK) != 0) return Error{Error::Kind::kNotFound, "no store"};
  sqlite3* handle = nullptr;
  int code = SQLITE_OK;
  if (access == Access::kForeign) {
    const std::string uri = ImmutableUri(path);
    code = sqlite3_open_v2(uri.c_str(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  } else {
    // For writing where that is permitted: what a killed run left behind is undone by the next who reads.
    code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  }
  Database database(handle);
  if (code != SQLITE_OK) return database.Failure();
  Harden(handle, kReadWaitMs);
  const int version = VersionOf(handle);
  if (version == -1) return database.Failure();
  if (version != kVersion) return Error{Error::Kind::kUnsupported, "a store of another version"};
  return database;
}

Result<Database> Database::OpenToWrite(const std::string& path, std::uint64_t most_bytes) {
  for (int attempt = 0;; ++attempt) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database(handle, most_bytes);
    if (code != SQLITE_OK) return database.Failure();
    Harden(handle, kWriteWaitMs);
    const auto begun = database.Begin();
    const int version = begun.ok() ? VersionOf(handle) : -1;
    if (version == kVersion) return database;
    if (version == 0 && database.Run(kTables).ok()) return database;
    const bool is_damaged = version > 0 || (database.Failure().kind == Error::Kind::kMalformed);
    if (!is_damaged || attempt > 0) return begun.ok() ? database.Failure() : begun.error();
    // Nothing in it is missed: it can be found out again.
    if (::unlink(path.c_str()) != 0) return Error{Error::Kind::kIo, "damaged, and cannot be removed"};
    ::unlink((path + "-journal").c_str());
  }
}

Result<Database::Pages> Database::PagesOf(const std::string& subject, const std::string& maker) {
  Pages pages;
  Statement rows(handle_,
                 "SELECT first, second, bytes FROM page WHERE subject = ?1"
                 " AND EXISTS(SELECT 1 FROM subject WHERE name = ?1 AND maker = ?2) ORDER BY first, second");
  if (!rows.ok()) return Failure();
  rows.Text(subject).Text(maker);
  int code = SQLITE_ROW;
  while ((code = rows.Step()) == SQLITE_ROW) {
    pages.emplace_back(PageKey{rows.NumberAt(0), rows.NumberAt(1)}, rows.BytesAt(2));
  }
  if (code != SQLITE_DONE) return Failure();
  return pages;
}

Result<std::string> Database::Answer(const std::string& subject) {
  Statement row(handle_, "SELECT text FROM answer WHERE ?1 = '' OR subject = ?1 ORDER BY subject LIMIT 1");
  if (!row.ok()) return Failure();
  row.Text(subject);
  const int code = row.Step();
  if (code == SQLITE_ROW) return row.BytesAt(0);
  if (code == SQLITE_DONE) return Error{Error::Kind::kNotFound, "no answer of an earlier run"};
  return Failure();
}

Result<void> Database::Use(const std::string& subject, const std::string& maker) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const auto noted = static_cast<std::int64_t>(now.tv_sec) * kNanoseconds + now.tv_nsec;
  Statement known(handle_, "SELECT used, maker FROM subject WHERE name = ?1");
  if (!known.ok()) return Failure();
  const int code = known.Text(subject).Step();
  if (code != SQLITE_ROW && code != SQLITE_DONE) return Failure();
  const bool is_other = code == SQLITE_ROW && known.BytesAt(1) != maker;
  const auto used = code == SQLITE_ROW ? static_cast<std::int64_t>(known.NumberAt(0)) : 0;
  if (!is_other && used <= noted && used > noted - kUseStays) return {};
  if (is_other) {
    Statement others(handle_, "DELETE FROM page WHERE subject = ?1");
    if (!others.ok() || others.Text(subject).Step() != SQLITE_DONE) return Failure();
  }
  Statement row(handle_, "INSERT OR REPLACE INTO subject(name, maker, used) VALUES(?1, ?2, ?3)");
  if (!row.ok()) return Failure();
  if (row.Text(subject).Text(maker).Number(static_cast<std::uint64_t>(noted)).Step() != SQLITE_DONE) return Failure();
  return {};
}

Result<void> Database::Put(const std::string& subject, PageKey key, std::string_view page) {
  Statement row(handle_, "INSERT OR REPLACE INTO page(subject, first, second, bytes) VALUES(?1, ?2, ?3, ?4)");
  if (!row.ok() || row.Text(subject).Number(key.first).Number(key.second).Blob(page).Step() != SQLITE_DONE) {
    return Failure();
  }
  return {};
}

Result<void> Database::Forget(const std::string& subject, PageKey key) {
  Statement row(handle_, "DELETE FROM page WHERE subject = ?1 AND first = ?2 AND second = ?3");
  if (!row.ok() || row.Text(subject).Number(key.first).Number(key.second).Step() != SQLITE_DONE) return Failure();
  return {};
}

Result<void> Database::PutAnswer(const std::string& subject, std::string_view text) {
  Statement row(handle_, "INSERT OR REPLACE INTO answer(subject, text) VALUES(?1, ?2)");
  if (!row.ok() || row.Text(subject).Text(text).Step() != SQLITE_DONE) return Failure();
  return {};
}

Result<std::uint64_t> Database::Pragma(const char* sql) {
  Statement row(handle_, sql);
  if (!row.ok() || row.Step() != SQLITE_ROW) return Failure();
  return row.NumberAt(0);
}

Result<void> Database::Drop(const std::string& subject) {
  for (const char* sql : {"DELETE FROM page WHERE subject = ?1", "DELETE FROM answer WHERE subject = ?1",
                          "DELETE FROM subject WHERE name = ?1"}) {
    Statement rows(handle_, sql);
    if (!rows.ok() || rows.Text(subject).Step() != SQLITE_DONE) return Failure();
  }
  return {};
}

Result<void> Database::Shrink() {
  HS_TRY(page_bytes, Pragma("PRAGMA page_size"));
  bool is_smaller = false;
  for (;;) {
    HS_TRY(all, Pragma("PRAGMA page_count"));
    HS_TRY(free, Pragma("PRAGMA freelist_count"));
    if ((all - std::min(all, free)) * page_bytes <= most_bytes_) break;
    Statement oldest(handle_, "SELECT name FROM subject ORDER BY used LIMIT 1");
    if (!oldest.ok()) return Failure();
    const int code = oldest.Step();
    if (code == SQLITE_DONE) break;
    if (code != SQLITE_ROW) return Failure();
    HS_CHECK(Drop(oldest.BytesAt(0)));
    is_smaller = true;
  }
  return is_smaller ? Run("PRAGMA incremental_vacuum") : Result<void>();
}

Result<void> Database::Commit() {
  HS_CHECK(Shrink());
  return Run("COMMIT");
}

}  // namespace halfsecond::store
