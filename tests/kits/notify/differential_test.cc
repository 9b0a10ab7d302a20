// libhs-sd-daemon.a against libsystemd 252 (libsystemd-dev): one program, every question, the same answers.

#include <doctest/doctest.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/kits/notify/programs.h"

using halfsecond::notify_tests::Compile;
using halfsecond::notify_tests::Folder;
using halfsecond::notify_tests::Ran;
using halfsecond::notify_tests::Shell;

namespace {

// What answers.c prints when it is built with the libsystemd that pkg-config finds first in `search`.
std::vector<std::string> Answers(const std::string& search) {
  const Folder folder;
  const std::string flags = "$(PKG_CONFIG_PATH='" + search + "' pkg-config --cflags --libs libsystemd)";
  const Ran ran =
      Shell("cd " + folder.path() + " && mkdir here && " +
            Compile(HS_CLIENT_CC " -std=gnu99", "answers.c", "./answers", flags) + " && cd here && ../answers");
  INFO(ran.output);
  CHECK(ran.status == 0);
  std::vector<std::string> lines;
  std::istringstream in(ran.output);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("the shim answers every question as libsystemd 252 does, except vsock, which 252 does not know") {
  REQUIRE_MESSAGE(Shell("pkg-config --exists libsystemd").status == 0, "hint: apt-get install libsystemd-dev");
  const std::vector<std::string> theirs = Answers("");
  const std::vector<std::string> ours = Answers(HS_SD_DAEMON);
  CHECK(theirs.size() > 3000);
  REQUIRE(ours.size() == theirs.size());
  std::size_t vsock = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (ours[i] == theirs[i]) continue;
    CAPTURE(theirs[i]);
    CAPTURE(ours[i]);
    CHECK(ours[i].find("address 'vsock") == 0);
    CHECK(theirs[i].find(" -22") != std::string::npos);
    ++vsock;
  }
  CHECK(vsock == 4);  // the four forms that are well-formed; the malformed ones are -EINVAL in both
}

TEST_CASE("the archive has libsystemd's daemon symbols, all of them, and no other") {
  const Ran theirs = Shell("nm -D --defined-only $(pkg-config --variable=libdir libsystemd)/libsystemd.so");
  const Ran ours = Shell("nm -g --defined-only " HS_SD_DAEMON "/libhs-sd-daemon.a");
  REQUIRE(theirs.status == 0);
  REQUIRE(ours.status == 0);
  std::set<std::string> symbols;
  std::istringstream in(ours.output);
  for (std::string line; std::getline(in, line);) {
    if (line.find(" T ") != std::string::npos) symbols.insert(line.substr(line.find(" T ") + 3));
  }
  CHECK(symbols.size() == 17);
  for (const std::string& symbol : symbols) CHECK(symbol.find("sd_") == 0);
  const Ran declared = Shell("sed -n 's/^int \\(sd_[a-z_]*\\)(.*/\\1/p' /usr/include/systemd/sd-daemon.h");
  std::istringstream names(declared.output);
  std::size_t count = 0;
  for (std::string name; std::getline(names, name); ++count) {
    CAPTURE(name);
    CHECK(symbols.count(name) == 1);
  }
  CHECK(count == 17);
}

TEST_CASE("a program that includes sd-bus.h does not compile against the private folder") {
  const Ran ran =
      Shell("echo '#include <systemd/sd-bus.h>' | cc -nostdinc -I" HS_SD_DAEMON "/include -fsyntax-only -x c -");
  CHECK(ran.status != 0);
}
