// What an escape is tried on: files, sockets and a bystander process that belong to the one who tries, so that nothing
// but the confinement stands in the way.

#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include "tests/kits/plugin/child.h"

namespace halfsecond::sandbox::testing {

class World {
 public:
  // Everything here belongs to `uid`. REQUIRES: we are root, or `uid` is ours.
  explicit World(uid_t uid) : uid_(uid) {
    std::string pattern = std::filesystem::temp_directory_path() / "halfsecond-escape-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) return;
    folder_ = pattern;
    if (chown(folder_.c_str(), uid, uid) != 0) return;
    Refresh();
    Listen();
    StartBystander();
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() {
    if (bystander_ > 0) {
      kill(bystander_, SIGKILL);
      plugin::testing::Await(bystander_);
    }
    for (const int socket : {tcp_, local_, abstract_}) close(socket);
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }

  // Puts the files back as they were: an attempt that nothing stops changes them.
  void Refresh() const {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
      if (!entry.is_socket()) std::filesystem::remove_all(entry.path(), ignored);
    }
    const int file = open(Path("file").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    (void)!write(file, "content\n", 8);
    close(file);
    (void)!chown(Path("file").c_str(), uid_, uid_);
  }

  // In the child that tries: root becomes `uid`, and stays a process that its equals may look into.
  bool Become() const {
    return setresgid(uid_, uid_, uid_) == 0 && setresuid(uid_, uid_, uid_) == 0 &&
           prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
  }

  uid_t uid() const { return uid_; }
  std::string Path(const char* name) const { return folder_ + "/" + name; }
  pid_t bystander() const { return bystander_; }
  int listener() const { return tcp_; }
  const sockaddr_in& tcp_address() const { return tcp_address_; }
  sockaddr_un LocalAddress() const { return Unix(Path("socket")); }
  sockaddr_un AbstractAddress() const { return Unix(std::string(1, '\0') + folder_); }

 private:
  static sockaddr_un Unix(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), std::min(name.size(), sizeof address.sun_path));
    return address;
  }

  // Listeners: on loopback, on a path and on an abstract name, each bound with the whole structure as its length.
  void Listen() {
    tcp_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    tcp_address_.sin_family = AF_INET;
    tcp_address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof tcp_address_;
    (void)bind(tcp_, reinterpret_cast<const sockaddr*>(&tcp_address_), length);
    (void)getsockname(tcp_, reinterpret_cast<sockaddr*>(&tcp_address_), &length);
    (void)listen(tcp_, 64);
    local_ = ListenAt(LocalAddress());
    (void)chmod(Path("socket").c_str(), 0777);
    abstract_ = ListenAt(AbstractAddress());
  }

  static int ListenAt(const sockaddr_un& address) {
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    (void)listen(listener, 64);
    return listener;
  }

  void StartBystander() {
    int ready[2] = {-1, -1};
    if (pipe(ready) != 0) return;
    bystander_ = fork();
    if (bystander_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      (void)std::signal(SIGUSR1, SIG_IGN);
      if (!Become()) _exit(1);
      prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
      if (write(ready[1], "r", 1) != 1) _exit(1);
      for (;;) pause();
    }
    close(ready[1]);
    char byte = 0;
    if (read(ready[0], &byte, 1) != 1) bystander_ = -1;
    close(ready[0]);
  }

  uid_t uid_;
  std::string folder_;
  int tcp_ = -1;
  int local_ = -1;
  int abstract_ = -1;
  sockaddr_in tcp_address_{};
  pid_t bystander_ = -1;
};

}  // namespace halfsecond::sandbox::testing
