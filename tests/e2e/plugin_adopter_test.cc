// The plug-in kit as an adopter meets it: installed, found by CMake and by pkg-config, and a daemon without a codec.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/e2e/fixture.h"
#include "tests/e2e/process.h"
#include "tests/kits/plugin/layers_here.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

constexpr const char* kExample = HS_SOURCE_DIR "/kits/plugin/example";

std::vector<std::string> Words(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

void Do(std::vector<std::string> argv, std::vector<std::string> environment = {}) {
  Command command;
  command.argv = std::move(argv);
  command.environment = std::move(environment);
  command.deadline_s = 120;
  const Ended ended = Run(command);
  CAPTURE(ended.out);
  REQUIRE_MESSAGE(ended.status == 0, ended.err);
}

// Installs kit and plug-ins below the folder, and gives back where.
std::string Installed(const Fixture& folder) {
  std::string prefix = folder.Path("prefix");
  const std::string kit = HS_PLUGIN_DIR "/../kits/plugin";
  Do({"cmake", "--install", kit, "--prefix", prefix});
  Do({"cmake", "--install", HS_PLUGIN_DIR, "--prefix", prefix});
  return prefix;
}

void PressesLogs(const Fixture& folder, const std::string& logpress) {
  std::string log;
  for (int line = 0; line < 20'000; ++line) log += "a line of a log, number " + std::to_string(line) + "\n";
  const std::string path = folder.File("logs/app.log.1", log);
  if (!halfsecond::plugin::testing::HasLandlock()) {
    const Ended refused = Run({{logpress, "--once", folder.Path("logs")}});
    CHECK(refused.status == 1);
    CHECK(refused.err.find("landlock") != std::string::npos);
    return;
  }
  Do({logpress, "--once", folder.Path("logs")});
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(std::filesystem::file_size(path + ".zst") < log.size() / 4);
  std::ifstream pressed(path + ".zst", std::ios::binary);
  std::string magic(4, '\0');
  pressed.read(magic.data(), 4);
  CHECK(magic == "\x28\xb5\x2f\xfd");  // RFC 8878, 3.1.1
  std::filesystem::remove(path + ".zst");
}

}  // namespace

TEST_CASE("an adopter finds the installed kit by CMake, presses logs, and `load` shows no codec in it") {
  const Fixture folder;
  const std::string prefix = Installed(folder);
  const std::string build = folder.Path("build");
  const std::string compiler = "-DCMAKE_CXX_COMPILER=" HS_CLIENT_CXX;
  const std::string flags = "-DCMAKE_CXX_FLAGS=" HS_CLIENT_FLAGS;
  Do({"cmake", "-S", kExample, "-B", build, "-DCMAKE_PREFIX_PATH=" + prefix, compiler, flags});
  Do({"cmake", "--build", build});
  PressesLogs(folder, build + "/logpress");

  const Ended load = Run({{HS_BINARY, "load", "--order", "--clean-env", build + "/logpress"}});
  CHECK(load.status == 0);
  for (const char* codec : {"libz.so", "liblzma", "libzstd", "libbz2", "liblz4"}) {
    CAPTURE(codec);
    CHECK(load.out.find(codec) == std::string::npos);
  }
  CHECK(load.out.find("libstdc++.so.6") != std::string::npos);
}

TEST_CASE("an adopter finds the installed kit by pkg-config") {
  const Fixture folder;
  const std::string prefix = Installed(folder);
  const std::vector<std::string> where{"PKG_CONFIG_PATH=" + prefix + "/lib/pkgconfig:" + prefix +
                                       "/lib/x86_64-linux-gnu/pkgconfig:" + prefix +
                                       "/lib/aarch64-linux-gnu/pkgconfig"};
  const Ended flags = Run({{"pkg-config", "--cflags", "--libs", "halfsecond-plugin"}, where});
  REQUIRE_MESSAGE(flags.status == 0, flags.err);
  const std::string program = folder.Path("logpress");
  std::vector<std::string> compile{
      HS_CLIENT_CXX, "-std=c++20", std::string(kExample) + "/logpress.cc",
      "-o",          program,      "-DLOGPRESS_PLUGIN=\"" + prefix + "/libexec/halfsecond/codec\""};
  for (const std::string& word : Words(flags.out + " " HS_CLIENT_FLAGS)) compile.push_back(word);
  Do(compile);
  PressesLogs(folder, program);
}

TEST_CASE("the kit's library brings no code that runs before main") {
  if (!std::string(HS_CLIENT_FLAGS).empty()) return;  // a sanitizer has constructors in every object
  const Ended sections = Run({{"readelf", "-SW", HS_PLUGIN_DIR "/../libhs_kit_plugin.a"}});
  REQUIRE(sections.status == 0);
  CHECK(sections.out.find(".text") != std::string::npos);
  for (const char* section : {".init_array", ".preinit_array", ".ctors", "IFUNC"}) {
    CAPTURE(section);
    CHECK(sections.out.find(section) == std::string::npos);
  }
}

TEST_CASE("each plug-in is one static program, in which all code is its own") {
  for (const char* name : {"codec", "archive", "disasm"}) {
    CAPTURE(name);
    const Ended load = Run({{HS_BINARY, "load", std::string(HS_PLUGIN_DIR "/") + name}});
    CHECK(load.status == 0);
    CHECK(load.out.find("static-pie: all code in it is its own") != std::string::npos);
  }
}
