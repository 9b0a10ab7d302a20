#include "analysis/store/database.h"

#include <sqlite3.h>
#include <unistd.h>

#include <utility>

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

constexpr int kVersion = 2;
constexpr int kReadWaitMs = 250;
constexpr int kWriteWaitMs = 1000;
constexpr int kMaxPageBytes = 64 << 20;
constexpr const char* kTables =
    "CREATE TABLE IF NOT EXISTS page(subject TEXT NOT NULL, first INTEGER NOT NULL, second INTEGER NOT NULL,"
    " bytes BLOB NOT NULL, PRIMARY KEY(subject, first, second));"
    "CREATE TABLE IF NOT EXISTS answer(subject TEXT PRIMARY KEY, text TEXT NOT NULL);"
    "PRAGMA user_version = 2;";

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

// A prepared statement; its values are bound in order and live as long as it runs.
class Statement {
 public:
  Statement(sqlite3* handle, const char* sql) {
    if (sqlite3_prepare_v2(handle, sql, -1, &statement_, nullptr) != SQLITE_OK) statement_ = nullptr;
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  bool ok() const { return statement_ != nullptr; }
  Statement& Text(std::string_view text) {
    sqlite3_bind_text64(statement_, ++bound_, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
  }
  Statement& Number(std::uint64_t number) {
    sqlite3_bind_int64(statement_, ++bound_, static_cast<sqlite3_int64>(number));
    return *this;
  }
  Statement& Blob(std::string_view bytes) {
    sqlite3_bind_blob64(statement_, ++bound_, bytes.data(), bytes.size(), SQLITE_STATIC);
    return *this;
  }
  int Step() { return sqlite3_step(statement_); }
  std::uint64_t NumberAt(int column) const {
    return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
  }
  std::string BytesAt(int column) const {
    const void* data = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return data == nullptr ? std::string()
                           : std::string(static_cast<const char*>(data), static_cast<std::size_t>(size));
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

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

Database::Database(Database&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

Database::~Database() {
  sqlite3_close(handle_);
}

Error Database::Failure() const {
  return ErrorOf(handle_);
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

Result<Database> Database::OpenToWrite(const std::string& path) {
  for (int attempt = 0;; ++attempt) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database(handle);
    if (code != SQLITE_OK) return database.Failure();
    Harden(handle, kWriteWaitMs);
    const auto begun = database.Run("PRAGMA journal_mode = DELETE; PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE");
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

Result<Database::Pages> Database::PagesOf(const std::string& subject) {
  Pages pages;
  Statement rows(handle_, "SELECT first, second, bytes FROM page WHERE subject = ?1 ORDER BY first, second");
  if (!rows.ok()) return Failure();
  rows.Text(subject);
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

Result<void> Database::Commit() {
  return Run("COMMIT");
}

}  // namespace halfsecond::store
