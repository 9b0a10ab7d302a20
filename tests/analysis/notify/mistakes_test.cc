#include "analysis/notify/mistakes.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "analysis/notify/mistake_kinds.h"
#include "tests/analysis/notify/records.h"

using namespace halfsecond::notify_check;  // NOLINT(google-build-using-namespace): the names of this test's subject
using halfsecond::Finding;
using halfsecond::Severity;
using halfsecond::supervise::Accepted;
using halfsecond::supervise::Ending;
using halfsecond::supervise::HeldDescriptor;
using halfsecond::supervise::kMillisecond;
using halfsecond::supervise::kSecond;
using halfsecond::supervise::Reached;
using halfsecond::supervise::RunRecord;
using halfsecond::supervise::Sender;

namespace {

// "rule rule ...", in the order of output.
std::string Rules(const std::vector<RunRecord>& runs) {
  std::string rules;
  for (const Finding& finding : FindMistakes("daemon", runs)) {
    CHECK_FALSE(finding.evidence.empty());
    CHECK_FALSE(finding.remedy.empty());
    if (!rules.empty()) rules += " ";
    rules += finding.rule;
  }
  return rules;
}

enum class CloseOnExec { kSet, kUnset };

HeldDescriptor Held(int fd, CloseOnExec flag) {
  return {100, fd, flag == CloseOnExec::kSet, "/usr/sbin/daemon"};
}

}  // namespace

TEST_CASE("a daemon that says READY=1 everywhere and STOPPING=1 at the end has nothing to hear") {
  CHECK(Rules({RecordOf(kPath, {"READY=1", "STOPPING=1"}), RecordOf(kAbstract, {"READY=1"}), RecordOf(kNone, {})}) ==
        "");
}

TEST_CASE("an abstract address of the wrong length is named by the socket that the message reached") {
  RunRecord abstract = RecordOf(kAbstract, {"READY=1"});
  abstract.ready_usec.reset();
  for (const auto& [reached, rule] :
       {std::pair(Reached::kPadded, kAbstractLength), std::pair(Reached::kOneMore, kAbstractLength),
        std::pair(Reached::kFileName, kAbstractAsFile)}) {
    abstract.datagrams[0].reached = reached;
    CHECK(Rules({RecordOf(kPath, {"READY=1"}), abstract}) == rule);
  }
  abstract.datagrams.clear();
  CHECK(Rules({RecordOf(kPath, {"READY=1"}), abstract}) == kAbstractLost);
}

TEST_CASE("a daemon that says nothing is never ready; one that went to the background is told so") {
  CHECK(Rules({RecordOf(kPath, {})}) == kNeverReady);
  RunRecord background = RecordOf(kPath, {});
  background.stop_usec.reset();
  background.ending = Ending::kExited;
  background.outlived = 1;
  CHECK(Rules({background}) == kNeverReady);
  background.outlived = 0;  // it did its work and left, as /bin/true does
  CHECK(Rules({background}) == kNeverReady);
}

TEST_CASE("a run that ends by a signal is named, and one that ends without a manager") {
  RunRecord listen = RecordOf(kListen, {"READY=1"});
  listen.ending = Ending::kSignalled;
  listen.exit_value = 11;
  CHECK(Rules({RecordOf(kPath, {"READY=1"}), listen}) == kDies);
  RunRecord none = RecordOf(kNone, {});
  none.ending = Ending::kExited;
  none.exit_value = 3;
  none.stop_usec.reset();
  CHECK(Rules({RecordOf(kPath, {"READY=1"}), none}) == kNeedsManager);
}

TEST_CASE("RELOADING=1 needs the time, the right clock, and READY=1 after it") {
  CHECK(Rules({RecordOf(kReload, {"READY=1", "RELOADING=1", "READY=1"})}) == kOrder);
  CHECK(Rules({RecordOf(kReload, {"READY=1", "RELOADING=1\nMONOTONIC_USEC=1700000000000000", "READY=1"})}) == kOrder);
  CHECK(Rules({RecordOf(kReload, {"READY=1", "RELOADING=1\nMONOTONIC_USEC=5000010000"})}) == kOrder);
  CHECK(Rules({RecordOf(kReload, {"READY=1", "RELOADING=1\nMONOTONIC_USEC=5000010000", "READY=1"})}) == "");
}

TEST_CASE("a reload that the end of the run cut short proves nothing") {
  RunRecord reload = RecordOf(kReload, {"READY=1", "RELOADING=1\nMONOTONIC_USEC=5000010000"});
  reload.stop_usec = 500 * kMillisecond;
  CHECK(Rules({reload}) == "");
}

TEST_CASE("READY=1 after STOPPING=1 is out of order") {
  CHECK(Rules({RecordOf(kPath, {"READY=1", "STOPPING=1", "READY=1"})}) == kOrder);
}

TEST_CASE("the watchdog must be fed in time, counted from READY=1") {
  RunRecord watchdog = RecordOf(kWatchdog, {"READY=1", "WATCHDOG=1", "WATCHDOG=1"});
  watchdog.plan.watchdog_usec = 2 * kSecond;
  watchdog.datagrams[1].at_usec = 1 * kSecond;
  watchdog.datagrams[2].at_usec = 2 * kSecond;
  CHECK(Rules({watchdog}) == "");
  watchdog.datagrams[2].at_usec = 3 * kSecond + 100 * kMillisecond;
  CHECK(Rules({watchdog}) == kWatchdogLate);
}

TEST_CASE("pings for WATCHDOG_PID of another are a mistake, unless the daemon pings whatever it is told") {
  CHECK(Rules({RecordOf(kPath, {"READY=1"}), RecordOf(kOthers, {"READY=1", "WATCHDOG=1"})}) == kWatchdogPidIgnored);
  CHECK(Rules({RecordOf(kPath, {"READY=1", "WATCHDOG=1"}), RecordOf(kOthers, {"READY=1", "WATCHDOG=1"})}) == "");
}

TEST_CASE("LISTEN_PID of another is ignored by who accepts, and by who takes the descriptor over") {
  RunRecord others = RecordOf(kOthers, {"READY=1"});
  others.accepted = Accepted::kYes;
  CHECK(Rules({others}) == kListenPidIgnored);

  others.accepted = Accepted::kNo;
  others.inspection.done = true;
  others.inspection.listeners = {Held(3, CloseOnExec::kSet)};
  others.inspection.stranger = Held(4, CloseOnExec::kUnset);
  CHECK(Rules({others}) == kListenPidIgnored);
}

TEST_CASE("a daemon that sets close-on-exec on whatever it inherits does not ignore LISTEN_PID") {
  RunRecord others = RecordOf(kOthers, {"READY=1"});
  others.accepted = Accepted::kNo;
  others.inspection.done = true;
  others.inspection.listeners = {Held(3, CloseOnExec::kSet)};
  others.inspection.stranger = Held(4, CloseOnExec::kSet);
  CHECK(Rules({others}) == "");
}

TEST_CASE("a listener that is used must be close-on-exec; one that is not used may stay as it came") {
  RunRecord listen = RecordOf(kListen, {"READY=1"});
  listen.inspection.done = true;
  listen.inspection.listeners = {Held(3, CloseOnExec::kUnset)};
  listen.accepted = Accepted::kNo;
  CHECK(Rules({listen}) == "");
  listen.accepted = Accepted::kYes;
  CHECK(Rules({listen}) == kListenerInherited);
  listen.inspection.listeners = {Held(3, CloseOnExec::kSet)};
  CHECK(Rules({listen}) == "");
}

TEST_CASE("a send that waits on a socket without close-on-exec gives the socket away") {
  RunRecord busy = RecordOf(kBusy, {"READY=1"});
  busy.blocked_send = Held(5, CloseOnExec::kUnset);
  CHECK(Rules({RecordOf(kPath, {"READY=1"}), busy}) == kSocketInherited);
  busy.blocked_send = Held(5, CloseOnExec::kSet);
  CHECK(Rules({RecordOf(kPath, {"READY=1"}), busy}) == "");
}

TEST_CASE("who does not wait for a busy manager loses READY=1") {
  CHECK(Rules({RecordOf(kPath, {"READY=1"}), RecordOf(kBusy, {})}) == kGivesUp);
}

TEST_CASE("sockets are compared with the run without a manager: one more is kept, one a message is a leak") {
  RunRecord none = RecordOf(kNone, {});
  RunRecord path = RecordOf(kPath, {"READY=1", "STATUS=up"});
  none.inspection.done = true;
  path.inspection.done = true;
  none.inspection.datagram_sockets = {Held(4, CloseOnExec::kUnset)};  // its own, to syslog perhaps
  path.inspection.datagram_sockets = {Held(4, CloseOnExec::kUnset), Held(5, CloseOnExec::kSet)};
  CHECK(Rules({path, none}) == "");
  path.inspection.datagram_sockets = {Held(4, CloseOnExec::kUnset), Held(5, CloseOnExec::kSet),
                                      Held(6, CloseOnExec::kSet)};
  CHECK(Rules({path, none}) == kSocketLeak);
  path.inspection.datagram_sockets = {Held(4, CloseOnExec::kUnset), Held(5, CloseOnExec::kUnset)};
  CHECK(Rules({path, none}) == kSocketInherited);
}

TEST_CASE("READY=1 of any child is advice, of one that is gone it is a mistake as well") {
  RunRecord path = RecordOf(kPath, {"READY=1"});
  path.datagrams[0].sender = Sender::kGone;
  CHECK(Rules({path}) == std::string(kHelperGone) + " " + std::string(kSenderNotMain));
  path.datagrams[0].sender = Sender::kDescendant;
  REQUIRE(Rules({path}) == kSenderNotMain);
  CHECK(FindMistakes("daemon", std::vector{path})[0].severity == Severity::kNote);
}

TEST_CASE("a daemon that errs in four thousand ways hears of sixteen of a kind, at once") {
  RunRecord path = RecordOf(kPath, {"READY=1"});
  path.datagrams.resize(4096, path.datagrams[0]);
  for (std::size_t i = 0; i < path.datagrams.size(); ++i) {
    std::string text;
    for (int line = 0; line < 200; ++line)
      text += "line " + std::to_string(i * 200 + static_cast<unsigned>(line)) + "\n";
    path.datagrams[i].text = text;
  }
  CHECK(FindMistakes("daemon", std::vector{path}).size() == 16);
}

TEST_CASE("the same cause in every run is one finding, with a piece of evidence from each") {
  const std::vector runs{RecordOf(kPath, {"READY=1\nOURS=1"}), RecordOf(kAbstract, {"READY=1\nOURS=1"})};
  const std::vector<Finding> findings = FindMistakes("daemon", runs);
  REQUIRE(findings.size() == 1);
  REQUIRE(findings[0].evidence.size() == 2);
  CHECK(findings[0].evidence[1].source == "run abstract");
  CHECK(findings[0].evidence[1].at == 1);
  CHECK(findings[0].evidence[1].unit == "message");
}
