// Files the loader steps over, and files it gives up on. glibc elf/dl-load.c, open_verify and _dl_map_object_from_fd.

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/e2e/elf_patch.h"
#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

constexpr std::uint8_t kClass32 = 1;
constexpr std::uint8_t kDataBig = 2;
constexpr std::uint8_t kMachineAarch64 = 183;
constexpr std::uint8_t kOsabiFreeBsd = 9;
constexpr std::uint8_t kOsabiGnu = 3;
constexpr int kNobody = 65534;

// A program that finds liba.so first in "first" and then in "second", where a good one lies.
std::string Chooser(const Fixture& f) {
  f.Library("second/liba.so");
  return f.Program("exe", {.needed = {"liba.so"}, .runpath = f.Path("first") + ":" + f.Path("second")});
}

std::string Good(const Fixture& f) {
  return f.Path("second/liba.so");
}

}  // namespace

TEST_CASE("a library of the other class is stepped over") {
  const Fixture f;
  const std::string exe = Chooser(f);
  f.Library("first/liba.so", {.flags = {"-m32"}});
  CHECK(SameAsLoader(exe).Took("liba.so") == Good(f));
}

TEST_CASE("a library of another machine is stepped over") {
  const Fixture f;
  const std::string exe = Chooser(f);
  ElfPatch(f.Library("first/liba.so")).SetByte(kEMachine, kMachineAarch64).Save();
  CHECK(SameAsLoader(exe).Took("liba.so") == Good(f));
}

TEST_CASE("a library of the wrong class named by its path is missing") {
  const Fixture f;
  const std::string narrow = f.Library("d/liba.so", {.flags = {"-m32"}});
  const std::string exe = f.Program("exe", {.needed = {narrow}});
  AsLoaderDoes(exe);
}

TEST_CASE("only libraries of the wrong class: what the loader makes of it") {
  const Fixture f;
  f.Library("d/libhs_a.so", {.flags = {"-m32"}});
  const std::string exe = f.Program("exe", {.needed = {"libhs_a.so"}, .runpath = f.Path("d")});
  AsLoaderDoes(exe);
}

TEST_CASE("a text file with the library's name: the program would not start") {
  const Fixture f;
  const std::string exe = Chooser(f);
  f.File("first/liba.so", "INPUT(-lb) /* a linker script is no library, however the linker may treat it */\n\n\n");
  CHECK(RefusedLikeLoader(exe).find("invalid ELF header") != std::string::npos);
}

TEST_CASE("an empty file with the library's name: the program would not start") {
  const Fixture f;
  const std::string exe = Chooser(f);
  f.File("first/liba.so", "");
  CHECK(RefusedLikeLoader(exe).find("file too short") != std::string::npos);
}

TEST_CASE("a directory with the library's name: the program would not start") {
  const Fixture f;
  const std::string exe = Chooser(f);
  f.Directory("first/liba.so");
  CHECK(RefusedLikeLoader(exe).find("cannot read file data") != std::string::npos);
}

TEST_CASE("a dangling symbolic link with the library's name is stepped over") {
  const Fixture f;
  const std::string exe = Chooser(f);
  f.Symlink("first/liba.so", "nowhere.so");
  CHECK(SameAsLoader(exe).Took("liba.so") == Good(f));
}

TEST_CASE("a symbolic link to itself with the library's name: what the loader makes of it") {
  const Fixture f;
  const std::string exe = Chooser(f);
  f.Symlink("first/liba.so", "liba.so");
  SameAsLoader(exe);
}

TEST_CASE("a file in place of a directory of the path is stepped over") {
  const Fixture f;
  const std::string exe = Chooser(f);
  f.File("first", "not a directory");
  CHECK(SameAsLoader(exe).Took("liba.so") == Good(f));
}

TEST_CASE("an unreadable library: what the loader makes of it, run by another user") {
  const Fixture f;
  const std::string exe = Chooser(f);
  const Surroundings nobody{.user = kNobody};
  if (!CanEnter(nobody)) return;
  REQUIRE(chmod(f.Library("first/liba.so").c_str(), 0) == 0);
  AsLoaderDoes(exe, nobody);
}

TEST_CASE("a directory of the path that another user may not enter") {
  const Fixture f;
  const std::string exe = Chooser(f);
  const Surroundings nobody{.user = kNobody};
  if (!CanEnter(nobody)) return;
  f.Library("first/liba.so");
  REQUIRE(chmod(f.Path("first").c_str(), 0) == 0);
  AsLoaderDoes(exe, nobody);
  REQUIRE(chmod(f.Path("first").c_str(), 0755) == 0);
}

TEST_CASE("headers the loader gives up on") {
  struct Change {
    std::uint64_t at;
    std::uint8_t to;
    const char* words;
  };
  for (const Change& change :
       {Change{kEiData, kDataBig, "not little-endian"}, Change{kEiOsabi, kOsabiFreeBsd, "OS ABI"},
        Change{6, 2, "version"}, Change{8, 9, "ABI version"}, Change{12, 1, "padding"}, Change{20, 2, "version"},
        Change{kEType, 1, "only ET_DYN and ET_EXEC"}, Change{kEType, 2, "cannot dynamically load executable"},
        Change{54, 32, "phentsize"}}) {
    CAPTURE(std::string(change.words));
    const Fixture f;
    const std::string exe = Chooser(f);
    ElfPatch(f.Library("first/liba.so")).SetByte(change.at, change.to).Save();
    CHECK(RefusedLikeLoader(exe).find(change.words) != std::string::npos);
  }
}

TEST_CASE("the GNU OS ABI is welcome") {
  const Fixture f;
  const std::string exe = Chooser(f);
  ElfPatch(f.Library("first/liba.so")).SetByte(kEiOsabi, kOsabiGnu).Save();
  CHECK(SameAsLoader(exe).Took("liba.so") == f.Path("first/liba.so"));
}

TEST_CASE("a class byte that fits no class is stepped over like another class") {
  const Fixture f;
  const std::string exe = Chooser(f);
  ElfPatch(f.Library("first/liba.so")).SetByte(kEiClass, kClass32 + 7).Save();
  CHECK(SameAsLoader(exe).Took("liba.so") == Good(f));
}

TEST_CASE("a library without a dynamic section: the program would not start") {
  const Fixture f;
  const std::string exe = Chooser(f);
  f.Library("first/liba.so", {.flags = {"-static", "-no-pie"}});
  RefusedLikeLoader(exe);
}

TEST_CASE("a library cut off after its header: the program would not start") {
  const Fixture f;
  const std::string exe = Chooser(f);
  ElfPatch(f.Library("first/liba.so")).Truncate(70).Save();
  RefusedLikeLoader(exe);
}

TEST_CASE("a version that a library lacks is named, though all libraries are found") {
  const Fixture f;
  f.File("old.map", "VER_V1 { global: hs_function; };");
  f.File("new.map", "VER_V1 { global: hs_nothing; }; VER_V2 { global: hs_function; } VER_V1;");
  const std::string source = "int hs_function(void) { return 1; } int hs_nothing(void) { return 0; }";
  f.Library("new/libv.so",
            {.soname = "libv.so", .source = source, .flags = {"-Wl,--version-script=" + f.Path("new.map")}});
  const std::string exe = f.Program("exe", {.runpath = f.Path("old"),
                                            .source = "int hs_function(void); int main(void) { return hs_function(); }",
                                            .flags = {f.Path("new/libv.so")}});
  f.Library("old/libv.so",
            {.soname = "libv.so", .source = source, .flags = {"-Wl,--version-script=" + f.Path("old.map")}});
  const Truth truth = AskLoader(exe);
  CHECK(truth.complaint.find("version `VER_V2' not found") != std::string::npos);
  const Answer answer = AskHalfsecond(exe);
  CHECK(OnePerLine(answer.paths) == OnePerLine(truth.paths));
  CHECK(answer.text.find("VER_V2") != std::string::npos);
  CHECK_FALSE(answer.would_not_start.empty());
}

TEST_CASE("a version asked of a library that has no versions is no reason to complain") {
  const Fixture f;
  f.File("v.map", "VER_V1 { global: hs_function; };");
  const std::string source = "int hs_function(void) { return 1; }";
  f.Library("new/libv.so",
            {.soname = "libv.so", .source = source, .flags = {"-Wl,--version-script=" + f.Path("v.map")}});
  const std::string exe = f.Program("exe", {.runpath = f.Path("old"),
                                            .source = "int hs_function(void); int main(void) { return hs_function(); }",
                                            .flags = {f.Path("new/libv.so")}});
  f.Library("old/libv.so", {.soname = "libv.so", .source = source});
  SameAsLoader(exe);
  CHECK(AskHalfsecond(exe).would_not_start.empty());
}

TEST_CASE("a program whose interpreter is not there would not start") {
  const Fixture f;
  const std::string exe = f.Program("exe", {.flags = {"-Wl,--dynamic-linker=/nowhere/ld.so"}});
  CHECK_FALSE(AskHalfsecond(exe).would_not_start.empty());
}
