/* Tell a service manager "ready", "stopping" or what is going on. Copy this into your daemon; nothing else is needed.
   0: nobody supervises us, which is fine. 1: sent. Negative: -errno. SPDX-License-Identifier: Apache-2.0 OR MIT-0 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

static inline int notify(const char* key, const char* value) {
  struct sockaddr_un to;
  struct iovec text[2] = {{(void*)key, strlen(key)}, {(void*)value, strcspn(value, "\n")}}; /* one line, no more */
  struct msghdr message;
  const char* address = getenv("NOTIFY_SOCKET");
  size_t length = address ? strlen(address) : 0;
  int fd, result;
  if (!address) return 0;
  if (length < 2 || (address[0] != '/' && address[0] != '@')) return -EINVAL;
  if (length >= sizeof(to.sun_path)) return address[0] == '@' ? -EINVAL : -ENAMETOOLONG;
  memset(&to, 0, sizeof(to));
  to.sun_family = AF_UNIX;
  memcpy(to.sun_path, address, length);
  if (address[0] == '@') to.sun_path[0] = '\0';
  memset(&message, 0, sizeof(message));
  message.msg_name = &to; /* an abstract name is all its bytes: sizeof(to) would be another name, and reach nobody */
  message.msg_namelen = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
  message.msg_iov = text;
  message.msg_iovlen = 2;
  fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  result = sendmsg(fd, &message, MSG_NOSIGNAL) < 0 ? -errno : 1;
  close(fd);
  return result;
}
static inline int notify_ready(void) { return notify("READY=", "1"); }
static inline int notify_stopping(void) { return notify("STOPPING=", "1"); }
static inline int notify_status(const char* text) { return notify("STATUS=", text); }
