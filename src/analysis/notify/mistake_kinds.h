// The mistakes that notify-check knows, as one table: read it and you have read what it complains about.

#pragma once

#include <array>
#include <string_view>

#include "facts/finding.h"

namespace halfsecond::notify_check {

// The mistakes, worst first. docs/notify-check.md has a section for each.
constexpr std::string_view kAbstractLength = "notify-abstract-length";
constexpr std::string_view kAbstractAsFile = "notify-abstract-as-file";
constexpr std::string_view kAbstractLost = "notify-abstract-lost";
constexpr std::string_view kListenPidIgnored = "notify-listen-pid-ignored";
constexpr std::string_view kNeverReady = "notify-never-ready";
constexpr std::string_view kNeedsManager = "notify-needs-manager";
constexpr std::string_view kDies = "notify-dies";
constexpr std::string_view kSocketInherited = "notify-socket-inherited";
constexpr std::string_view kSocketLeak = "notify-socket-leak";
constexpr std::string_view kListenerInherited = "notify-listener-inherited";
constexpr std::string_view kGivesUp = "notify-gives-up";
constexpr std::string_view kWatchdogLate = "notify-watchdog-late";
constexpr std::string_view kWatchdogPidIgnored = "notify-watchdog-pid-ignored";
constexpr std::string_view kOrder = "notify-order";
constexpr std::string_view kWrongDescriptors = "notify-wrong-descriptors";
constexpr std::string_view kMalformed = "notify-malformed";
constexpr std::string_view kHelperGone = "notify-helper-gone";
constexpr std::string_view kSenderNotMain = "notify-sender-not-main";
constexpr std::string_view kUnknownKey = "notify-unknown-key";

struct MistakeKind {
  std::string_view rule;
  Severity severity;  // a note is advice: it does not make notify-check fail
  std::string_view remedy;
};

constexpr std::string_view kCopy = "copy kits/notify/notify_core.h, or relink against libhs-sd-daemon.a";

inline constexpr std::array kMistakeKinds{
    MistakeKind{kAbstractLength, Severity::kRed, kCopy},
    MistakeKind{kAbstractAsFile, Severity::kRed, kCopy},
    MistakeKind{kAbstractLost, Severity::kRed, kCopy},
    MistakeKind{kListenPidIgnored, Severity::kRed, "compare LISTEN_PID with getpid(), as hs_listen_fds does"},
    MistakeKind{kNeverReady, Severity::kAmber, "send READY=1 when it can serve, or use Type=exec"},
    MistakeKind{kNeedsManager, Severity::kAmber, "without NOTIFY_SOCKET there is nothing to do and no error"},
    MistakeKind{kDies, Severity::kAmber, "run it by hand with the variables of that run"},
    MistakeKind{kSocketInherited, Severity::kAmber, "open it with SOCK_CLOEXEC"},
    MistakeKind{kSocketLeak, Severity::kAmber, "close it after each send, or keep one"},
    MistakeKind{kListenerInherited, Severity::kAmber, "set FD_CLOEXEC on each, as hs_listen_fds does"},
    MistakeKind{kGivesUp, Severity::kAmber, "send on a blocking socket: the manager reads soon"},
    MistakeKind{kWatchdogLate, Severity::kAmber, "send WATCHDOG=1 every half of WATCHDOG_USEC"},
    MistakeKind{kWatchdogPidIgnored, Severity::kAmber, "compare WATCHDOG_PID with getpid()"},
    MistakeKind{kOrder, Severity::kAmber, "see sd_notify(3), RELOADING=1 and STOPPING=1"},
    MistakeKind{kWrongDescriptors, Severity::kAmber, "see sd_notify(3), FDSTORE=1 and BARRIER=1"},
    MistakeKind{kMalformed, Severity::kAmber, "see sd_notify(3), well-known assignments"},
    MistakeKind{kHelperGone, Severity::kAmber, "let the helper wait with BARRIER=1 before it exits"},
    MistakeKind{kSenderNotMain, Severity::kNote, "set NotifyAccess=all in the unit, or send from the main process"},
    MistakeKind{kUnknownKey, Severity::kNote, "prefix private keys with X_"},
};

}  // namespace halfsecond::notify_check
