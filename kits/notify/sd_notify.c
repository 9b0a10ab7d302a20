/* libsystemd's sd_notify(3), sd_listen_fds(3), sd_booted(3) and sd_watchdog_enabled(3) over notify.h: same symbols,
   same answers. What only libsystemd does and the kit does not need is here: notifying for another process, formats. */
#define _GNU_SOURCE 1
#include <stdarg.h>

#include "notify.h"
#include "sd_daemon.h"

/* Sends `state` and descriptors with the credentials of `pid`, or with the kernel's own when `pid` is 0. */
static int send_as(const hs_notifier* manager, pid_t pid, const char* state, const int* fds, size_t count) {
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(sizeof(int) * HS_NOTIFY_MAX_FDS)];
  } control;
  const struct ucred sender = {.pid = pid, .uid = getuid(), .gid = getgid()};
  struct iovec text = {(void*)state, strlen(state)};
  struct msghdr message;
  struct cmsghdr* header;
  memset(&message, 0, sizeof(message));
  memset(&control, 0, sizeof(control));
  message.msg_iov = &text;
  message.msg_iovlen = 1;
  message.msg_controllen =
      (pid != 0 ? CMSG_SPACE(sizeof(sender)) : 0) + (count > 0 ? CMSG_SPACE(sizeof(int) * count) : 0);
  message.msg_control = message.msg_controllen > 0 ? control.bytes : NULL;
  header = CMSG_FIRSTHDR(&message);
  if (pid != 0) {
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_CREDENTIALS;
    header->cmsg_len = CMSG_LEN(sizeof(sender));
    memcpy(CMSG_DATA(header), &sender, sizeof(sender));
    header = CMSG_NXTHDR(&message, header);
  }
  if (count > 0) {
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(header), fds, sizeof(int) * count);
  }
  return hs_notify_message(manager, &message);
}

static int notify_for(pid_t pid, const char* state, const int* fds, size_t count) {
  const hs_notifier manager = hs_notifier_from_env(HS_KEEP);
  const int other = pid != 0 && pid != getpid();
  int result;
  if (state == NULL || (count > 0 && fds == NULL)) return -EINVAL;
  if (count > HS_NOTIFY_MAX_FDS) return -E2BIG;
  /* Set-uid programs are known to the manager by their real user. */
  if (!other && getuid() == geteuid() && getgid() == getegid()) return send_as(&manager, 0, state, fds, count);
  result = send_as(&manager, other ? pid : getpid(), state, fds, count);
  /* Speaking for another needs a privilege; without it we speak for ourselves. */
  return result < 0 ? send_as(&manager, 0, state, fds, count) : result;
}

static void forget_manager(int unset_environment) {
  if (unset_environment) unsetenv("NOTIFY_SOCKET");
}

int sd_pid_notify_with_fds(pid_t pid, int unset_environment, const char* state, const int* fds, unsigned n_fds) {
  const int result = notify_for(pid, state, fds, n_fds);
  forget_manager(unset_environment);
  return result;
}

int sd_pid_notify(pid_t pid, int unset_environment, const char* state) {
  return sd_pid_notify_with_fds(pid, unset_environment, state, NULL, 0);
}

int sd_notify(int unset_environment, const char* state) {
  return sd_pid_notify_with_fds(0, unset_environment, state, NULL, 0);
}

static int notify_formatted(pid_t pid, const char* format, va_list arguments) {
  char* text = NULL;
  int result = -ENOMEM;
  if (format == NULL || vasprintf(&text, format, arguments) >= 0) {
    result = notify_for(pid, text, NULL, 0);
    free(text);
  }
  return result;
}

int sd_notifyf(int unset_environment, const char* format, ...) {
  va_list arguments;
  int result;
  va_start(arguments, format);
  result = notify_formatted(0, format, arguments);
  va_end(arguments);
  forget_manager(unset_environment);
  return result;
}

int sd_pid_notifyf(pid_t pid, int unset_environment, const char* format, ...) {
  va_list arguments;
  int result;
  va_start(arguments, format);
  result = notify_formatted(pid, format, arguments);
  va_end(arguments);
  forget_manager(unset_environment);
  return result;
}

/* Waits for the manager to close its copy of `fd`'s other end. 1, -ETIMEDOUT or -errno. */
static int wait_for_close(int fd, uint64_t timeout_usec) {
  struct pollfd ours = {.fd = fd, .events = 0, .revents = 0};
  const struct timespec timeout = {.tv_sec = (time_t)(timeout_usec / 1000000),
                                   .tv_nsec = (long)(timeout_usec % 1000000) * 1000};
  const int ready = ppoll(&ours, 1, timeout_usec == UINT64_MAX ? NULL : &timeout, NULL);
  return ready < 0 ? -errno : ready == 0 ? -ETIMEDOUT : 1;
}

int sd_notify_barrier(int unset_environment, uint64_t timeout) {
  int end[2] = {-1, -1};
  int result = pipe2(end, O_CLOEXEC) < 0 ? -errno : notify_for(0, "BARRIER=1", &end[1], 1);
  if (end[1] >= 0) close(end[1]);
  if (result > 0) result = wait_for_close(end[0], timeout);
  if (end[0] >= 0) close(end[0]);
  forget_manager(unset_environment);
  return result;
}

int sd_booted(void) { return hs_booted(); }

int sd_watchdog_enabled(int unset_environment, uint64_t* usec) {
  uint64_t interval = 0;
  const int result = hs_watchdog_enabled(&interval);
  if (result > 0 && usec != NULL) *usec = interval;
  if (unset_environment) {
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
  }
  return result;
}
