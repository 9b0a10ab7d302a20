/* libsystemd's sd_listen_fds(3) and the sd_is_*(3) questions about a descriptor: same symbols, same answers. */
#define _GNU_SOURCE 1
#include <mqueue.h>
#include <netinet/in.h>

#include "notify.h"
#include "sd_daemon.h"

int sd_listen_fds(int unset_environment) {
  const int result = hs_listen_fds();
  if (unset_environment) hs_listen_forget();
  return result;
}

static void free_names(char** names) {
  for (char** name = names; name != NULL && *name != NULL; ++name) free(*name);
  free(names);
}

/* `count` names from `list` (colons between them), or "unknown" for each when there is no list. NULL: out of memory. */
static char** split_names(const char* list, size_t count) {
  char** names = calloc(count + 1, sizeof(char*));
  for (size_t i = 0; names != NULL && i < count; ++i) {
    const size_t length = list != NULL ? strcspn(list, ":") : 0;
    names[i] = list != NULL ? strndup(list, length) : strdup("unknown");
    if (names[i] == NULL) {
      free_names(names);
      return NULL;
    }
    if (list != NULL) list += length + (list[length] == ':');
  }
  return names;
}

static size_t count_names(const char* list) {
  size_t count = 1;
  for (; *list != '\0'; ++list) count += *list == ':';
  return count;
}

int sd_listen_fds_with_names(int unset_environment, char*** names) {
  const char* const variable = names != NULL ? getenv("LISTEN_FDNAMES") : NULL;
  char* const list = variable != NULL ? strdup(variable) : NULL; /* it is about to be unset */
  int count = variable != NULL && list == NULL ? -ENOMEM : sd_listen_fds(unset_environment);
  if (names != NULL && count > 0) {
    if (list != NULL && count_names(list) != (size_t)count) {
      count = -EINVAL;
    } else {
      char** const split = split_names(list, (size_t)count);
      if (split == NULL) count = -ENOMEM;
      if (split != NULL) *names = split;
    }
  }
  free(list);
  return count;
}

/* fstat of both. 1 when `path` was stat'ed, 0 when there is no such path, -errno. */
static int stat_path(const char* path, struct stat* there) {
  if (stat(path, there) == 0) return 1;
  return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
}

static int same_file(const struct stat* a, const struct stat* b) {
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

int sd_is_fifo(int fd, const char* path) {
  struct stat ours, there;
  int found = 1;
  if (fd < 0) return -EBADF;
  if (fstat(fd, &ours) < 0) return -errno;
  if (!S_ISFIFO(ours.st_mode)) return 0;
  if (path == NULL) return 1;
  found = stat_path(path, &there);
  return found == 1 ? same_file(&ours, &there) : found;
}

int sd_is_special(int fd, const char* path) {
  struct stat ours, there;
  int found = 1;
  if (fd < 0) return -EBADF;
  if (fstat(fd, &ours) < 0) return -errno;
  if (!S_ISREG(ours.st_mode) && !S_ISCHR(ours.st_mode)) return 0;
  if (path == NULL) return 1;
  found = stat_path(path, &there);
  if (found != 1) return found;
  if (S_ISREG(ours.st_mode) && S_ISREG(there.st_mode)) return same_file(&ours, &there);
  return S_ISCHR(ours.st_mode) && S_ISCHR(there.st_mode) && ours.st_rdev == there.st_rdev;
}

/* 1 when `option` of the socket is `wanted`, 0 when not, -errno. */
static int option_is(int fd, int option, int wanted) {
  int value = 0;
  socklen_t length = sizeof(value);
  if (getsockopt(fd, SOL_SOCKET, option, &value, &length) < 0) return -errno;
  return value == wanted;
}

static int is_socket(int fd, int type, int listening) {
  struct stat ours;
  int result = 1;
  if (fd < 0) return -EBADF;
  if (type < 0) return -EINVAL;
  if (fstat(fd, &ours) < 0) return -errno;
  if (!S_ISSOCK(ours.st_mode)) return 0;
  if (type != 0) result = option_is(fd, SO_TYPE, type);
  if (result == 1 && listening >= 0) result = option_is(fd, SO_ACCEPTCONN, listening > 0);
  return result;
}

union address {
  struct sockaddr any;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
  struct sockaddr_un local;
  struct sockaddr_storage room;
};

/* The socket's own name in `own`, its length; -errno. */
static int own_name(int fd, union address* own) {
  socklen_t length = sizeof(*own);
  memset(own, 0, sizeof(*own));
  if (getsockname(fd, &own->any, &length) < 0) return -errno;
  return length < sizeof(sa_family_t) ? -EINVAL : (int)length;
}

int sd_is_socket(int fd, int family, int type, int listening) {
  union address own;
  int result;
  if (fd < 0) return -EBADF;
  if (family < 0) return -EINVAL;
  result = is_socket(fd, type, listening);
  if (result <= 0 || family == 0) return result;
  result = own_name(fd, &own);
  return result < 0 ? result : own.any.sa_family == family;
}

int sd_is_socket_inet(int fd, int family, int type, int listening, uint16_t port) {
  union address own;
  int result;
  if (fd < 0) return -EBADF;
  if (family != 0 && family != AF_INET && family != AF_INET6) return -EINVAL;
  result = is_socket(fd, type, listening);
  if (result <= 0) return result;
  result = own_name(fd, &own);
  if (result < 0) return result;
  if (own.any.sa_family != AF_INET && own.any.sa_family != AF_INET6) return 0;
  if (family != 0 && own.any.sa_family != family) return 0;
  return port == 0 || port == ntohs(own.any.sa_family == AF_INET ? own.in.sin_port : own.in6.sin6_port);
}

/* Whether the IPv6 name `own` is `wanted`; what `wanted` leaves 0 may be anything, except the address. */
static int same_in6(const struct sockaddr_in6* own, const struct sockaddr_in6* wanted) {
  if (wanted->sin6_port != 0 && wanted->sin6_port != own->sin6_port) return 0;
  if (wanted->sin6_flowinfo != 0 && wanted->sin6_flowinfo != own->sin6_flowinfo) return 0;
  if (wanted->sin6_scope_id != 0 && wanted->sin6_scope_id != own->sin6_scope_id) return 0;
  return memcmp(&wanted->sin6_addr, &own->sin6_addr, sizeof(own->sin6_addr)) == 0;
}

int sd_is_socket_sockaddr(int fd, int type, const struct sockaddr* addr, unsigned addr_len, int listening) {
  union address own, wanted;
  int result;
  if (fd < 0) return -EBADF;
  if (addr == NULL) return -EINVAL;
  if (addr_len < sizeof(sa_family_t)) return -ENOBUFS;
  if (addr->sa_family != AF_INET && addr->sa_family != AF_INET6) return -EPFNOSUPPORT;
  result = is_socket(fd, type, listening);
  if (result <= 0) return result;
  result = own_name(fd, &own);
  if (result < 0) return result;
  if (own.any.sa_family != addr->sa_family) return 0;
  if (addr_len < (addr->sa_family == AF_INET ? sizeof(own.in) : sizeof(own.in6))) return -EINVAL;
  memcpy(&wanted, addr, addr->sa_family == AF_INET ? sizeof(own.in) : sizeof(own.in6));
  if (addr->sa_family == AF_INET6) return same_in6(&own.in6, &wanted.in6);
  if (wanted.in.sin_port != 0 && wanted.in.sin_port != own.in.sin_port) return 0;
  return wanted.in.sin_addr.s_addr == own.in.sin_addr.s_addr;
}

int sd_is_socket_unix(int fd, int type, int listening, const char* path, size_t length) {
  const size_t before = offsetof(struct sockaddr_un, sun_path);
  union address own;
  int result, own_length;
  if (fd < 0) return -EBADF;
  result = is_socket(fd, type, listening);
  if (result <= 0) return result;
  own_length = own_name(fd, &own);
  if (own_length < 0) return own_length;
  if (own.any.sa_family != AF_UNIX) return 0;
  if (path == NULL) return 1;
  if (length == 0) length = strlen(path);
  if (length == 0) return (size_t)own_length == before; /* asked for a socket without a name */
  if (length > sizeof(own.local.sun_path)) return 0;
  if (path[0] == '\0') return (size_t)own_length == before + length && memcmp(path, own.local.sun_path, length) == 0;
  return (size_t)own_length >= before + length + 1 && memcmp(path, own.local.sun_path, length + 1) == 0;
}

int sd_is_mq(int fd, const char* path) {
  static const char directory[] = "/dev/mqueue";
  char whole[PATH_MAX];
  struct stat ours, there;
  struct mq_attr attributes;
  if (fcntl(fd, F_GETFD) < 0) return -errno;
  if (mq_getattr(fd, &attributes) < 0) return errno == EBADF ? 0 : -errno;
  if (path == NULL) return 1;
  if (path[0] != '/') return -EINVAL;
  if (strlen(path) >= sizeof(whole) - sizeof(directory)) return -ENAMETOOLONG;
  memcpy(whole, directory, sizeof(directory) - 1);
  memcpy(whole + sizeof(directory) - 1, path, strlen(path) + 1);
  if (fstat(fd, &ours) < 0 || stat(whole, &there) < 0) return -errno;
  return same_file(&ours, &there);
}
