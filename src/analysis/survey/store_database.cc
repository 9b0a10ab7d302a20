#include "analysis/survey/store_database.h"

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

namespace halfsecond::survey {
namespace {

constexpr int kVersion = 1;
constexpr int kReadWaitMs = 250;
constexpr int kWriteWaitMs = 1000;
constexpr int kMaxPageBytes = 64 << 20;
constexpr const char* kTables =
    "CREATE TABLE IF NOT EXISTS folder(system TEXT NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL,"
    " page BLOB NOT NULL, PRIMARY KEY(system, device, inode));"
    "CREATE TABLE IF NOT EXISTS answer(system TEXT PRIMARY KEY, json TEXT NOT NULL);"
    "PRAGMA user_version = 1;";

Error ErrorOf(sqlite3* handle) {
  const int code = handle == nullptr ? SQLITE_NOMEM : sqlite3_errcode(handle);
  const char* text = sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Error::Kind::kMalformed, text};
    case SQLITE_BUSY:
      return {Error::Kind::kIo, "another survey is writing"};
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

StoreDatabase::StoreDatabase(StoreDatabase&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

StoreDatabase& StoreDatabase::operator=(StoreDatabase&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

StoreDatabase::~StoreDatabase() {
  sqlite3_close(handle_);
}

Error StoreDatabase::Failure() const {
  return ErrorOf(handle_);
}

Result<void> StoreDatabase::Run(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return Failure();
  return {};
}

Result<StoreDatabase> StoreDatabase::Open(const std::string& path, Access access) {
  if (::access(path.c_str(), F_OK) != 0) return Error{Error::Kind::kNotFound, "no store"};
  sqlite3* handle = nullptr;
  int code = SQLITE_OK;
  if (access == Access::kForeign) {
    const std::string uri = ImmutableUri(path);
    code = sqlite3_open_v2(uri.c_str(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  } else {
    // For writing where that is permitted: what a killed survey left behind is undone by the next who reads.
    code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  }
  StoreDatabase database(handle);
  if (code != SQLITE_OK) return database.Failure();
  Harden(handle, kReadWaitMs);
  const int version = VersionOf(handle);
  if (version == -1) return database.Failure();
  if (version != kVersion) return Error{Error::Kind::kUnsupported, "a store of another version"};
  return database;
}

Result<StoreDatabase> StoreDatabase::OpenToWrite(const std::string& path) {
  for (int attempt = 0;; ++attempt) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    StoreDatabase database(handle);
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

Result<StoredFolders> StoreDatabase::Folders(const std::string& system) {
  StoredFolders folders;
  Statement rows(handle_, "SELECT device, inode, page FROM folder WHERE system = ?1");
  if (!rows.ok()) return Failure();
  rows.Text(system);
  int code = SQLITE_ROW;
  while ((code = rows.Step()) == SQLITE_ROW) {
    folders.Add({rows.NumberAt(0), rows.NumberAt(1)}, rows.BytesAt(2));
  }
  if (code != SQLITE_DONE) return Failure();
  return folders;
}

Result<std::string> StoreDatabase::Answer(const std::string& system) {
  Statement row(handle_, "SELECT json FROM answer WHERE ?1 = '' OR system = ?1 ORDER BY system LIMIT 1");
  if (!row.ok()) return Failure();
  row.Text(system);
  const int code = row.Step();
  if (code == SQLITE_ROW) return row.BytesAt(0);
  if (code == SQLITE_DONE) return Error{Error::Kind::kNotFound, "no answer of an earlier survey"};
  return Failure();
}

Result<void> StoreDatabase::PutFolder(const std::string& system, FolderKey key, std::string_view page) {
  Statement row(handle_, "INSERT OR REPLACE INTO folder(system, device, inode, page) VALUES(?1, ?2, ?3, ?4)");
  if (!row.ok() || row.Text(system).Number(key.device).Number(key.inode).Blob(page).Step() != SQLITE_DONE) {
    return Failure();
  }
  return {};
}

Result<void> StoreDatabase::ForgetFolder(const std::string& system, FolderKey key) {
  Statement row(handle_, "DELETE FROM folder WHERE system = ?1 AND device = ?2 AND inode = ?3");
  if (!row.ok() || row.Text(system).Number(key.device).Number(key.inode).Step() != SQLITE_DONE) return Failure();
  return {};
}

Result<void> StoreDatabase::PutAnswer(const std::string& system, std::string_view json) {
  Statement row(handle_, "INSERT OR REPLACE INTO answer(system, json) VALUES(?1, ?2)");
  if (!row.ok() || row.Text(system).Text(json).Step() != SQLITE_DONE) return Failure();
  return {};
}

Result<void> StoreDatabase::Commit() {
  return Run("COMMIT");
}

}  // namespace halfsecond::survey
