#include "kits/plugin/program.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "kits/plugin/host.h"
#include "tests/kits/plugin/layers_here.h"

using namespace halfsecond::plugin;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

class Folder {
 public:
  Folder() {
    path_ = std::filesystem::temp_directory_path() / "halfsecond-program-XXXXXX";
    if (mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string Put(const char* name, std::string_view contents, mode_t mode) const {
    std::string path = path_ + "/" + name;
    std::ofstream(path, std::ios::binary) << contents;
    (void)chmod(path.c_str(), mode);
    return path;
  }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("what is no executable file is refused, with the reason") {
  const Folder folder;
  CHECK(Program::Read("/nowhere/at/all", nullptr).fault().number == ENOENT);
  CHECK(Program::Read(folder.Put("text", "x", 0644), nullptr).fault().number == EACCES);
  CHECK(Program::Read("/", nullptr).fault().number == EACCES);
  CHECK(Program::Read("/dev/zero", nullptr).fault().number == EACCES);
  const std::string pipe = folder.Put("x", "", 0644) + "-pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0777) == 0);
  CHECK(Program::Read(pipe, nullptr).fault().number == EACCES);
}

TEST_CASE("a program of another digest is refused before it runs, and the fault names both") {
  const Folder folder;
  const std::string path = folder.Put("program", "abc", 0755);
  const auto abc = DigestFromHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const auto read = Program::Read(path, &*abc);
  REQUIRE(read.ok());
  CHECK(read.value().digest() == *abc);
  folder.Put("program", "abd", 0755);
  const auto swapped = Program::Read(path, &*abc);
  REQUIRE_FALSE(swapped.ok());
  CHECK(swapped.fault().number == EKEYREJECTED);
}

TEST_CASE("57: a file that is replaced or overwritten after the check changes nothing: what was hashed is what runs") {
  const Folder folder;
  std::ifstream original(HS_PLUGIN_DIR "/adversary", std::ios::binary);
  const std::string good((std::istreambuf_iterator<char>(original)), std::istreambuf_iterator<char>());
  Manifest manifest;
  manifest.path = folder.Put("plugin", good, 0755);
  manifest.isolation = Isolation::kFresh;
  manifest.may_be_missing = testing::MayBeMissing();
  auto host = PluginHost::Open(manifest);
  REQUIRE(host.ok());
  folder.Put("plugin", "#!/bin/sh\nexit 0\n", 0755);
  std::string out;
  Request request;
  request.operation = 1000;  // echo
  request.input = Source::Of("unchanged");
  request.output = Sink::Into(&out);
  CHECK(host.value().Run(request).ok());
  CHECK(out == "unchanged");
  const auto memory = Program::Read(HS_PLUGIN_DIR "/adversary", nullptr);
  REQUIRE(memory.ok());
  CHECK(write(memory.value().descriptor(), "x", 1) == -1);
  CHECK(ftruncate(memory.value().descriptor(), 0) == -1);
}
