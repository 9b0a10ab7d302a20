/* Asks the daemon part of libsystemd everything there is to ask, and prints one line an answer. Compiled twice, against
   libsystemd and against libhs-sd-daemon.a: the lines must be the same. Run in an empty folder it may write to. */
#define _GNU_SOURCE 1
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

static void say(const char* question, int answer) {
  printf("%-60.60s %d\n", question, answer);
}

/* A socket bound to `name`, whose first byte is NUL for an abstract one, with exactly `length` bytes of it. */
static int listener(int type, const char* name, size_t length) {
  struct sockaddr_un to;
  const int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
  const int on = 1;
  memset(&to, 0, sizeof(to));
  to.sun_family = AF_UNIX;
  memcpy(to.sun_path, name, length);
  if (bind(fd, (struct sockaddr*)&to, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) < 0) abort();
  if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0) abort();
  return fd;
}

/* Prints what stands in the queue of `fd`: text, who sent it, how many descriptors. */
static void say_received(int fd) {
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(sizeof(int) * 253)];
  } control;
  char text[512];
  struct iovec part = {text, sizeof(text) - 1};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
  const ssize_t size = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (size < 0) {
    printf("  received nothing\n");
    return;
  }
  text[size] = '\0';
  printf("  received '%s'", text);
  for (struct cmsghdr* header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_type == SCM_RIGHTS) {
      const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      for (size_t i = 0; i < count; ++i) close(((int*)CMSG_DATA(header))[i]);
      printf(" with %zu descriptors", count);
    } else {
      struct ucred sender;
      memcpy(&sender, CMSG_DATA(header), sizeof(sender));
      printf(" from %s", sender.pid == getpid() ? "ourselves" : sender.pid == getppid() ? "our parent" : "another");
    }
  }
  printf("\n");
}

static void ask_address(const char* address) {
  char question[200];
  setenv("NOTIFY_SOCKET", address, 1);
  snprintf(question, sizeof(question), "address '%.40s' (%zu)", address, strlen(address));
  say(question, sd_notify(0, "READY=1"));
}

static void ask_addresses(void) {
  char name[160];
  unsetenv("NOTIFY_SOCKET");
  say("no manager", sd_notify(0, "READY=1"));
  const char* const forms[] = {"",
                               "/",
                               "@",
                               "a",
                               "relative/path",
                               "./path",
                               "tcp:127.0.0.1:1",
                               " /x",
                               "/x\n",
                               "//",
                               "@@",
                               "/nowhere/at/all",
                               "/dev/null",
                               "/tmp",
                               "@nobody-listens-here",
                               "unix:/x",
                               "VSOCK:1:2"};
  for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); ++i) ask_address(forms[i]);
  for (size_t length = 105; length <= 110; ++length) {
    for (int abstract = 0; abstract < 2; ++abstract) {
      memset(name, 'n', sizeof(name));
      name[0] = abstract ? '@' : '/';
      name[length] = '\0';
      ask_address(name);
    }
  }
  const char* const vsock[] = {
      "vsock:2:1234", "vsock-stream:2:1234", "vsock-dgram:2:1", "vsock-seqpacket:2:1", "vsock:",     "vsock:2",
      "vsock::1",     "vsock:4294967295:1",  "vsock:2:",        "vsock:2:x",           "vsock-x:2:1"};
  for (size_t i = 0; i < sizeof(vsock) / sizeof(vsock[0]); ++i) ask_address(vsock[i]);
}

static void ask_delivery(void) {
  char path[200], folder[160], address[220];
  if (getcwd(folder, sizeof(folder)) == NULL) abort();
  snprintf(path, sizeof(path), "%s/socket", folder);
  const int by_path = listener(SOCK_DGRAM, path, strlen(path) + 1);
  setenv("NOTIFY_SOCKET", path, 1);
  say("by path", sd_notify(0, "READY=1\nSTATUS=up"));
  say_received(by_path);

  snprintf(address, sizeof(address), "@answers-%d", getpid());
  char name[220];
  memcpy(name, address, strlen(address));
  name[0] = '\0';
  const int by_name = listener(SOCK_DGRAM, name, strlen(address));
  setenv("NOTIFY_SOCKET", address, 1);
  say("by abstract name", sd_notify(0, "STOPPING=1"));
  say_received(by_name);
  say("formatted", sd_notifyf(0, "STATUS=%d of %s", 3, "four"));
  say_received(by_name);
  say("empty text", sd_notify(0, ""));
  say_received(by_name);
  say("no text", sd_notify(0, NULL));
  say("no format", sd_pid_notifyf(0, 0, NULL));
  say("for ourselves", sd_pid_notify(getpid(), 0, "READY=1"));
  say_received(by_name);
  say("for our parent", sd_pid_notifyf(getppid(), 0, "MAINPID=%d", 1));
  say_received(by_name);
  say("for nobody", sd_pid_notify(0x3fffffff, 0, "READY=1"));
  say_received(by_name);
  int fds[3] = {0, 1, 2};
  say("three descriptors", sd_pid_notify_with_fds(0, 0, "FDSTORE=1\nFDNAME=x", fds, 3));
  say_received(by_name);
  say("descriptors for our parent", sd_pid_notify_with_fds(getppid(), 0, "FDSTORE=1", fds, 2));
  say_received(by_name);
  say("descriptors without an array", sd_pid_notify_with_fds(0, 0, "FDSTORE=1", NULL, 1));
  fds[1] = 999;
  say("a closed descriptor", sd_pid_notify_with_fds(0, 0, "FDSTORE=1", fds, 2));
  say("barrier nobody answers", sd_notify_barrier(0, 20000));
  say_received(by_name);
  say("unset", sd_notify(1, "READY=1"));
  say("after unset", sd_notify(0, "READY=1"));
  setenv("NOTIFY_SOCKET", "relative", 1);
  say("unset on failure", sd_notify(1, "READY=1"));
  say("  the variable is left", getenv("NOTIFY_SOCKET") != NULL);
  say("barrier without a manager", sd_notify_barrier(0, 1000));
  close(by_path);
  setenv("NOTIFY_SOCKET", path, 1);
  say("nobody reads the path", sd_notify(0, "READY=1"));
  unlink(path);
  say("the path is gone", sd_notify(0, "READY=1"));
  unsetenv("NOTIFY_SOCKET");
}

static void ask_barrier(void) {
  char address[64], name[64];
  snprintf(address, sizeof(address), "@barrier-%d", getpid());
  memcpy(name, address, sizeof(name));
  name[0] = '\0';
  const int manager = listener(SOCK_DGRAM, name, strlen(address));
  setenv("NOTIFY_SOCKET", address, 1);
  fflush(stdout);
  if (fork() == 0) { /* a manager that reads, and so closes */
    struct pollfd in = {manager, POLLIN, 0};
    poll(&in, 1, 5000);
    freopen("/dev/null", "w", stdout);
    say_received(manager);
    _exit(0);
  }
  say("barrier that is answered", sd_notify_barrier(0, 5000000));
  unsetenv("NOTIFY_SOCKET");
  close(manager);
}

static void ask_listen(const char* pid, const char* fds, const char* names, int unset) {
  char question[200];
  char** list = NULL;
  if (pid != NULL) setenv("LISTEN_PID", pid, 1);
  if (fds != NULL) setenv("LISTEN_FDS", fds, 1);
  if (names != NULL) setenv("LISTEN_FDNAMES", names, 1);
  const int here = pid != NULL && strtol(pid, NULL, 0) == getpid();
  snprintf(question, sizeof(question), "listen pid=%s fds=%s names=%s",
           here  ? "ours"
           : pid ? pid
                 : "-",
           fds ? fds : "-", names ? names : "-");
  say(question, sd_listen_fds(0));
  const int count = sd_listen_fds_with_names(unset, &list);
  say("  with names", count);
  for (int i = 0; list != NULL && list[i] != NULL; ++i) {
    printf("  name '%s'\n", list[i]);
    free(list[i]);
  }
  free(list);
  say("  without names", sd_listen_fds_with_names(0, NULL));
  say("  variables left",
      (getenv("LISTEN_PID") != NULL) + (getenv("LISTEN_FDS") != NULL) + (getenv("LISTEN_FDNAMES") != NULL));
  unsetenv("LISTEN_PID");
  unsetenv("LISTEN_FDS");
  unsetenv("LISTEN_FDNAMES");
}

static void ask_listeners(void) {
  char ours[32];
  snprintf(ours, sizeof(ours), "%d", getpid());
  for (int fd = 3; fd < 6; ++fd) {
    if (dup2(open("/dev/null", O_RDONLY), fd) < 0) abort();
    fcntl(fd, F_SETFD, 0);
  }
  close(5);
  for (int fd = 6; fd < 16; ++fd) close(fd);
  ask_listen(NULL, "2", NULL, 0);
  ask_listen("1", "2", "a:b", 0);
  say("  descriptor 3 close-on-exec", fcntl(3, F_GETFD));
  ask_listen(ours, "2", "a:b", 1);
  say("  descriptor 3 close-on-exec", fcntl(3, F_GETFD));
  const char* const counts[] = {"0",  "1",  "2",   "3",  "-1",          "x",          "",
                                " 2", "2 ", "0x2", "+2", "99999999999", "2147483645", "2147483644"};
  for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); ++i) ask_listen(ours, counts[i], NULL, 0);
  const char* const pids[] = {"0", "-1", "x", "", "99999999999", "1x", "4294967297"};
  for (size_t i = 0; i < sizeof(pids) / sizeof(pids[0]); ++i) ask_listen(pids[i], "1", NULL, 0);
  const char* const names[] = {"", "a", "a:b", "a:b:c", ":", "a:", ":b", "a b:c", "unknown:stored"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); ++i) ask_listen(ours, "2", names[i], i % 2 == 0);
  ask_listen(ours, NULL, "a", 1);
  close(3);
  close(4);
}

static void ask_watchdog(const char* usec, const char* pid, int unset) {
  char question[200];
  uint64_t interval = 77;
  if (usec != NULL) setenv("WATCHDOG_USEC", usec, 1);
  if (pid != NULL) setenv("WATCHDOG_PID", pid, 1);
  const int here = pid != NULL && strtol(pid, NULL, 0) == getpid();
  snprintf(question, sizeof(question), "watchdog usec=%s pid=%s", usec ? usec : "-", here ? "ours" : pid ? pid : "-");
  say(question, sd_watchdog_enabled(0, &interval));
  printf("  interval %llu\n", (unsigned long long)interval);
  say("  without a place for it", sd_watchdog_enabled(unset, NULL));
  say("  variables left", (getenv("WATCHDOG_USEC") != NULL) + (getenv("WATCHDOG_PID") != NULL));
  unsetenv("WATCHDOG_USEC");
  unsetenv("WATCHDOG_PID");
}

static void ask_watchdogs(void) {
  char ours[32];
  snprintf(ours, sizeof(ours), "%d", getpid());
  ask_watchdog(NULL, NULL, 0);
  ask_watchdog(NULL, ours, 0);
  const char* const usec[] = {"1000000", "0",   "-1", "x", "", "18446744073709551614", "18446744073709551616",
                              "1s",      "0x10"};
  for (size_t i = 0; i < sizeof(usec) / sizeof(usec[0]); ++i) {
    ask_watchdog(usec[i], NULL, 0);
    ask_watchdog(usec[i], ours, 1);
    ask_watchdog(usec[i], "1", 1);
  }
  ask_watchdog("1000000", "0", 0);
  ask_watchdog("1000000", "x", 0);
  ask_watchdog("1000000", "99999999999", 0);
}

/* Every question of sd_is_*(3) about one descriptor. */
static void ask_about(const char* what, int fd) {
  struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(1), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  struct sockaddr_un local = {.sun_family = AF_UNIX};
  printf("%s\n", what);
  say("  fifo", sd_is_fifo(fd, NULL));
  say("  fifo by path", sd_is_fifo(fd, "fifo"));
  say("  fifo by another path", sd_is_fifo(fd, "/dev/null"));
  say("  fifo by no path", sd_is_fifo(fd, "nowhere/at/all"));
  say("  special", sd_is_special(fd, NULL));
  say("  special by path", sd_is_special(fd, "/dev/null"));
  say("  special by another path", sd_is_special(fd, "file"));
  say("  special by no path", sd_is_special(fd, "nowhere"));
  for (int family = -1; family <= 10; ++family) {
    if (family > 2 && family < 10) continue;
    for (int type = -1; type <= 2; ++type) {
      for (int listening = -1; listening <= 1; ++listening) {
        char question[80];
        snprintf(question, sizeof(question), "  socket %d %d %d", family, type, listening);
        say(question, sd_is_socket(fd, family, type, listening));
        snprintf(question, sizeof(question), "  socket_inet %d %d %d", family, type, listening);
        say(question, sd_is_socket_inet(fd, family, type, listening, 0));
        snprintf(question, sizeof(question), "  socket_inet %d %d %d 1", family, type, listening);
        say(question, sd_is_socket_inet(fd, family, type, listening, 1));
      }
    }
  }
  say("  socket_sockaddr", sd_is_socket_sockaddr(fd, 0, (struct sockaddr*)&in, sizeof(in), -1));
  in.sin_port = 0;
  say("  socket_sockaddr any port", sd_is_socket_sockaddr(fd, SOCK_STREAM, (struct sockaddr*)&in, sizeof(in), 1));
  say("  socket_sockaddr short", sd_is_socket_sockaddr(fd, 0, (struct sockaddr*)&in, 8, -1));
  say("  socket_sockaddr shorter", sd_is_socket_sockaddr(fd, 0, (struct sockaddr*)&in, 1, -1));
  say("  socket_sockaddr none", sd_is_socket_sockaddr(fd, 0, NULL, 16, -1));
  say("  socket_sockaddr 6", sd_is_socket_sockaddr(fd, 0, (struct sockaddr*)&in6, sizeof(in6), -1));
  in6.sin6_scope_id = 7;
  say("  socket_sockaddr 6 scope", sd_is_socket_sockaddr(fd, 0, (struct sockaddr*)&in6, sizeof(in6), -1));
  say("  socket_sockaddr unix", sd_is_socket_sockaddr(fd, 0, (struct sockaddr*)&local, sizeof(local), -1));
  const char* const names[] = {"listening", "listenin", "listening2", "", "/"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
    say("  socket_unix by path", sd_is_socket_unix(fd, 0, -1, names[i], 0));
    say("  socket_unix listening stream", sd_is_socket_unix(fd, SOCK_STREAM, 1, names[i], 0));
  }
  say("  socket_unix", sd_is_socket_unix(fd, 0, -1, NULL, 0));
  say("  socket_unix abstract", sd_is_socket_unix(fd, SOCK_DGRAM, 0, "\0abstract-of-answers", 20));
  say("  socket_unix abstract short", sd_is_socket_unix(fd, SOCK_DGRAM, 0, "\0abstract-of-answers", 19));
  say("  mq", sd_is_mq(fd, NULL));
  say("  mq by name", sd_is_mq(fd, "/answers"));
  say("  mq relative", sd_is_mq(fd, "answers"));
}

static int inet_listener(int family) {
  const struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  const struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  const int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const struct sockaddr* name = family == AF_INET ? (const struct sockaddr*)&in : (const struct sockaddr*)&in6;
  if (bind(fd, name, family == AF_INET ? sizeof(in) : sizeof(in6)) < 0 || listen(fd, 1) < 0) return -1;
  return fd;
}

int main(void) {
  static const char abstract[] = "\0abstract-of-answers";
  setvbuf(stdout, NULL, _IOLBF, 0);
  say("booted", sd_booted());
  ask_addresses();
  ask_delivery();
  ask_barrier();
  ask_listeners();
  ask_watchdogs();
  if (mkfifo("fifo", 0600) < 0) abort();
  ask_about("a closed descriptor", 999);
  ask_about("a negative descriptor", -1);
  ask_about("a fifo", open("fifo", O_RDWR | O_CLOEXEC));
  ask_about("a device", open("/dev/null", O_RDWR | O_CLOEXEC));
  ask_about("a file", open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ask_about("a folder", open(".", O_RDONLY | O_CLOEXEC));
  ask_about("a TCP listener", inet_listener(AF_INET));
  ask_about("a TCP6 listener", inet_listener(AF_INET6));
  ask_about("a UDP socket", socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const int stream = listener(SOCK_STREAM, "listening", 10);
  ask_about("a socket with a path", stream);
  listen(stream, 1);
  ask_about("a listening socket with a path", stream);
  ask_about("an abstract socket", listener(SOCK_DGRAM, abstract, sizeof(abstract) - 1));
  ask_about("a socket without a name", socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const mqd_t queue = mq_open("/answers", O_RDWR | O_CREAT, 0600, NULL);
  ask_about("a message queue", (int)queue);
  mq_unlink("/answers");
  return 0;
}
