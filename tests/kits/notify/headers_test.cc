// The four headers: alone under both compilers, short enough to copy, and what they say on the wire.

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "tests/kits/notify/manager_socket.h"
#include "tests/kits/notify/programs.h"

using halfsecond::notify_tests::Compile;
using halfsecond::notify_tests::Folder;
using halfsecond::notify_tests::ManagerSocket;
using halfsecond::notify_tests::Ran;
using halfsecond::notify_tests::Received;
using halfsecond::notify_tests::Shell;

namespace {

int Lines(const std::string& path) {
  std::ifstream in(path);
  int count = 0;
  for (std::string line; std::getline(in, line);) ++count;
  return count;
}

// Compiles a file that holds nothing but the include.
Ran Alone(const std::string& compiler, const std::string& language, const std::string& header) {
  return Shell("echo '#include \"" HS_SOURCE_DIR "/kits/notify/" + header + "\"' | " + compiler +
               " -pedantic -Wall -Wextra -Werror -Wconversion -Wsign-conversion -Wshadow -x " + language +
               " -c -o /dev/null -");
}

}  // namespace

TEST_CASE("notify_core.h is 40 lines at most") {
  CHECK(Lines(HS_SOURCE_DIR "/kits/notify/notify_core.h") <= 40);
}

TEST_CASE("each C header compiles alone as C99 under gcc and clang, without a warning") {
  for (const char* compiler : {"gcc -std=c99", "clang -std=c99", "gcc -std=gnu11", "clang -std=gnu11"}) {
    for (const char* header : {"notify_core.h", "notify.h", "journal.h"}) {
      const Ran ran = Alone(compiler, "c", header);
      INFO(compiler, " ", header, "\n", ran.output);
      CHECK(ran.status == 0);
    }
  }
}

TEST_CASE("notify.hpp compiles alone as C++20 without exceptions and RTTI under g++ and clang++") {
  for (const char* compiler : {"g++", "clang++"}) {
    const Ran ran =
        Alone(std::string(compiler) + " -std=c++20 -fno-exceptions -fno-rtti -Wold-style-cast", "c++", "notify.hpp");
    INFO(compiler, "\n", ran.output);
    CHECK(ran.status == 0);
  }
}

TEST_CASE("notify.hpp allocates nothing and runs nothing before main: no operator new, no .init_array") {
  const Folder folder;
  const std::string object = folder.path() + "/wrapper.o";
  const Ran ran = Shell("g++ -std=c++20 -O2 -fno-exceptions -fno-rtti -I" HS_SOURCE_DIR " -c " HS_SOURCE_DIR
                        "/tests/kits/notify/wrapper_client.cpp -o " +
                        object + " && nm " + object + " && readelf -SW " + object);
  INFO(ran.output);
  CHECK(ran.status == 0);
  for (const char* bad : {"_Znwm", "_Znam", " malloc", "__cxa_throw", "_ZTI", ".init_array", "ios_base"}) {
    CAPTURE(bad);
    CHECK(ran.output.find(bad) == std::string::npos);
  }
}

TEST_CASE("notify_core.h speaks to a path and to an abstract name, and its status is one line") {
  const Folder folder;
  const std::string program = folder.path() + "/client";
  for (const char* compiler : {"gcc -std=c99", "clang -std=c99"}) {
    const Ran built = Shell(Compile(compiler, "core_client.c", program));
    INFO(built.output);
    REQUIRE(built.status == 0);
    for (const std::string& address : {folder.path() + "/socket-" + compiler[0], "@" + folder.path()}) {
      ManagerSocket manager(address);
      REQUIRE(manager.bound());
      CHECK(Shell("NOTIFY_SOCKET='" + address + "' " + program).status == 3);
      CHECK(manager.Next().text == "READY=1");
      CHECK(manager.Next().text == "STATUS=at work");
      CHECK(manager.Next().text == "STOPPING=1");
    }
  }
}

TEST_CASE("notify_core.h says 0 when nobody supervises, and which errno when the address is none") {
  const Folder folder;
  const std::string program = folder.path() + "/client";
  REQUIRE(Shell(Compile("cc -std=c99", "core_client.c", program)).status == 0);
  CHECK(Shell("unset NOTIFY_SOCKET; " + program).status == 0);
  CHECK(Shell("NOTIFY_SOCKET= " + program).status == EINVAL);
  CHECK(Shell("NOTIFY_SOCKET=@ " + program).status == EINVAL);
  CHECK(Shell("NOTIFY_SOCKET=relative " + program).status == EINVAL);
  CHECK(Shell("NOTIFY_SOCKET=/nowhere/at/all " + program).status == ENOENT);
  CHECK(Shell("NOTIFY_SOCKET=/" + std::string(106, 'n') + " " + program).status == ENOENT);
  CHECK(Shell("NOTIFY_SOCKET=/" + std::string(107, 'n') + " " + program).status == ENAMETOOLONG);
}

TEST_CASE("notify.h says every assignment of the protocol as sd_notify(3) writes it") {
  const Folder folder;
  const std::string program = folder.path() + "/client";
  for (const char* compiler : {"gcc -std=c99", "clang -std=c99"}) {
    const Ran built = Shell(Compile(compiler, "whole_client.c", program));
    INFO(built.output);
    REQUIRE(built.status == 0);
    ManagerSocket manager("@" + folder.path());
    REQUIRE(manager.bound());
    // A queue holds max_dgram_qlen messages (10): the reader runs beside the client.
    std::string all;
    FILE* client = popen(("NOTIFY_SOCKET='" + manager.address() + "' " + program + " >/dev/null").c_str(), "w");
    REQUIRE(client != nullptr);
    for (int count = 0; count < 20;) {
      const Received received = manager.Next();
      if (received.sender == 0) continue;
      ++count;
      all += "[" + received.text + "]" + (received.fds.empty() ? "" : std::to_string(received.fds.size()));
      for (const int fd : received.fds) close(fd);
    }
    CHECK(pclose(client) == 0);
    const std::size_t time = all.find("MONOTONIC_USEC=");
    REQUIRE(time != std::string::npos);
    all.erase(time + 15, all.find(']', time) - time - 15);
    CHECK(all ==
          "[READY=1][RELOADING=1\nMONOTONIC_USEC=][STOPPING=1][STATUS=half of it][WATCHDOG=1][WATCHDOG=trigger]"
          "[WATCHDOG_USEC=20000000][EXTEND_TIMEOUT_USEC=18446744073709551615][MAINPID=4711][MAINPIDFD=1]1[ERRNO=2]"
          "[BUSERROR=org.freedesktop.DBus.Error.TimedOut][VARLINKERROR=org.varlink.service.InvalidParameter]"
          "[EXIT_STATUS=7][NOTIFYACCESS=all][RESTART_RESET=1][FDSTORE=1\nFDPOLL=0\nFDNAME=pair]2[FDSTORE=1]1"
          "[FDSTOREREMOVE=1\nFDNAME=pair][X_OURS=1\nX_MORE=2]");
  }
}
