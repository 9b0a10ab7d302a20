#include "tests/e2e/fixture.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

#include "tests/e2e/antechamber.h"
#include "tests/e2e/process.h"

namespace halfsecond::e2e {
namespace {

namespace fs = std::filesystem;

std::string NewDirectory() {
  std::string name = (fs::canonical(fs::temp_directory_path()) / "halfsecond-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  REQUIRE(chmod(name.c_str(), 0755) == 0);  // other users must reach set-uid fixtures in it
  return name;
}

void WriteText(const std::string& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  REQUIRE(file.good());
}

// What many fixtures share: one object file a source text, one empty library a soname. Lives as long as the process.
class Workbench {
 public:
  static Workbench& Instance() {
    static Workbench workbench;
    return workbench;
  }
  Workbench(const Workbench&) = delete;
  Workbench& operator=(const Workbench&) = delete;

  std::string Object(const Elf& elf, std::string_view kind_flag) {
    const std::string key = Join(elf) + "\n" + std::string(kind_flag) + "\n" + elf.source;
    return Once(key, ".o", [&](const std::string& to) {
      WriteText(to + ".c", elf.source);
      Build({elf.compiler, "-O1", "-w", std::string(kind_flag), "-c", to + ".c", "-o", to}, elf.flags);
    });
  }

  // A library with nothing in it but its name: linking against it writes that name into DT_NEEDED.
  std::string Stub(const Elf& elf, const std::string& soname) {
    return Once(Join(elf) + "\n-stub\n" + soname, ".so", [&](const std::string& to) {
      const Elf empty{.source = "int hs_stub;", .flags = elf.flags, .compiler = elf.compiler};
      std::vector<std::string> argv{elf.compiler, "-shared", "-nostdlib", Object(empty, "-fPIC"), "-o", to};
      for (const std::string& flag : ModeFlags(elf)) argv.push_back(flag);
      argv.insert(argv.end(), {"-Xlinker", "-soname", "-Xlinker", soname});
      Build(argv, {});
    });
  }

  std::string Antechamber() {
    return Once("antechamber", "", [&](const std::string& to) {
      WriteText(to + ".c", kAntechamberSource);
      Build({"gcc", "-static", "-O1", to + ".c", "-o", to}, {});
      REQUIRE(chmod(root_.c_str(), 0755) == 0);
    });
  }

  // Runs a compiler; `compile_flags` are filtered to those that change what is generated.
  static void Build(std::vector<std::string> argv, const std::vector<std::string>& compile_flags) {
    for (const std::string& flag : compile_flags) {
      if (flag.starts_with("-m") || flag.starts_with("-f") || flag.starts_with("-D")) argv.push_back(flag);
    }
    const Ended ended = Run({.argv = argv, .environment = {"LC_ALL=C"}});
    INFO(OnePerLine(argv));
    INFO(ended.err);
    REQUIRE(ended.status == 0);
  }

  static std::vector<std::string> ModeFlags(const Elf& elf) {
    std::vector<std::string> mode;
    for (const std::string& flag : elf.flags) {
      if (flag.starts_with("-m")) mode.push_back(flag);
    }
    return mode;
  }

 private:
  Workbench() : root_(NewDirectory()) {}
  ~Workbench() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }

  static std::string Join(const Elf& elf) {
    std::string key = elf.compiler;
    for (const std::string& flag : elf.flags) {
      if (flag.starts_with("-m") || flag.starts_with("-f") || flag.starts_with("-D")) key += " " + flag;
    }
    return key;
  }

  std::string Once(const std::string& key, const char* suffix, const std::function<void(const std::string&)>& make) {
    auto [entry, is_new] = made_.try_emplace(key);
    if (is_new) {
      entry->second = root_ + "/" + std::to_string(made_.size()) + suffix;
      std::string to = entry->second;  // `make` may add entries
      make(to);
      return to;
    }
    return entry->second;
  }

  std::string root_;
  std::map<std::string, std::string> made_;
};

// Everything after the inputs: names to need, paths to search, the test's own flags.
void AppendLinkArguments(const Elf& elf, std::vector<std::string>& argv) {
  Workbench& bench = Workbench::Instance();
  argv.insert(argv.end(), {"-Wl,--no-as-needed", "-Wl,--allow-shlib-undefined"});
  for (const std::string& name : elf.needed) argv.push_back(bench.Stub(elf, name));
  if (!elf.soname.empty()) argv.insert(argv.end(), {"-Xlinker", "-soname", "-Xlinker", elf.soname});
  if (!elf.rpath.empty())
    argv.insert(argv.end(), {"-Wl,--disable-new-dtags", "-Xlinker", "-rpath", "-Xlinker", elf.rpath});
  if (!elf.runpath.empty())
    argv.insert(argv.end(), {"-Wl,--enable-new-dtags", "-Xlinker", "-rpath", "-Xlinker", elf.runpath});
  argv.insert(argv.end(), elf.flags.begin(), elf.flags.end());
}

}  // namespace

Fixture::Fixture() : root_(NewDirectory()) {}

Fixture::~Fixture() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

std::string Fixture::Path(std::string_view name) const {
  return name.empty() ? root_ : root_ + "/" + std::string(name);
}

std::string Fixture::Prepare(std::string_view name) const {
  std::string path = Path(name);
  fs::create_directories(fs::path(path).parent_path());
  return path;
}

std::string Fixture::Library(std::string_view name, const Elf& elf) const {
  Elf whole = elf;
  if (whole.source.empty()) whole.source = "int hs_library(void) { return 0; }";
  const std::string object = Workbench::Instance().Object(whole, "-fPIC");
  std::vector<std::string> argv{elf.compiler, "-shared", "-nostdlib", "-o", Prepare(name), object};
  AppendLinkArguments(elf, argv);
  Workbench::Build(argv, {});
  return Path(name);
}

std::string Fixture::FullLibrary(std::string_view name, const Elf& elf) const {
  Elf whole = elf;
  if (whole.source.empty()) whole.source = "int hs_library(void) { return 0; }";
  const std::string object = Workbench::Instance().Object(whole, "-fPIC");
  std::vector<std::string> argv{elf.compiler, "-shared", "-o", Prepare(name), object};
  AppendLinkArguments(elf, argv);
  Workbench::Build(argv, {});
  return Path(name);
}

std::string Fixture::Program(std::string_view name, const Elf& elf) const {
  Elf whole = elf;
  if (whole.source.empty()) whole.source = "int main(void) { return 0; }";
  const std::string object = Workbench::Instance().Object(whole, "-fPIE");
  std::vector<std::string> argv{elf.compiler, "-pie", "-o", Prepare(name), object};
  AppendLinkArguments(elf, argv);
  Workbench::Build(argv, {});
  return Path(name);
}

std::string Fixture::File(std::string_view name, std::string_view text) const {
  WriteText(Prepare(name), text);
  return Path(name);
}

std::string Fixture::Directory(std::string_view name) const {
  fs::create_directories(Path(name));
  return Path(name);
}

std::string Fixture::Symlink(std::string_view name, std::string_view target) const {
  fs::create_symlink(target, Prepare(name));
  return Path(name);
}

std::string Fixture::Hardlink(std::string_view name, std::string_view existing) const {
  fs::create_hard_link(Path(existing), Prepare(name));
  return Path(name);
}

std::string Fixture::Copy(std::string_view name, std::string_view from) const {
  fs::copy_file(from, Prepare(name));
  return Path(name);
}

const char* const kSaying = R"(
static inline void say(const char* text, unsigned long length) {
#if defined(__x86_64__)
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "0"(1L), "D"(1L), "S"(text), "d"(length) : "rcx", "r11", "memory");
#elif defined(__i386__)
  long result;
  __asm__ volatile("xchgl %%ebx, %%esi; int $0x80; xchgl %%ebx, %%esi"
                   : "=a"(result) : "0"(4L), "S"(1L), "c"(text), "d"(length) : "memory");
#else
  (void)text; (void)length;
#endif
}
#define SAY(text) say(text "\n", sizeof(text))
#define CONSTRUCTOR(name) __attribute__((constructor)) void name(void) { SAY(#name); }
#define MAIN int main(void) { SAY("main"); return 0; }
)";

std::string Antechamber() {
  return Workbench::Instance().Antechamber();
}

bool HaveCompiler(std::string_view compiler) {
  return Run({.argv = {std::string(compiler), "--version"}}).status == 0;
}

}  // namespace halfsecond::e2e
