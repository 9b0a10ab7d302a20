/* journal.h: structured log entries to systemd's journal over its native socket, in one C99 file that links nothing.

     const struct hs_journal_field entry[] = {HS_JOURNAL_TEXT("MESSAGE", "up"), HS_JOURNAL_TEXT("PRIORITY", "6")};
     hs_journal_send(entry, 2);

   0: there is no journal here, which is fine; 1: sent; negative: -errno. An entry too large for a datagram goes as a
   sealed memfd. Refused: names the journal would drop in silence. The protocol: systemd.io/JOURNAL_NATIVE_PROTOCOL.

   SPDX-License-Identifier: Apache-2.0 OR MIT-0 */
#ifndef HS_JOURNAL_H
#define HS_JOURNAL_H

#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1 /* -std=c99 hides syscall otherwise */
#endif
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#if defined(__GLIBC__) && !defined(__USE_MISC)
#error "with -std=c99 include journal.h before any other header, or compile with -D_DEFAULT_SOURCE"
#endif

#define HS_JOURNAL_SOCKET "/run/systemd/journal/socket"
#define HS_JOURNAL_TEXT(name, text) \
  { (name), (text), strlen(text) }

enum {
  HS_JOURNAL_MAX_FIELDS = 128, /* of one entry; each is at most five parts, and IOV_MAX is 1024 */
  HS_JOURNAL_MAX_NAME = 64,    /* journald drops a longer one */
  HS_JOURNAL_ALLOW_SEALING = 2,
  HS_JOURNAL_MEMFD_CLOEXEC = 1,
  HS_JOURNAL_ADD_SEALS = 1033, /* F_ADD_SEALS */
  HS_JOURNAL_ALL_SEALS = 15    /* SEAL, SHRINK, GROW, WRITE */
};

/* One NAME=value. The value may hold any bytes; the name is upper case letters, digits and '_', a letter first. */
struct hs_journal_field {
  const char* name;
  const void* value;
  size_t length;
};

static inline int hs_journal_is_name(const char* name) {
  size_t i;
  for (i = 0; name[i] != '\0'; ++i) {
    const int letter = name[i] >= 'A' && name[i] <= 'Z';
    const int later = (name[i] >= '0' && name[i] <= '9') || name[i] == '_';
    if (i == HS_JOURNAL_MAX_NAME || (!letter && (i == 0 || !later))) return 0;
  }
  return i > 0;
}

/* The parts of `field`: NAME=value, or where the value has a newline NAME, its length as 64 bits little endian, value.
   `length` holds those bits as long as the parts are used. Returns how many parts. */
static inline size_t hs_journal_parts(const struct hs_journal_field* field, unsigned char* length, struct iovec* part) {
  const int binary = field->length > 0 && memchr(field->value, '\n', field->length) != NULL;
  size_t i, count = 0;
  for (i = 0; i < 8; ++i) length[i] = (unsigned char)((uint64_t)field->length >> (8 * i));
  part[count].iov_base = (void*)field->name;
  part[count++].iov_len = strlen(field->name);
  part[count].iov_base = (void*)(binary ? "\n" : "=");
  part[count++].iov_len = 1;
  if (binary) {
    part[count].iov_base = length;
    part[count++].iov_len = 8;
  }
  part[count].iov_base = (void*)field->value;
  part[count++].iov_len = field->length;
  part[count].iov_base = (void*)"\n";
  part[count++].iov_len = 1;
  return count;
}

/* A memfd with the parts in it, sealed: nobody can change what the journal reads. -errno when there is none. */
static inline int hs_journal_memfd(const struct iovec* part, size_t count) {
  const int flags = HS_JOURNAL_MEMFD_CLOEXEC | HS_JOURNAL_ALLOW_SEALING;
  const int fd = (int)syscall(SYS_memfd_create, "journal-entry", flags);
  int result = fd < 0 ? -errno : 0;
  size_t i, at;
  for (i = 0; i < count && result == 0; ++i) {
    for (at = 0; at < part[i].iov_len && result == 0;) {
      const ssize_t wrote = write(fd, (const char*)part[i].iov_base + at, part[i].iov_len - at);
      if (wrote > 0) at += (size_t)wrote;
      if (wrote == 0 || (wrote < 0 && errno != EINTR)) result = wrote == 0 ? -EIO : -errno;
    }
  }
  if (result == 0 && fcntl(fd, HS_JOURNAL_ADD_SEALS, HS_JOURNAL_ALL_SEALS) < 0) result = -errno;
  if (result == 0) return fd;
  if (fd >= 0) close(fd);
  return result;
}

/* The parts as one datagram from `fd` to `to`; when that is too long, as a memfd. 1 or -errno. */
static inline int hs_journal_deliver(int fd, struct sockaddr_un* to, struct iovec* part, size_t count) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct msghdr message;
  int memfd, result;
  memset(&message, 0, sizeof(message));
  message.msg_name = to;
  message.msg_namelen = sizeof(*to);
  message.msg_iov = part;
  message.msg_iovlen = count;
  if (sendmsg(fd, &message, MSG_NOSIGNAL) >= 0) return 1;
  if (errno != EMSGSIZE && errno != ENOBUFS) return -errno;
  memfd = hs_journal_memfd(part, count);
  if (memfd < 0) return memfd;
  memset(&control, 0, sizeof(control));
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  control.header.cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(control.bytes + CMSG_LEN(0), &memfd, sizeof(int));
  message.msg_iov = NULL; /* a descriptor comes without text */
  message.msg_iovlen = 0;
  message.msg_control = control.bytes;
  message.msg_controllen = CMSG_SPACE(sizeof(int));
  result = sendmsg(fd, &message, MSG_NOSIGNAL) < 0 ? -errno : 1;
  close(memfd);
  return result;
}

/* Sends one entry to the journal that listens at `path`. -EINVAL for a name that is none, -E2BIG for too many fields.
 */
static inline int hs_journal_send_to(const char* path, const struct hs_journal_field* field, size_t count) {
  struct iovec part[5 * HS_JOURNAL_MAX_FIELDS];
  unsigned char length[8 * HS_JOURNAL_MAX_FIELDS];
  struct sockaddr_un to;
  size_t i, parts = 0;
  int fd, result;
  if (count == 0 || strlen(path) >= sizeof(to.sun_path)) return -EINVAL;
  if (count > HS_JOURNAL_MAX_FIELDS) return -E2BIG;
  for (i = 0; i < count; ++i) {
    if (!hs_journal_is_name(field[i].name)) return -EINVAL;
    parts += hs_journal_parts(&field[i], length + 8 * i, part + parts);
  }
  memset(&to, 0, sizeof(to));
  to.sun_family = AF_UNIX;
  memcpy(to.sun_path, path, strlen(path));
  fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  result = hs_journal_deliver(fd, &to, part, parts);
  close(fd);
  return result == -ENOENT ? 0 : result;
}

static inline int hs_journal_send(const struct hs_journal_field* field, size_t count) {
  return hs_journal_send_to(HS_JOURNAL_SOCKET, field, count);
}

#endif
