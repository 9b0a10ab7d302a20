#include "analysis/notify/message.h"

#include <doctest/doctest.h>

#include <string>

#include "analysis/notify/mistake_kinds.h"

using halfsecond::notify_check::kMalformed;
using halfsecond::notify_check::kUnknownKey;
using halfsecond::notify_check::kWrongDescriptors;
using halfsecond::notify_check::Message;
using halfsecond::notify_check::ReadMessage;

namespace {

// The rule of the only fault, "" when there is none, "many" when there are more.
std::string FaultOf(const std::string& text, std::uint32_t fds = 0) {
  const Message message = ReadMessage(text, text.size(), fds);
  if (message.faults.empty()) return "";
  return message.faults.size() == 1 ? std::string(message.faults[0].rule) : "many";
}

}  // namespace

TEST_CASE("every assignment that sd_notify(3) knows is right with a value it defines") {
  for (const char* text : {"READY=1",
                           "READY=1\n",
                           "RELOADING=1\nMONOTONIC_USEC=12",
                           "STOPPING=1",
                           "STATUS=",
                           "STATUS=66% \xE2\x80\xA6",
                           "NOTIFYACCESS=exec",
                           "ERRNO=2",
                           "BUSERROR=org.x",
                           "VARLINKERROR=org.x",
                           "EXIT_STATUS=3",
                           "MAINPID=4711",
                           "MAINPID=1\nMAINPIDFDID=77",
                           "WATCHDOG=1",
                           "WATCHDOG=trigger",
                           "WATCHDOG_USEC=20000000",
                           "EXTEND_TIMEOUT_USEC=1",
                           "RESTART_RESET=1",
                           "FDSTOREREMOVE=1\nFDNAME=a",
                           "X_ANYTHING=x",
                           "READY=1\n\nSTATUS=a"}) {
    CAPTURE(text);
    CHECK(FaultOf(text) == "");
  }
  CHECK(FaultOf("FDSTORE=1\nFDNAME=a b\nFDPOLL=0", 2) == "");
  CHECK(FaultOf("BARRIER=1", 1) == "");
  CHECK(FaultOf("MAINPIDFD=1", 1) == "");
}

TEST_CASE("a value that is not defined is malformed") {
  for (const char* text :
       {"READY=0", "READY=", "READY=yes", "RELOADING=2", "STOPPING=0", "WATCHDOG=0", "ERRNO=ENOENT", "MAINPID=0",
        "MAINPID=-1", "MAINPID=", "EXTEND_TIMEOUT_USEC=1s", "NOTIFYACCESS=everyone", "STATUS=\xC3\x28",
        "STATUS=\xED\xA0\x80", "WATCHDOG_USEC=99999999999999999999", "RESTART_RESET=0", "MONOTONIC_USEC= 1"}) {
    CAPTURE(text);
    CHECK(FaultOf(text) == kMalformed);
  }
}

TEST_CASE("a line that is no assignment is malformed: what a newline inside a status makes") {
  CHECK(FaultOf("STATUS=two\nlines") == kMalformed);
  CHECK(FaultOf("=1") == kMalformed);
  CHECK(FaultOf("") == kMalformed);
  CHECK(FaultOf("\n\n") == kMalformed);
  CHECK(FaultOf(std::string("READY=1\0", 8)) == "");
  CHECK(FaultOf(std::string("X_A=1\0READY=1", 13)) == kMalformed);
}

TEST_CASE("a message over 4096 bytes is malformed: systemd drops it whole") {
  const std::string status = "STATUS=" + std::string(4089, 'x');
  CHECK(ReadMessage(status, 4096, 0).faults.empty());
  REQUIRE(ReadMessage(status, 4097, 0).faults.size() == 1);
  CHECK(ReadMessage(status, 4097, 0).faults[0].rule == kMalformed);
}

TEST_CASE("an unknown key is advice, and none when it starts with X_") {
  CHECK(FaultOf("OURKEY=1") == kUnknownKey);
  CHECK(FaultOf("ready=1") == kUnknownKey);
  CHECK(FaultOf("X_OURS=1") == "");
}

TEST_CASE("descriptors belong to FDSTORE, BARRIER and MAINPIDFD, and to nothing else") {
  CHECK(FaultOf("FDSTORE=1") == kWrongDescriptors);
  CHECK(FaultOf("READY=1", 1) == kWrongDescriptors);
  CHECK(FaultOf("BARRIER=1") == kWrongDescriptors);
  CHECK(FaultOf("BARRIER=1", 2) == kWrongDescriptors);
  CHECK(FaultOf("BARRIER=1\nREADY=1", 1) == kWrongDescriptors);
  CHECK(FaultOf("MAINPIDFD=1") == kWrongDescriptors);
  CHECK(FaultOf("FDSTOREREMOVE=1") == kWrongDescriptors);
  CHECK(FaultOf("FDNAME=a") == kWrongDescriptors);
  CHECK(FaultOf("FDPOLL=0") == kWrongDescriptors);
  CHECK(FaultOf("FDSTORE=1\nFDNAME=a:b", 1) == kMalformed);
  CHECK(FaultOf("FDSTORE=1\nFDNAME=" + std::string(256, 'n'), 1) == kMalformed);
}

TEST_CASE("every prefix of a message is read, and every single damaged byte") {
  const std::string text = "READY=1\nSTATUS=66% \xE2\x80\xA6\nFDSTORE=1\nFDNAME=a\nX_A=1\n";
  std::size_t read = 0;
  for (std::size_t n = 0; n <= text.size(); ++n) {
    const std::string prefix = text.substr(0, n);
    read += ReadMessage(prefix, n, 1).assignments.size() <= 5 ? 1U : 0U;
  }
  for (std::size_t n = 0; n < text.size(); ++n) {
    for (const char damage : {'\0', '\n', '=', '\xFF'}) {
      std::string damaged = text;
      damaged[n] = damage;
      read += ReadMessage(damaged, damaged.size(), 1).assignments.size() <= 6 ? 1U : 0U;
    }
  }
  CHECK(read == 5 * text.size() + 1);
}
