// What an escape from a worker is tried on: everything here is the host's, or open to anybody.

#pragma once

#include <netinet/in.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/utsname.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string>

#include "kits/plugin/descriptor.h"
#include "kits/plugin/tests/attempts.h"

namespace halfsecond::plugin::testing {

class WorkerWorld {
 public:
  // REQUIRES: this process is the host-to-be, as the user it will run as.
  WorkerWorld() {
    std::string pattern = std::filesystem::temp_directory_path() / "halfsecond-worker-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) return;
    std::strncpy(targets_.folder, pattern.c_str(), sizeof targets_.folder - 1);
    (void)chmod(pattern.c_str(), 0777);
    (void)std::signal(SIGUSR1, SIG_IGN);
    (void)std::signal(SIGIO, SIG_IGN);
    targets_.host = getpid();
    targets_.address = reinterpret_cast<std::uintptr_t>(&targets_);
    utsname name{};
    uname(&name);
    std::memcpy(targets_.host_name, name.nodename, sizeof targets_.host_name);
    const Descriptor nothing(open("/dev/null", O_WRONLY | O_CLOEXEC));
    leaked_ = Descriptor(fcntl(nothing.number(), F_DUPFD, 40));  // not closed on exec: the mistake that is tested
    targets_.leaked = leaked_.number();
    Listen();
    Share();
    Refresh();
  }
  WorkerWorld(const WorkerWorld&) = delete;
  WorkerWorld& operator=(const WorkerWorld&) = delete;
  ~WorkerWorld() {
    if (segment_ >= 0) shmctl(segment_, IPC_RMID, nullptr);
    syscall(SYS_mq_unlink, "halfsecond-test");
    std::error_code ignored;
    std::filesystem::remove_all(targets_.folder, ignored);
  }

  // Puts things back as they were: an attempt that nothing stops changes them.
  void Refresh() const {
    std::error_code ignored;
    std::filesystem::remove(In(targets_, "new"), ignored);
    syscall(SYS_mq_unlink, "halfsecond-test");
    for (const char* name : {"file", "spare", "own"}) {
      const Descriptor file(open(In(targets_, name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
      (void)fchmod(file.number(), 0666);
      (void)!write(file.number(), "content\n", 8);
    }
  }

  const Targets& targets() const { return targets_; }

 private:
  void Listen() {
    tcp_ = Descriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    udp_ = Descriptor(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    targets_.tcp_port = Bind(tcp_.number());
    targets_.udp_port = Bind(udp_.number());
    (void)listen(tcp_.number(), 64);
    local_ = ListenAt(In(targets_, "socket"));
    (void)chmod(In(targets_, "socket").c_str(), 0777);
    abstract_ = ListenAt(std::string(1, '\0') + targets_.folder);
  }

  static std::uint16_t Bind(int socket) {
    sockaddr_in address = Loopback(0);
    socklen_t length = sizeof address;
    (void)bind(socket, reinterpret_cast<const sockaddr*>(&address), length);
    (void)getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
    return ntohs(address.sin_port);
  }

  static Descriptor ListenAt(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), std::min(name.size(), sizeof address.sun_path));
    Descriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    (void)bind(listener.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    (void)listen(listener.number(), 64);
    return listener;
  }

  void Share() {
    constexpr int kJoin = 1;
    constexpr int kSessionKeyring = -3;
    targets_.segment_key = 0x68730000 + getpid() % 0xffff;
    segment_ = shmget(targets_.segment_key, 4096, IPC_CREAT | 0666);
    std::strncpy(targets_.key_name, "halfsecond-test", sizeof targets_.key_name - 1);
    syscall(SYS_keyctl, kJoin, nullptr);
    syscall(SYS_add_key, "user", targets_.key_name, "x", 1, kSessionKeyring);
  }

  Targets targets_{};
  Descriptor leaked_;
  Descriptor tcp_;
  Descriptor udp_;
  Descriptor local_;
  Descriptor abstract_;
  int segment_ = -1;
};

}  // namespace halfsecond::plugin::testing
