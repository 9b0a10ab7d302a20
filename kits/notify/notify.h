/* notify.h: a daemon's side of systemd's service protocols, whole, in one C99 file that links nothing.

   sd_notify(3) with every assignment up to version 258, sd_listen_fds(3), sd_watchdog_enabled(3) and sd_booted(3). Copy
   it, or include it from here; C++ has notify.hpp, the journal's socket journal.h. A daemon that only says "ready"
   needs notify_core.h, not this.

     hs_notifier manager = hs_notifier_from_env(HS_FORGET);   once, before threads
     hs_notify_ready(&manager);

   What every call returns: 0, nobody supervises us (ignore it); 1, sent; negative, -errno. As with sd_notify(3),
   "sent" means that the datagram stands in the manager's queue, and a full queue is waited for.
   Nothing allocates, nothing is global, no thread is started.

   SPDX-License-Identifier: Apache-2.0 OR MIT-0 */
#ifndef HS_NOTIFY_H
#define HS_NOTIFY_H

#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1 /* -std=c99 hides clock_gettime and syscall otherwise */
#endif
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/vm_sockets.h> /* after sys/socket.h, which it leans on */
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#if defined(__GLIBC__) && !defined(__USE_MISC)
#error "with -std=c99 include notify.h before any other header, or compile with -D_DEFAULT_SOURCE"
#endif

enum hs_keep { HS_KEEP, HS_FORGET }; /* leave the variables to our children, or take them out of the environment */

enum {
  HS_LISTEN_FDS_START = 3,   /* the first descriptor a manager passes */
  HS_NOTIFY_MAX_FDS = 253,   /* SCM_MAX_FD: what one message can carry (unix(7)) */
  HS_NOTIFY_MAX_TEXT = 4000, /* systemd drops a message of more than 4096 bytes (NOTIFY_BUFFER_MAX) */
  HS_NOTIFY_MAX_NAME = 255   /* FDNAME= */
};

/* Where the manager listens. */
typedef struct hs_notifier {
  union {
    struct sockaddr any;
    struct sockaddr_un local;
    struct sockaddr_vm vm;
  } address;
  socklen_t length;
  int type;  /* SOCK_DGRAM and so on; 0: whatever the hypervisor has */
  int state; /* 0: nobody there; 1: an address; negative: -errno of what is no address. Every call answers with it */
} hs_notifier;

/* A number the way libsystemd reads one: any C base, up to the character `end`, at most `max`. 0, -EINVAL or -ERANGE.
 */
static inline int hs_notify_number(const char* text, char end, uint64_t max, uint64_t* number) {
  char* rest = NULL;
  unsigned long long value;
  text += strspn(text, " \t\n\r");
  errno = 0;
  value = strtoull(text, &rest, 0);
  if (errno != 0) return -errno;
  if (rest == text || *rest != end) return -EINVAL;
  if ((text[0] == '-' && value != 0) || value > max) return -ERANGE;
  *number = value;
  return 0;
}

/* vsock:CID:PORT, vsock-stream:, vsock-dgram: or vsock-seqpacket:. Neither number may be "any" (sd_notify(3)). */
static inline int hs_notify_parse_vsock(const char* text, hs_notifier* to) {
  static const char* const scheme[] = {"vsock:", "vsock-stream:", "vsock-dgram:", "vsock-seqpacket:"};
  static const int type[] = {0, SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
  uint64_t cid = 0, port = 0;
  size_t i;
  for (i = 0; i < 4 && strncmp(text, scheme[i], strlen(scheme[i])) != 0; ++i) continue;
  if (i == 4) return -EINVAL;
  text += strlen(scheme[i]);
  if (hs_notify_number(text, ':', UINT32_MAX - 1, &cid) < 0) return -EINVAL;
  if (hs_notify_number(strchr(text, ':') + 1, '\0', UINT32_MAX - 1, &port) < 0) return -EINVAL;
  to->address.vm.svm_family = AF_VSOCK;
  to->address.vm.svm_cid = (unsigned)cid;
  to->address.vm.svm_port = (unsigned)port;
  to->length = sizeof(to->address.vm);
  to->type = type[i];
  return 1;
}

/* The address in `text`; NULL is nobody. What is no address gives -EINVAL, a path too long -ENAMETOOLONG. */
static inline hs_notifier hs_notifier_at(const char* text) {
  hs_notifier to;
  const size_t length = text != NULL ? strlen(text) : 0;
  memset(&to, 0, sizeof(to));
  if (text == NULL) return to;
  to.state = -EINVAL;
  if (length < 2) return to;
  if (text[0] != '/' && text[0] != '@') {
    to.state = hs_notify_parse_vsock(text, &to);
    return to;
  }
  if (length >= sizeof(to.address.local.sun_path)) {
    if (text[0] == '/') to.state = -ENAMETOOLONG;
    return to;
  }
  to.address.local.sun_family = AF_UNIX;
  memcpy(to.address.local.sun_path, text, length);
  if (text[0] == '@') to.address.local.sun_path[0] = '\0';
  /* An abstract name is exactly its bytes: with the NULs up to sizeof(struct sockaddr_un) it is another name, and the
     message reaches nobody. A path may or may not count its NUL. */
  to.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
  to.type = SOCK_DGRAM;
  to.state = 1;
  return to;
}

/* The manager named by NOTIFY_SOCKET. HS_FORGET keeps our children from speaking for us. */
static inline hs_notifier hs_notifier_from_env(enum hs_keep keep) {
  const hs_notifier to = hs_notifier_at(getenv("NOTIFY_SOCKET"));
  if (keep == HS_FORGET) unsetenv("NOTIFY_SOCKET");
  return to;
}

/* A socket to the manager, its type in `type`; -1 with errno. A hypervisor without datagrams says ENODEV. */
static inline int hs_notify_socket(const hs_notifier* to, int* type) {
  static const int any[] = {SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM};
  const int family = to->address.any.sa_family;
  hs_notifier own;
  int fd = -1;
  size_t i;
  for (i = 0; fd < 0 && i < (to->type != 0 ? 1U : 3U); ++i) {
    *type = to->type != 0 ? to->type : any[i];
    fd = socket(family, *type | SOCK_CLOEXEC, 0);
    if (fd < 0 && errno != ENODEV && errno != ESOCKTNOSUPPORT && errno != EPROTONOSUPPORT) return -1;
  }
  if (fd < 0 || family != AF_VSOCK) return fd;
  memset(&own, 0, sizeof(own)); /* from a privileged port where we may: so the host can tell us from our users */
  own.address.vm.svm_family = AF_VSOCK;
  own.address.vm.svm_cid = VMADDR_CID_ANY;
  own.address.vm.svm_port = 1023;
  while (bind(fd, &own.address.any, sizeof(own.address.vm)) < 0 && errno == EADDRINUSE && --own.address.vm.svm_port > 0)
    continue;
  return fd;
}

/* Sends one message, its text and descriptors given by `message`, whose address is filled in here. */
static inline int hs_notify_message(const hs_notifier* to, struct msghdr* message) {
  int type = 0, fd, result = 1;
  ssize_t sent, whole = 0;
  size_t i;
  char end;
  if (to->state <= 0) return to->state;
  fd = hs_notify_socket(to, &type);
  if (fd < 0) return -errno;
  for (i = 0; i < message->msg_iovlen; ++i) whole += (ssize_t)message->msg_iov[i].iov_len;
  if (type == SOCK_DGRAM) {
    message->msg_name = (void*)&to->address;
    message->msg_namelen = to->length;
  } else if (connect(fd, &to->address.any, to->length) < 0) {
    result = -errno;
  }
  if (result == 1) {
    do sent = sendmsg(fd, message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent != whole) result = sent < 0 ? -errno : -EIO;
  }
  /* Over a connection the end of the message is its end, and the host's close says that it was read. */
  if (result == 1 && type != SOCK_DGRAM && (shutdown(fd, SHUT_WR) < 0 || recv(fd, &end, 1, 0) < 0)) result = -errno;
  close(fd);
  return result;
}

/* The parts as one message, with descriptors; they stay ours to close. */
static inline int hs_notify_parts(const hs_notifier* to, const char* const* part, const int* fds, size_t count) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * HS_NOTIFY_MAX_FDS)];
  } control;
  struct iovec text[8];
  struct msghdr message;
  size_t i;
  if (count > HS_NOTIFY_MAX_FDS) return -E2BIG;
  memset(&message, 0, sizeof(message));
  for (i = 0; i < 8 && part[i] != NULL; ++i) {
    text[i].iov_base = (void*)part[i];
    text[i].iov_len = strlen(part[i]);
  }
  message.msg_iov = text;
  message.msg_iovlen = i;
  if (count > 0) {
    memset(&control, 0, sizeof(control));
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(control.bytes + CMSG_LEN(0), fds, sizeof(int) * count);
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
  }
  return hs_notify_message(to, &message);
}

/* Any assignments, newline between them, as they are. Private keys should start with X_. */
static inline int hs_notify_raw(const hs_notifier* to, const char* assignments) {
  const char* const part[] = {assignments, NULL};
  return hs_notify_parts(to, part, NULL, 0);
}

/* KEY=value, `key` with its "=". A value is one line: a newline in it would be an assignment of the caller's user. */
static inline int hs_notify_text(const hs_notifier* to, const char* key, const char* value) {
  char text[HS_NOTIFY_MAX_TEXT + 1];
  const char* const part[] = {key, text, NULL};
  size_t length = strcspn(value, "\n");
  if (length > HS_NOTIFY_MAX_TEXT) {
    length = HS_NOTIFY_MAX_TEXT; /* and no half of a UTF-8 character: systemd would drop the line */
    while (length > 0 && (value[length] & 0xC0) == 0x80) --length;
  }
  memcpy(text, value, length);
  text[length] = '\0';
  return hs_notify_parts(to, part, NULL, 0);
}

/* KEY=number. */
static inline int hs_notify_value(const hs_notifier* to, const char* key, uint64_t value) {
  char text[24];
  snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
  return hs_notify_text(to, key, text);
}

/* The assignments. Each line is a function of the manager and, in the second and third group, of the value. */
#define HS_NOTIFY_SAYS(name, text) \
  static inline int hs_notify_##name(const hs_notifier* to) { return hs_notify_raw(to, text); }
#define HS_NOTIFY_TELLS(name, key) \
  static inline int hs_notify_##name(const hs_notifier* to, const char* s) { return hs_notify_text(to, key, s); }
#define HS_NOTIFY_COUNTS(name, key, type) \
  static inline int hs_notify_##name(const hs_notifier* to, type value) { return hs_notify_value(to, key, value); }
HS_NOTIFY_SAYS(ready, "READY=1")
HS_NOTIFY_SAYS(stopping, "STOPPING=1")
HS_NOTIFY_SAYS(watchdog, "WATCHDOG=1")
HS_NOTIFY_SAYS(watchdog_trigger, "WATCHDOG=trigger")
HS_NOTIFY_SAYS(restart_reset, "RESTART_RESET=1")
HS_NOTIFY_TELLS(status, "STATUS=")       /* a line for people: what it is doing, how far it is */
HS_NOTIFY_TELLS(access, "NOTIFYACCESS=") /* who may notify from now on: none, main, exec or all */
HS_NOTIFY_TELLS(bus_error, "BUSERROR=")
HS_NOTIFY_TELLS(varlink_error, "VARLINKERROR=")
HS_NOTIFY_COUNTS(errno, "ERRNO=", unsigned)
HS_NOTIFY_COUNTS(exit_status, "EXIT_STATUS=", uint8_t)
HS_NOTIFY_COUNTS(watchdog_usec, "WATCHDOG_USEC=", uint64_t)
HS_NOTIFY_COUNTS(extend_timeout, "EXTEND_TIMEOUT_USEC=", uint64_t) /* the next message comes within so long from now */
HS_NOTIFY_COUNTS(main_pid, "MAINPID=", unsigned)

/* Before reading the configuration again; hs_notify_ready must follow. The time is what Type=notify-reload goes by. */
static inline int hs_notify_reloading(const hs_notifier* to) {
  char text[64];
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now) < 0) return -errno;
  snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%lld",
           (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
  return hs_notify_raw(to, text);
}

/* The main process by a pidfd, which no other process can get as it can a number. */
static inline int hs_notify_main_pidfd(const hs_notifier* to, int pidfd) {
  const char* const part[] = {"MAINPIDFD=1", NULL};
  return hs_notify_parts(to, part, &pidfd, 1);
}

/* 1 for what FDNAME= may be: ASCII, no control character, no ':', not empty, at most 255. */
static inline int hs_notify_is_fd_name(const char* name) {
  size_t i;
  for (i = 0; name[i] != '\0'; ++i) {
    if (i == HS_NOTIFY_MAX_NAME || name[i] < ' ' || name[i] == 0x7f || name[i] == ':') return 0;
  }
  return i > 0;
}

enum hs_poll { HS_POLL, HS_NO_POLL }; /* let the manager drop descriptors that hang up, or keep them whatever happens */

/* Leaves descriptors with the manager for our next start, where they come back with LISTEN_FDS. `name` may be NULL. */
static inline int hs_notify_fd_store(const hs_notifier* to, const int* fds, size_t count, const char* name,
                                     enum hs_poll poll_mode) {
  const char* const part[] = {"FDSTORE=1", poll_mode == HS_NO_POLL ? "\nFDPOLL=0" : "", name != NULL ? "\nFDNAME=" : "",
                              name != NULL ? name : "", NULL};
  if (count == 0 || (name != NULL && !hs_notify_is_fd_name(name))) return -EINVAL;
  return hs_notify_parts(to, part, fds, count);
}
static inline int hs_notify_fd_remove(const hs_notifier* to, const char* name) {
  const char* const part[] = {"FDSTOREREMOVE=1\nFDNAME=", name, NULL};
  if (!hs_notify_is_fd_name(name)) return -EINVAL;
  return hs_notify_parts(to, part, NULL, 0);
}

/* Waits until the manager has read all we sent before: 1, or -ETIMEDOUT. Only a process that exits right after it
   notified needs this. A negative timeout is none. */
static inline int hs_notify_barrier(const hs_notifier* to, int timeout_ms) {
  const char* const part[] = {"BARRIER=1", NULL};
  struct pollfd ours;
  int end[2], result;
  if (to->state <= 0) return to->state;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, end) < 0) return -errno; /* pipe2 is not for C99 */
  result = hs_notify_parts(to, part, &end[1], 1);
  close(end[1]);
  ours.fd = end[0];
  ours.events = 0; /* a hang-up is always told */
  if (result > 0) {
    result = poll(&ours, 1, timeout_ms);
    if (result <= 0) result = result < 0 ? -errno : -ETIMEDOUT;
  }
  close(end[0]);
  return result;
}

/* 1 when the inode number of our pidfd is `text`, 0 when it is another's: pids come again, these numbers do not. */
static inline int hs_listen_is_our_id(const char* text) {
  struct stat self;
  uint64_t id = 0;
  const int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
  const int result = hs_notify_number(text, '\0', UINT64_MAX, &id);
  const int known = pidfd >= 0 && fstat(pidfd, &self) == 0;
  if (pidfd >= 0) close(pidfd);
  return result < 0 ? result : !known || self.st_ino == id;
}

/* 1 when `text` is our process id, 0 when it is another's. */
static inline int hs_notify_is_our_pid(const char* text) {
  uint64_t pid = 0;
  const int result = hs_notify_number(text, '\0', INT_MAX, &pid);
  if (result < 0 || pid == 0) return result < 0 ? result : -ERANGE;
  return pid == (uint64_t)getpid();
}

/* How many descriptors, from HS_LISTEN_FDS_START on, the manager passed to this process; each is now close-on-exec.
   0 when none, or when they are another process's: LISTEN_PID (and LISTEN_PIDFDID, since 259) names whose they are. */
static inline int hs_listen_fds(void) {
  const char* const pid_text = getenv("LISTEN_PID");
  const char* const id_text = getenv("LISTEN_PIDFDID");
  const char* const count_text = getenv("LISTEN_FDS");
  uint64_t count = 0;
  int fd, flags, result = pid_text != NULL ? hs_notify_is_our_pid(pid_text) : 0;
  if (result == 1 && id_text != NULL) result = hs_listen_is_our_id(id_text);
  if (result < 1 || count_text == NULL) return result < 0 ? result : 0;
  result = hs_notify_number(count_text, '\0', INT_MAX, &count);
  if (result < 0) return count_text[0] == '-' ? -EINVAL : result;
  if (count == 0 || count > INT_MAX - HS_LISTEN_FDS_START) return -EINVAL;
  for (fd = HS_LISTEN_FDS_START; fd < HS_LISTEN_FDS_START + (int)count; ++fd) {
    flags = fcntl(fd, F_GETFD);
    if (flags < 0 || fcntl(fd, F_SETFD, flags | FD_CLOEXEC) < 0) return -errno;
  }
  return (int)count;
}

/* Copies the name of the passed descriptor number `index` (from 0) into `name`, cut to `size`. 1, or 0 when it has none
   ("unknown" is its name then). Ask before hs_listen_forget. */
static inline int hs_listen_fd_name(int index, char* name, size_t size) {
  const char* at = getenv("LISTEN_FDNAMES");
  for (; at != NULL && index > 0; --index) {
    at = strchr(at, ':');
    if (at != NULL) ++at;
  }
  snprintf(name, size, "%.*s", (int)(at != NULL ? strcspn(at, ":") : 7), at != NULL ? at : "unknown");
  return at != NULL;
}

/* So that our children do not take our descriptors for theirs. */
static inline void hs_listen_forget(void) {
  unsetenv("LISTEN_PID");
  unsetenv("LISTEN_PIDFDID");
  unsetenv("LISTEN_FDS");
  unsetenv("LISTEN_FDNAMES");
}

/* 1 and the interval in microseconds when the manager waits for our WATCHDOG=1: send one every half of it. 0 when it
   does not, or when WATCHDOG_PID is another process. -errno when the variables are no numbers. */
static inline int hs_watchdog_enabled(uint64_t* interval_usec) {
  const char* const usec_text = getenv("WATCHDOG_USEC");
  const char* const pid_text = getenv("WATCHDOG_PID");
  uint64_t usec = 0;
  int result = usec_text != NULL ? hs_notify_number(usec_text, '\0', UINT64_MAX, &usec) : 0;
  if (result < 0 || usec_text == NULL) return result;
  if (usec == 0 || usec == UINT64_MAX) return -EINVAL;
  result = pid_text != NULL ? hs_notify_is_our_pid(pid_text) : 1;
  if (result == 1) *interval_usec = usec;
  return result;
}

/* 1 when systemd booted this system, 0 when not. Nothing above needs to be asked after this: all of it says 0. */
static inline int hs_booted(void) {
  struct stat there;
  if (lstat("/run/systemd/system/", &there) == 0) return 1;
  return errno == ENOENT ? 0 : -errno;
}

#endif
