#include "analysis/load/loader_profile.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "readers/elf/constants.h"
#include "tests/damage.h"

using namespace halfsecond::load;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
namespace elf = halfsecond::elf;
using halfsecond::tests::Exact;

namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kGlibc236 =
    "\0ld.so (Debian GLIBC 2.36) stable release version 2.36.\n\0/proc/self/exe\0"
    "/lib/x86_64-linux-gnu/\0/usr/lib/x86_64-linux-gnu/\0/lib/\0/usr/lib/\0\0/etc/ld.so.cache\0"sv;

elf::Object Program(std::uint16_t machine, elf::Class elf_class) {
  elf::Object object;
  object.machine = machine;
  object.elf_class = elf_class;
  return object;
}

CpuModel Level(int level) {
  return {level, "haswell", {"x86_64", "avx512_1"}};
}

LoaderProfile Profile(std::string_view file, const CpuModel& cpu) {
  const Exact input(file);
  return ProfileOf("/lib64/ld-linux-x86-64.so.2", input.bytes(), Program(elf::kMachineX86_64, elf::Class::k64), cpu);
}

std::string WithVersion(std::string_view version) {
  std::string text(kGlibc236);
  text.replace(text.find("2.36."), 5, version);
  return text;
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("version and built-in directories are read from the loader's own bytes") {
  const LoaderProfile profile = Profile(kGlibc236, Level(3));
  CHECK(profile.kind == LoaderProfile::Kind::kGlibc);
  CHECK(profile.Describe() == "glibc 2.36");
  CHECK(profile.system_directories ==
        List{"/lib/x86_64-linux-gnu/", "/usr/lib/x86_64-linux-gnu/", "/lib/", "/usr/lib/"});
  CHECK(profile.lib_token == "lib/x86_64-linux-gnu");
  CHECK(profile.platform_token == "haswell");
}

TEST_CASE("a loader without a version or directories in it is glibc of the usual directories") {
  const LoaderProfile profile = Profile("", Level(1));
  CHECK(profile.Describe() == "glibc");
  CHECK(profile.system_directories == List{"/lib64/", "/usr/lib64/", "/lib/", "/usr/lib/"});
  CHECK(profile.lib_token == "lib64");
}

TEST_CASE("glibc-hwcaps: the levels of the processor from the best down, and the directory itself last") {
  CHECK(Profile(WithVersion("2.40."), Level(3)).cache.hwcaps == List{"x86-64-v3", "x86-64-v2"});
  CHECK(Profile(WithVersion("2.40."), Level(3)).subdirectories ==
        List{"glibc-hwcaps/x86-64-v3/", "glibc-hwcaps/x86-64-v2/", ""});
  CHECK(Profile(WithVersion("2.40."), Level(1)).subdirectories == List{""});
}

TEST_CASE("glibc before 2.33 knows no glibc-hwcaps, glibc from 2.37 on no older subdirectories") {
  CHECK(Profile(WithVersion("2.31."), Level(3)).cache.hwcaps.empty());
  const List old = Profile(WithVersion("2.31."), Level(1)).subdirectories;
  // Every subset of tls, haswell, avx512_1 and x86_64, each in that order, and the directory itself.
  CHECK(old.size() == 16);
  CHECK(old.front() == "tls/haswell/avx512_1/x86_64/");
  CHECK(old[7] == "tls/");
  CHECK(old.back().empty());
  CHECK(Profile(WithVersion("2.37."), Level(1)).subdirectories == List{""});
  CHECK(Profile(kGlibc236, Level(2)).subdirectories.size() == 17);
}

TEST_CASE("the mark of cache entries is that of the program's class and machine") {
  const auto flags = [](std::uint16_t machine, elf::Class elf_class) {
    return ProfileOf("/lib/ld.so.1", Exact("").bytes(), Program(machine, elf_class), {}).cache.flags;
  };
  CHECK(flags(elf::kMachineX86_64, elf::Class::k64) == 0x0303);
  CHECK(flags(elf::kMachineX86_64, elf::Class::k32) == 0x0803);
  CHECK(flags(elf::kMachine386, elf::Class::k32) == 0x0003);
  CHECK(flags(elf::kMachineAarch64, elf::Class::k64) == 0x0a03);
  CHECK(flags(0xffff, elf::Class::k64) == 0x0003);
}

TEST_CASE("musl is known by its loader's name, which holds the architecture") {
  const LoaderProfile profile = ProfileOf("/lib/ld-musl-x86_64.so.1", Exact(kGlibc236).bytes(),
                                          Program(elf::kMachineX86_64, elf::Class::k64), {});
  CHECK(profile.kind == LoaderProfile::Kind::kMusl);
  CHECK(profile.Describe() == "musl");
  CHECK(profile.architecture == "x86_64");
  CHECK(profile.subdirectories == List{""});
}

TEST_CASE("four levels of x86-64 are processors, nothing else is") {
  int level = 0;
  CHECK(ParseCpuLevel("x86-64-v1", level));
  CHECK(level == 1);
  CHECK(ParseCpuLevel("x86-64-v4", level));
  CHECK(level == 4);
  for (const char* name : {"", "x86-64-v0", "x86-64-v5", "x86-64-v", "x86-64-v33", "v3", "X86-64-v3", "x86-64-v3 "}) {
    CHECK_FALSE(ParseCpuLevel(name, level));
  }
}

TEST_CASE("this processor has a level where the machine has levels") {
  CHECK(HostCpu(elf::kMachineX86_64).x86_64_level >= 1);
  CHECK(HostCpu(elf::kMachineX86_64).x86_64_level <= 4);
  CHECK(HostCpu(elf::kMachine386).platform == "i686");
  CHECK(HostCpu(elf::kMachineAarch64).x86_64_level == 0);
}

TEST_CASE("10,000 damaged loaders have a profile") {
  halfsecond::tests::ForEachDamage(kGlibc236, 10'000, [](halfsecond::Bytes file) {
    const LoaderProfile profile =
        ProfileOf("/lib64/ld.so", file, Program(elf::kMachineX86_64, elf::Class::k64), Level(2));
    CHECK_FALSE(profile.system_directories.empty());
    CHECK(profile.subdirectories.back().empty());
  });
}

TEST_CASE("a loader of slashes and NULs takes no quadratic time") {
  std::string file;
  for (int i = 0; i < 300'000; ++i) file += "/\0"sv;
  for (int i = 0; i < 300'000; ++i) file += "/lib/\0"sv;
  CHECK(Profile(file, Level(1)).system_directories.size() <= 300'000);
}
