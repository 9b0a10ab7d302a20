#include <doctest/doctest.h>

#include <cerrno>
#include <string>

#include "kits/notify/notify.hpp"
#include "tests/kits/notify/manager_socket.h"

using halfsecond::notify::Notifier;
using halfsecond::notify_tests::ManagerSocket;

TEST_CASE("a path is its bytes, an abstract name exactly its bytes, and neither more than 107") {
  const hs_notifier path = hs_notifier_at("/run/notify");
  CHECK(path.state == 1);
  CHECK(path.length == offsetof(sockaddr_un, sun_path) + 11);
  const hs_notifier abstract = hs_notifier_at("@name");
  CHECK(abstract.state == 1);
  CHECK(abstract.length == offsetof(sockaddr_un, sun_path) + 5);
  CHECK(abstract.address.local.sun_path[0] == '\0');
  CHECK(hs_notifier_at(("/" + std::string(106, 'n')).c_str()).state == 1);
  CHECK(hs_notifier_at(("/" + std::string(107, 'n')).c_str()).state == -ENAMETOOLONG);
  CHECK(hs_notifier_at(("@" + std::string(107, 'n')).c_str()).state == -EINVAL);
}

TEST_CASE("what is no address says so, and no variable at all is nobody") {
  for (const char* text : {"", "/", "@", "name", "./name", "tcp:1", "vsock", "unix:/x"}) {
    CAPTURE(text);
    CHECK(hs_notifier_at(text).state == -EINVAL);
  }
  CHECK(hs_notifier_at(nullptr).state == 0);
}

TEST_CASE("every form of a vsock address is read as sd_notify(3) of systemd 254 and later documents it") {
  struct Form {
    const char* text;
    int type;
  };
  for (const Form& form : {Form{"vsock:2:1234", 0}, Form{"vsock-stream:2:1234", SOCK_STREAM},
                           Form{"vsock-dgram:2:1234", SOCK_DGRAM}, Form{"vsock-seqpacket:2:1234", SOCK_SEQPACKET}}) {
    CAPTURE(form.text);
    const hs_notifier to = hs_notifier_at(form.text);
    CHECK(to.state == 1);
    CHECK(to.type == form.type);
    CHECK(to.address.vm.svm_family == AF_VSOCK);
    CHECK(to.address.vm.svm_cid == 2);
    CHECK(to.address.vm.svm_port == 1234);
    CHECK(to.length == sizeof(sockaddr_vm));
  }
  CHECK(hs_notifier_at("vsock:4294967294:4294967294").state == 1);
  CHECK(hs_notifier_at("vsock:0:0").state == 1);
}

TEST_CASE("a vsock address needs one machine and one port: neither may be left out or be any") {
  for (const char* text : {"vsock:", "vsock:2", "vsock:2:", "vsock::1", "vsock:4294967295:1", "vsock:2:4294967295",
                           "vsock:-1:1", "vsock:2:-1", "vsock:2:1x", "vsock:2x:1", "vsock:2:1:3", "vsock-x:2:1",
                           "vsock:4294967296:1", "vsock:any:1", "VSOCK:2:1", "vsock-stream:2", "vsock-dgram:"}) {
    CAPTURE(text);
    CHECK(hs_notifier_at(text).state == -EINVAL);
  }
}

TEST_CASE("without a transport a vsock address fails with an errno, and nothing is left open") {
  const Notifier manager = Notifier::At("vsock-dgram:2:1");
  const int before = dup(0);
  CHECK(manager.Ready().failed());
  const int after = dup(0);
  CHECK(after == before + 1);
  close(before);
  close(after);
}

TEST_CASE("the environment can be forgotten, and the address is still known") {
  ManagerSocket here("@halfsecond-address-test");
  REQUIRE(here.bound());
  setenv("NOTIFY_SOCKET", here.address().c_str(), 1);
  const Notifier manager = Notifier::FromEnvironment(halfsecond::notify::Keep::kForget);
  CHECK(getenv("NOTIFY_SOCKET") == nullptr);
  CHECK(manager.Ready().sent());
  CHECK(here.Next().text == "READY=1");
  CHECK_FALSE(Notifier::FromEnvironment(halfsecond::notify::Keep::kKeep).Ready().supervised());
}

TEST_CASE("a status is cut at its first line end and at a whole UTF-8 character below systemd's limit") {
  ManagerSocket here("@halfsecond-status-test");
  const Notifier manager = Notifier::At(here.address().c_str());
  CHECK(manager.Status("one\nREADY=1").sent());
  CHECK(here.Next().text == "STATUS=one");
  std::string long_text(3999, 'x');
  for (int i = 0; i < 100; ++i) long_text += "\xE2\x82\xAC";
  CHECK(manager.Status(long_text).sent());
  const std::string received = here.Next().text;
  CHECK(received.size() <= 4096);
  CHECK(received == "STATUS=" + std::string(3999, 'x'));
}

TEST_CASE("descriptors go with FDSTORE, and a name that systemd would ignore is refused") {
  ManagerSocket here("@halfsecond-store-test");
  const Notifier manager = Notifier::At(here.address().c_str());
  const int fds[] = {0, 1};
  CHECK(manager.FdStore(fds, "pair").sent());
  const auto received = here.Next();
  CHECK(received.text == "FDSTORE=1\nFDNAME=pair");
  CHECK(received.fds.size() == 2);
  for (const int fd : received.fds) close(fd);
  CHECK(manager.FdStore(fds, "a:b").error() == EINVAL);
  CHECK(manager.FdStore(fds, std::string(256, 'n')).error() == EINVAL);
  CHECK(manager.FdStore({}, "none").error() == EINVAL);
  CHECK(manager.FdStore(std::vector<int>(254, 0), "many").error() == E2BIG);
  CHECK(manager.FdRemove("").error() == EINVAL);
}

TEST_CASE("a barrier waits for the manager, not for ever") {
  ManagerSocket here("@halfsecond-barrier-test");
  const Notifier manager = Notifier::At(here.address().c_str());
  CHECK(manager.Barrier(std::chrono::milliseconds(10)).error() == ETIMEDOUT);
  const auto received = here.Next();
  CHECK(received.text == "BARRIER=1");
  REQUIRE(received.fds.size() == 1);
  close(received.fds[0]);
}
