/* The daemon part of libsystemd's interface (sd-daemon(3)), for programs that link libhs-sd-daemon.a in its place.

   Installed as systemd/sd-daemon.h, in a folder of its own. Same names, types and return values as libsystemd 252.
   There is no other systemd header beside it: what includes sd-bus.h or sd-journal.h does not compile, and should keep
   libsystemd.

   SPDX-License-Identifier: Apache-2.0 OR MIT-0 */
#ifndef HS_SD_DAEMON_H
#define HS_SD_DAEMON_H

#include <inttypes.h>
#include <sys/socket.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Priorities for lines on stderr (sd-daemon(3)). */
#define SD_EMERG "<0>"
#define SD_ALERT "<1>"
#define SD_CRIT "<2>"
#define SD_ERR "<3>"
#define SD_WARNING "<4>"
#define SD_NOTICE "<5>"
#define SD_INFO "<6>"
#define SD_DEBUG "<7>"

#define SD_LISTEN_FDS_START 3

#define HS_SD_PRINTF(text, first) __attribute__((format(printf, text, first)))

/* sd_listen_fds(3) */
int sd_listen_fds(int unset_environment);
int sd_listen_fds_with_names(int unset_environment, char*** names);

/* sd_is_fifo(3): 1 yes, 0 no, -errno */
int sd_is_fifo(int fd, const char* path);
int sd_is_special(int fd, const char* path);
int sd_is_socket(int fd, int family, int type, int listening);
int sd_is_socket_inet(int fd, int family, int type, int listening, uint16_t port);
int sd_is_socket_sockaddr(int fd, int type, const struct sockaddr* addr, unsigned addr_len, int listening);
int sd_is_socket_unix(int fd, int type, int listening, const char* path, size_t length);
int sd_is_mq(int fd, const char* path);

/* sd_notify(3): 0 not supervised, > 0 sent, -errno */
int sd_notify(int unset_environment, const char* state);
int sd_notifyf(int unset_environment, const char* format, ...) HS_SD_PRINTF(2, 3);
int sd_pid_notify(pid_t pid, int unset_environment, const char* state);
int sd_pid_notifyf(pid_t pid, int unset_environment, const char* format, ...) HS_SD_PRINTF(3, 4);
int sd_pid_notify_with_fds(pid_t pid, int unset_environment, const char* state, const int* fds, unsigned n_fds);
int sd_notify_barrier(int unset_environment, uint64_t timeout);

/* sd_booted(3), sd_watchdog_enabled(3) */
int sd_booted(void);
int sd_watchdog_enabled(int unset_environment, uint64_t* usec);

#ifdef __cplusplus
}
#endif
#endif
