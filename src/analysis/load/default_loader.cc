#include "analysis/load/default_loader.h"

#include <algorithm>
#include <array>
#include <string>

#include "readers/elf/constants.h"

namespace halfsecond::load {
namespace {

struct DefaultLoader {
  std::uint16_t machine;
  elf::Class elf_class;
  std::string_view glibc;
  std::string_view musl;
};
constexpr std::array kDefaultLoaders{
    DefaultLoader{elf::kMachineX86_64, elf::Class::k64, "/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1"},
    DefaultLoader{elf::kMachineX86_64, elf::Class::k32, "/libx32/ld-linux-x32.so.2", "/lib/ld-musl-x32.so.1"},
    DefaultLoader{elf::kMachine386, elf::Class::k32, "/lib/ld-linux.so.2", "/lib/ld-musl-i386.so.1"},
    DefaultLoader{elf::kMachineAarch64, elf::Class::k64, "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-aarch64.so.1"},
    DefaultLoader{elf::kMachineArm, elf::Class::k32, "/lib/ld-linux-armhf.so.3", "/lib/ld-musl-armhf.so.1"},
    DefaultLoader{elf::kMachineRiscV, elf::Class::k64, "/lib/ld-linux-riscv64-lp64d.so.1", "/lib/ld-musl-riscv64.so.1"},
    DefaultLoader{elf::kMachineS390, elf::Class::k64, "/lib/ld64.so.1", "/lib/ld-musl-s390x.so.1"},
    DefaultLoader{elf::kMachinePpc64, elf::Class::k64, "/lib64/ld64.so.2", "/lib/ld-musl-powerpc64le.so.1"},
    DefaultLoader{elf::kMachineLoongArch, elf::Class::k64, "/lib64/ld-linux-loongarch-lp64d.so.1",
                  "/lib/ld-musl-loongarch64.so.1"},
};

// One name for machines of which one runs the other's programs.
std::uint16_t FamilyOf(std::uint16_t machine) {
  if (machine == elf::kMachine386) return elf::kMachineX86_64;
  return machine == elf::kMachineArm ? elf::kMachineAarch64 : machine;
}

bool IsThere(ObjectStore& store, std::string_view loader) {
  return store.Get(std::string(loader)).state == StoredFile::State::kObject;
}

}  // namespace

std::string_view DefaultLoaderOf(const elf::Object& library) {
  const auto* const found =
      std::find_if(kDefaultLoaders.begin(), kDefaultLoaders.end(), [&](const DefaultLoader& loader) {
        return loader.machine == library.machine && loader.elf_class == library.elf_class;
      });
  return found == kDefaultLoaders.end() ? std::string_view() : found->glibc;
}

bool IsOfAnotherMachine(ObjectStore& store, const elf::Object& program) {
  bool has_any = false;
  for (const DefaultLoader& loader : kDefaultLoaders) {
    if (!IsThere(store, loader.glibc) && !IsThere(store, loader.musl)) continue;
    if (FamilyOf(loader.machine) == FamilyOf(program.machine)) return false;
    has_any = true;
  }
  return has_any;
}

}  // namespace halfsecond::load
