// upgrade-check on packages made here.

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "tests/e2e/process.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

class Folder {
 public:
  Folder() {
    path_ = std::filesystem::temp_directory_path() / "halfsecond-upgrade-XXXXXX";
    REQUIRE(mkdtemp(path_.data()) != nullptr);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  void Do(const std::string& script) const {
    const auto ended = e2e::Run({.argv = {"sh", "-ec", script}, .directory = path_});
    REQUIRE_MESSAGE(ended.status == 0, ended.err);
  }
  e2e::Ended Check(const std::string& option = "") const {
    e2e::Command command{.argv = {HS_BINARY, "upgrade-check", "old.deb", "new.deb"}, .directory = path_};
    if (!option.empty()) command.argv.push_back(option);
    return e2e::Run(command);
  }

 private:
  std::string path_;
};

const char* const kMake =
    "make() { mkdir -p $1/DEBIAN $1/usr/bin; cp /bin/true $1/usr/bin/tool;"
    "  printf 'Package: p\\nVersion: %s\\nArchitecture: amd64\\nMaintainer: n <m@example.org>\\nDescription: d\\n' $2 "
    "> "
    "$1/DEBIAN/control; }; pack() { dpkg-deb --root-owner-group -Zxz --build $1 $1.deb >/dev/null; };"
    "make old 1; make new 2;";

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("two packages of the same program have nothing to tell") {
  const Folder folder;
  folder.Do(std::string(kMake) + "pack old; pack new");
  const auto ended = folder.Check();
  CHECK_MESSAGE(ended.status == 0, ended.err);
  CHECK(Has(ended.out, "0 of 1 file changed, 0 facts that matter"));
}

TEST_CASE("a set-uid bit and a script that moves another's file end the run with 1, in text and in JSON") {
  const Folder folder;
  folder.Do(std::string(kMake) +
            "chmod 4755 new/usr/bin/tool; printf '#!/bin/sh\\nmv /etc/resolv.conf /etc/x\\n' > new/DEBIAN/postinst;"
            "chmod 755 new/DEBIAN/postinst; pack old; pack new");
  const auto ended = folder.Check();
  CHECK(ended.status == 1);
  CHECK(Has(ended.out, "set-uid: /usr/bin/tool"));
  CHECK(Has(ended.out, "changes /etc/resolv.conf: mv /etc/resolv.conf /etc/x: postinst"));
  CHECK(Has(folder.Check("--json").out, "\"kind\": \"foreign-file\""));
}

TEST_CASE("what is no package is refused") {
  const Folder folder;
  folder.Do("printf x > old.deb; printf x > new.deb");
  CHECK(folder.Check().status == 3);
  folder.Do("rm old.deb");
  CHECK(folder.Check().status == 2);
}
