// shape: table
#include "analysis/bind/remedies.h"

#include <algorithm>
#include <array>

namespace halfsecond::bind {
namespace {

// A library, the symbols (a trailing star stands for any ending) within which a use of it stays small, and what serves
// instead.
struct Remedy {
  std::string_view soname;
  std::string_view symbols;  // separated by blanks
  std::string_view instead;
};

constexpr std::array kRemedies{
    Remedy{
        "libsystemd.so.0",
        "sd_notify* sd_pid_notify* sd_listen_fds* sd_booted sd_is_fifo sd_is_socket* sd_is_special sd_is_mq "
        "sd_watchdog_enabled",
        "the daemon API only: kits/notify in place of libsystemd; a unit with Type=exec needs no notification at all"},
    Remedy{"libsystemd.so.0",
           "sd_notify* sd_pid_notify* sd_listen_fds* sd_booted sd_is_fifo sd_is_socket* sd_is_special sd_is_mq "
           "sd_watchdog_enabled sd_journal_send* sd_journal_print* sd_journal_stream_fd*",
           "the daemon API and journal writing only: kits/notify speaks both protocols"},
    Remedy{"libz.so.1", "zlibVersion zlibCompileFlags", "asks for the version only: leave the line out"},
    Remedy{"libz.so.1", "crc32 crc32_z crc32_combine* adler32 adler32_z adler32_combine* get_crc_table",
           "a checksum only: twenty lines and a table of 1 KiB"},
    Remedy{"libcrypt.so.1", "crypt crypt_r crypt_checksalt crypt_gensalt*",
           "password hashing only: a helper process, or libcrypt linked statically"},
    Remedy{"libcom_err.so.2", "error_message com_err*", "error texts only: krb5_get_error_message has them already"},
    Remedy{"libpcre2-8.so.0", "pcre2_config_8", "asks for the version only: leave the line out"},
    Remedy{"libpcre.so.3", "pcre_version pcre_config", "asks for the version only: leave the line out"},
    Remedy{"libuuid.so.1", "uuid_generate* uuid_unparse* uuid_parse uuid_clear uuid_is_null uuid_copy uuid_compare",
           "random identifiers only: getrandom(2) and sixteen bytes"},
    Remedy{"libcap.so.2", "cap_from_name cap_to_name cap_free",
           "a table of names only: linux/capability.h has the numbers"},
    Remedy{"libcap.so.2", "cap_init cap_set_flag cap_set_proc cap_get_proc cap_clear cap_free",
           "one capset(2): two structs and a system call"},
    Remedy{"libselinux.so.1", "is_selinux_enabled getpidcon* getcon* freecon setexeccon*",
           "reads or writes one file of /proc/PID/attr: open(2) will do"},
    Remedy{"libaudit.so.1", "audit_open audit_log_*",
           "one netlink message: a helper process keeps it out of the daemon"},
    Remedy{"libbsd.so.0", "strlcpy strlcat arc4random* setproctitle*",
           "a few functions: copy them, or glibc 2.38 has them"},
    Remedy{"libmd.so.0", "MD5* SHA1* SHA256*", "one hash function: a single file will do"},
    Remedy{"libatomic.so.1", "__atomic_*", "atomics wider than the machine's: a lock, or -mcx16"},
    Remedy{"libdl.so.2", "dlopen dlsym dlclose dlerror", "part of libc since glibc 2.34: link again"},
    Remedy{"libnsl.so.1", "*", "NIS: build without it"},
    Remedy{"libgcrypt.so.20", "gcry_md_hash_buffer gcry_check_version gcry_md_get_algo_dlen",
           "one hash function: a single file will do"},
};

bool Matches(std::string_view pattern, std::string_view name) {
  if (pattern.ends_with('*')) return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == name;
}

bool IsWithin(std::string_view patterns, std::string_view name) {
  for (std::size_t at = 0; at < patterns.size();) {
    const std::size_t end = std::min(patterns.find(' ', at), patterns.size());
    if (Matches(patterns.substr(at, end - at), name)) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

std::string RemedyFor(std::string_view soname, const std::vector<std::string_view>& symbols) {
  if (symbols.empty()) return "nothing is bound from it: link with -Wl,--as-needed, or drop it from the link line";
  for (const Remedy& remedy : kRemedies) {
    if (remedy.soname != soname) continue;
    const bool fits = std::all_of(symbols.begin(), symbols.end(),
                                  [&](std::string_view symbol) { return IsWithin(remedy.symbols, symbol); });
    if (fits) return std::string(remedy.instead);
  }
  return "";
}

}  // namespace halfsecond::bind
