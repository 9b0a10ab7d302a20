// The C source of the antechamber (fixture.h), compiled by the tests that need it.

#pragma once

namespace halfsecond::e2e {

inline constexpr const char* kAntechamberSource = R"(
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static void Must(int result, const char* what) {
  if (result >= 0) return;
  perror(what);
  exit(125);
}

static void Put(const char* path, const char* text) {
  int file = open(path, O_WRONLY);
  Must(file, path);
  Must((int)write(file, text, strlen(text)), path);
  close(file);
}

/* A mount namespace; for anybody but root inside a user namespace in which one is root. */
static void Enter(void) {
  char map[64];
  int is_root = geteuid() == 0;
  snprintf(map, sizeof map, "0 %d 1", (int)geteuid());
  Must(unshare(is_root ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER), "unshare");
  if (!is_root) Put("/proc/self/uid_map", map);
  Must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "mount");
}

int main(int argc, char** argv) {
  int entered = 0;
  int at = 1;
  for (; at < argc && strcmp(argv[at], "--") != 0; ++at) {
    if (strcmp(argv[at], "--user") == 0 && at + 1 < argc) {
      int user = atoi(argv[++at]);
      Must(setgroups(0, NULL), "setgroups");
      Must(setresgid((gid_t)user, (gid_t)user, (gid_t)user), "setresgid");
      Must(setresuid((uid_t)user, (uid_t)user, (uid_t)user), "setresuid");
      continue;
    }
    if (!entered) Enter();
    entered = 1;
    if (strcmp(argv[at], "--bind") == 0 && at + 2 < argc) {
      Must(mount(argv[at + 1], argv[at + 2], NULL, MS_BIND | MS_REC, NULL), argv[at + 2]);
      at += 2;
    } else if (strcmp(argv[at], "--root") == 0 && at + 1 < argc) {
      Must(chroot(argv[++at]), "chroot");
      Must(chdir("/"), "chdir");
    }
  }
  if (at + 1 >= argc) return 125;
  execv(argv[at + 1], argv + at + 1);
  perror(argv[at + 1]);
  return 126;
}
)";

}  // namespace halfsecond::e2e
