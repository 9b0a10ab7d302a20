/* What the daemons here share, right and wrong ones: they run until SIGTERM, reload on SIGHUP, and one of them pings.
   Each file is a whole daemon; what is wrong with it stands in its first line. */
#ifndef DAEMON_H
#define DAEMON_H

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stop_asked;
static volatile sig_atomic_t reload_asked;

static void on_signal(int number) {
  if (number == SIGTERM) stop_asked = 1;
  if (number == SIGHUP) reload_asked = 1;
}

static void catch_signals(void) {
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_handler = on_signal;
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
}

/* Serves `listener` (or nobody, when it is -1) for a while: 20 ms, or until a signal. */
static void serve(int listener) {
  struct pollfd in = {listener, POLLIN, 0};
  if (poll(&in, listener >= 0 ? 1 : 0, 20) == 1) {
    const int client = accept(listener, NULL, NULL);
    if (client >= 0) close(client);
  }
}

#endif
