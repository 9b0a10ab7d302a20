#include "analysis/load/loader_profile.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "readers/elf/constants.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace halfsecond::load {
namespace {

// The last glibc that looks into tls/, x86_64/ and the like (NEWS of 2.37).
constexpr int kLastGlibcWithLegacyHwcaps = 36;
// The first glibc with glibc-hwcaps (NEWS of 2.33).
constexpr int kFirstGlibcWithHwcaps = 33;

// How ld.so.cache marks the entries of an architecture (sysdeps/*/dl-cache.h and ldconfig.h of glibc).
struct CacheFlags {
  std::uint16_t machine;
  elf::Class elf_class;
  std::uint32_t flags;
};
constexpr std::array kCacheFlags{
    CacheFlags{elf::kMachineX86_64, elf::Class::k64, 0x0303},
    CacheFlags{elf::kMachineX86_64, elf::Class::k32, 0x0803},
    CacheFlags{elf::kMachine386, elf::Class::k32, 0x0003},
    CacheFlags{elf::kMachineAarch64, elf::Class::k64, 0x0a03},
    CacheFlags{elf::kMachineArm, elf::Class::k32, 0x0903},
    CacheFlags{elf::kMachineS390, elf::Class::k64, 0x0403},
    CacheFlags{elf::kMachinePpc64, elf::Class::k64, 0x0503},
    CacheFlags{elf::kMachineSparcV9, elf::Class::k64, 0x0103},
    CacheFlags{elf::kMachineRiscV, elf::Class::k64, 0x1003},
    CacheFlags{elf::kMachineMips, elf::Class::k32, 0x0003},
    CacheFlags{elf::kMachineLoongArch, elf::Class::k64, 0x1203},
};

std::uint32_t CacheFlagsOf(const elf::Object& program) {
  for (const CacheFlags& known : kCacheFlags) {
    if (known.machine == program.machine && known.elf_class == program.elf_class) return known.flags;
  }
  return 0x0003;  // FLAG_ELF_LIBC6, the mark of an architecture without a mark
}

bool IsDirectoryName(std::string_view text) {
  return text.size() > 2 && text.front() == '/' && text.back() == '/' && text.find("lib") != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

// glibc keeps its built-in directories as one run of NUL-terminated strings (elf/dl-load.c, SYSTEM_DIRS). The longest
// such run in the file is that table.
std::vector<std::string> SystemDirectoriesIn(std::string_view file) {
  std::vector<std::string> best;
  for (std::size_t at = file.find('/'); at != std::string_view::npos; at = file.find('/', at + 1)) {
    if (at > 0 && file[at - 1] != '\0') continue;
    std::vector<std::string> run;
    while (at < file.size()) {
      const std::string_view text = file.substr(at, file.find('\0', at) - at);
      if (!IsDirectoryName(text)) break;
      run.emplace_back(text);
      at += text.size() + 1;
    }
    if (run.size() > best.size()) best = std::move(run);
    if (at >= file.size()) break;
  }
  return best;
}

int GlibcMinorIn(std::string_view file) {
  constexpr std::string_view kBanner = "release version 2.";
  const std::size_t at = file.find(kBanner);
  int minor = 0;
  if (at == std::string_view::npos) return 0;
  const char* begin = file.data() + at + kBanner.size();
  std::from_chars(begin, file.data() + file.size(), minor);
  return minor;
}

// The power set of (hwcaps, platform, "tls"), greatest first, as elf/dl-hwcaps.c lays it out up to 2.36.
void AddLegacySubdirectories(const CpuModel& cpu, std::vector<std::string>& out) {
  std::vector<std::string> parts = cpu.legacy_hwcaps;
  if (!cpu.platform.empty()) parts.push_back(cpu.platform);
  parts.emplace_back("tls");
  for (std::size_t mask = (std::size_t{1} << parts.size()) - 1; mask > 0; --mask) {
    std::string directory;
    for (std::size_t i = parts.size(); i-- > 0;) {
      if ((mask >> i & 1U) != 0) directory += parts[i] + "/";
    }
    if (std::find(out.begin(), out.end(), directory) == out.end()) out.push_back(directory);
  }
}

// The bits of the cache's older hwcap field, up to 2.36 (sysdeps/x86/dl-hwcap.h, dl-procinfo.h; elf/dl-cache.c for
// "tls"). Machines other than x86 keep no names of processors there.
void FillLegacyCache(const elf::Object& program, const CpuModel& cpu, CacheTaste& taste) {
  struct Bit {
    std::string_view name;
    unsigned bit;
  };
  constexpr std::uint64_t kTls = 1ULL << 63U;
  constexpr std::array kHwcaps{Bit{"sse2", 0}, Bit{"x86_64", 1}, Bit{"avx512_1", 2}};
  constexpr std::array kPlatforms{Bit{"i586", 48}, Bit{"i686", 49}, Bit{"haswell", 50}, Bit{"xeon_phi", 51}};
  taste.legacy = kTls;
  if (program.machine != elf::kMachineX86_64 && program.machine != elf::kMachine386) return;
  const bool is_64 = program.machine == elf::kMachineX86_64;
  for (const Bit& hwcap : kHwcaps) {
    const auto& active = cpu.legacy_hwcaps;
    if (std::find(active.begin(), active.end(), hwcap.name) != active.end()) taste.legacy |= 1ULL << hwcap.bit;
  }
  // x86-64 knows all four names, i386 the first two, and each only its own by name.
  for (const Bit& platform : kPlatforms) {
    const bool is_old = platform.bit < 50;
    if (is_64 || is_old) taste.platforms |= 1ULL << platform.bit;
    if (is_64 != is_old && cpu.platform == platform.name) taste.platform = 1ULL << platform.bit;
  }
}

void FillGlibc(std::string_view file, const elf::Object& program, const CpuModel& cpu, LoaderProfile& profile) {
  profile.glibc_minor = GlibcMinorIn(file);
  profile.system_directories = SystemDirectoriesIn(file);
  if (profile.system_directories.empty()) {
    profile.system_directories = program.elf_class == elf::Class::k64
                                     ? std::vector<std::string>{"/lib64/", "/usr/lib64/", "/lib/", "/usr/lib/"}
                                     : std::vector<std::string>{"/lib/", "/usr/lib/"};
  }
  // $LIB is the directory that the C library itself was installed to: the first built-in one, without its slashes.
  const std::string& first = profile.system_directories.front();
  profile.lib_token = first.substr(1, first.size() - 2);
  profile.platform_token = cpu.platform;
  const bool has_hwcaps = profile.glibc_minor == 0 || profile.glibc_minor >= kFirstGlibcWithHwcaps;
  if (program.machine == elf::kMachineX86_64 && program.elf_class == elf::Class::k64 && has_hwcaps) {
    for (int level = cpu.x86_64_level; level >= 2; --level) {
      profile.cache.hwcaps.push_back("x86-64-v" + std::to_string(level));
      profile.subdirectories.push_back("glibc-hwcaps/" + profile.cache.hwcaps.back() + "/");
    }
  }
  if (profile.glibc_minor != 0 && profile.glibc_minor <= kLastGlibcWithLegacyHwcaps) {
    AddLegacySubdirectories(cpu, profile.subdirectories);
    FillLegacyCache(program, cpu, profile.cache);
  }
  profile.subdirectories.emplace_back("");
}

#if defined(__x86_64__) || defined(__i386__)
struct Cpuid {
  unsigned int a = 0, b = 0, c = 0, d = 0;
  explicit Cpuid(unsigned int leaf, unsigned int subleaf = 0) { __get_cpuid_count(leaf, subleaf, &a, &b, &c, &d); }
};
bool Has(unsigned int word, std::initializer_list<int> bits) {
  return std::all_of(bits.begin(), bits.end(), [&](int bit) { return (word >> bit & 1U) != 0; });
}

// Does the kernel save the wide registers? Without that, glibc calls a feature not usable.
unsigned int SavedRegisters() {
  if (!Has(Cpuid(1).c, {27})) return 0;  // OSXSAVE
  unsigned int low = 0;
  unsigned int high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

int HostLevel() {
  const Cpuid one(1);
  const Cpuid seven(7);
  const Cpuid extended(0x80000001);
  const unsigned int saved = SavedRegisters();
  // CMPXCHG16B SSE3 SSSE3 SSE4.1 SSE4.2 POPCNT, LAHF
  if (!Has(one.c, {13, 0, 9, 19, 20, 23}) || !Has(extended.c, {0})) return 1;
  // AVX F16C FMA MOVBE, AVX2 BMI1 BMI2, LZCNT; ymm saved
  if (!Has(one.c, {28, 29, 12, 22}) || !Has(seven.b, {5, 3, 8}) || !Has(extended.c, {5}) || (saved & 6U) != 6U)
    return 2;
  // AVX512 F DQ CD BW VL; zmm saved
  if (!Has(seven.b, {16, 17, 28, 30, 31}) || (saved & 0xe6U) != 0xe6U) return 3;
  return 4;
}

bool IsIntel() {
  const Cpuid zero(0);
  return zero.b == 0x756e6547U && zero.d == 0x49656e69U && zero.c == 0x6c65746eU;  // "GenuineIntel"
}
#else
int HostLevel() {
  return 0;
}
bool IsIntel() {
  return false;
}
#endif

}  // namespace

CpuModel HostCpu(std::uint16_t machine) {
  CpuModel cpu;
  if (machine == elf::kMachineX86_64) {
    cpu.x86_64_level = std::max(1, HostLevel());
    cpu.platform = "x86_64";
    cpu.legacy_hwcaps = {"x86_64"};
    // sysdeps/x86/cpu-features.c: only Intel's processors are given these names.
    if (IsIntel() && cpu.x86_64_level >= 3) cpu.platform = "haswell";
    if (IsIntel() && cpu.x86_64_level >= 4) cpu.legacy_hwcaps.emplace_back("avx512_1");
  } else if (machine == elf::kMachine386) {
    cpu.platform = "i686";
    cpu.legacy_hwcaps = {"sse2"};
  } else if (machine == elf::kMachineAarch64) {
    cpu.platform = "aarch64";
  }
  return cpu;
}

bool ParseCpuLevel(std::string_view name, int& level) {
  constexpr std::string_view kPrefix = "x86-64-v";
  if (name.size() != kPrefix.size() + 1 || !name.starts_with(kPrefix)) return false;
  const char digit = name.back();
  if (digit < '1' || digit > '4') return false;
  level = digit - '0';
  return true;
}

std::string LoaderProfile::Describe() const {
  if (kind == Kind::kMusl) return "musl";
  return glibc_minor == 0 ? "glibc" : "glibc 2." + std::to_string(glibc_minor);
}

LoaderProfile ProfileOf(std::string_view interpreter, Bytes file, const elf::Object& program, const CpuModel& cpu) {
  LoaderProfile profile;
  const std::string_view name = interpreter.substr(interpreter.rfind('/') + 1);
  constexpr std::string_view kMuslPrefix = "ld-musl-";
  if (name.starts_with(kMuslPrefix)) {
    profile.kind = LoaderProfile::Kind::kMusl;
    profile.architecture = name.substr(kMuslPrefix.size(), name.find('.') - kMuslPrefix.size());
    profile.subdirectories.emplace_back("");
    return profile;
  }
  FillGlibc(file.text(), program, cpu, profile);
  profile.cache.flags = CacheFlagsOf(program);
  return profile;
}

}  // namespace halfsecond::load
