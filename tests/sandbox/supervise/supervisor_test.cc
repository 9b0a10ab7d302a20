#include "sandbox/supervise/supervisor.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "sandbox/supervise/child.h"
#include "sandbox/supervise/processes.h"

using halfsecond::Error;
using halfsecond::supervise::AddressForm;
using halfsecond::supervise::AdoptOrphans;
using halfsecond::supervise::Descendants;
using halfsecond::supervise::Ending;
using halfsecond::supervise::kMillisecond;
using halfsecond::supervise::kSecond;
using halfsecond::supervise::RunPlan;
using halfsecond::supervise::RunRecord;
using halfsecond::supervise::Supervise;

namespace {

RunPlan Shell(const std::string& script) {
  RunPlan plan;
  plan.name = "path";
  plan.command = {"/bin/sh", "-c", script};
  plan.settle_usec = 20 * kMillisecond;
  plan.stop_timeout_usec = 300 * kMillisecond;
  return plan;
}

RunRecord Run(const RunPlan& plan) {
  REQUIRE(AdoptOrphans().ok());
  auto record = Supervise(plan);
  REQUIRE(record.ok());
  return std::move(record).value();
}

}  // namespace

TEST_CASE("a program that is not there is an error, and so is one that cannot be executed") {
  RunPlan plan = Shell("");
  plan.command = {"/nowhere/at/all"};
  CHECK(Supervise(plan).error().kind == Error::Kind::kNotFound);
  plan.command = {"/etc/passwd"};
  CHECK(Supervise(plan).error().kind == Error::Kind::kIo);
}

TEST_CASE("a program that ends is not waited for, and its status and last words are kept") {
  const RunRecord record = Run(Shell("echo one; echo two >&2; exit 7"));
  CHECK(record.ending == Ending::kExited);
  CHECK(record.exit_value == 7);
  CHECK(record.output == "one\ntwo\n");
  CHECK(record.end_usec < RunPlan().ready_timeout_usec);
}

TEST_CASE("a program that dies of a signal is told from one that exits") {
  const RunRecord record = Run(Shell("kill -SEGV $$"));
  CHECK(record.ending == Ending::kSignalled);
  CHECK(record.exit_value == SIGSEGV);
}

TEST_CASE("a program that ignores SIGTERM is killed after the stop timeout") {
  RunPlan plan = Shell("trap '' TERM; while :; do sleep 0.01; done");
  plan.ready_timeout_usec = kSecond;  // the shell has set its trap by then
  const RunRecord record = Run(plan);
  CHECK(record.ending == Ending::kKilled);
  CHECK_FALSE(record.ready_usec.has_value());
}

TEST_CASE("nothing that a daemon started outlives the run, not even in a session of its own") {
  const RunRecord record = Run(Shell("setsid sleep 77 & (setsid sleep 78 &) ; exit 0"));
  CHECK(record.ending == Ending::kExited);
  CHECK(record.outlived == 2);
  CHECK(Descendants(getpid()).empty());
}

TEST_CASE("what the manager sets is in the environment, and what another manager set is not") {
  setenv("LISTEN_FDNAMES", "someone:else", 1);
  setenv("WATCHDOG_PID", "4711", 1);
  RunPlan plan = Shell("env | grep -E '^(NOTIFY|LISTEN|WATCHDOG|FDSTORE)' | sort; echo $$; ls -l /proc/$$/fd | wc -l");
  plan.listener = halfsecond::supervise::Listener::kUnix;
  plan.watchdog_usec = 5;
  plan.fd_store_max = 3;
  const RunRecord record = Run(plan);
  const std::string pid = record.output.substr(record.output.find("LISTEN_PID=") + 11,
                                               record.output.find("\nNOTIFY") - record.output.find("LISTEN_PID=") - 11);
  CHECK(record.output.find("FDSTORE=3\nLISTEN_FDNAMES=halfsecond\nLISTEN_FDS=1\nLISTEN_PID=" + pid +
                           "\nNOTIFY_SOCKET=/") == 0);
  CHECK(record.output.find("\nWATCHDOG_PID=" + pid + "\nWATCHDOG_USEC=5\n" + pid + "\n") != std::string::npos);
  unsetenv("LISTEN_FDNAMES");
  unsetenv("WATCHDOG_PID");
}

TEST_CASE("a daemon gets stdin from nowhere and no descriptor of ours") {
  const int ours = dup(2);  // inheritable, as a careless caller has them
  const RunRecord record = Run(Shell("wc -c; exec ls /proc/self/fd"));
  close(ours);
  // wc reads nothing; descriptor 3 is the folder that ls itself opened.
  CHECK(record.output == "0\n0\n1\n2\n3\n");
}

TEST_CASE("without a manager a run lasts as long as it is given") {
  RunPlan plan = Shell("sleep 1000");
  plan.address = AddressForm::kNone;
  plan.ready_timeout_usec = 50 * kMillisecond;
  const RunRecord record = Run(plan);
  CHECK(record.up_usec.has_value());
  CHECK(record.ending == Ending::kStopped);
  CHECK(record.end_usec < 100 * kSecond);
}
