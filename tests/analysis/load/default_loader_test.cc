#include "analysis/load/default_loader.h"

#include <doctest/doctest.h>

#include "inputs/root.h"
#include "readers/elf/constants.h"
#include "tests/e2e/fixture.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using halfsecond::e2e::Fixture;

namespace {

elf::Object ObjectOf(std::uint16_t machine, elf::Class elf_class) {
  elf::Object object;
  object.machine = machine;
  object.elf_class = elf_class;
  return object;
}

bool IsOfAnotherMachine(const Fixture& f, std::uint16_t machine, elf::Class elf_class = elf::Class::k64) {
  const auto root = Root::Open(f.Path("root"));
  REQUIRE(root.ok());
  load::ObjectStore store(*root, elf::Depth::kNeeded);
  return load::IsOfAnotherMachine(store, ObjectOf(machine, elf_class));
}

}  // namespace

TEST_CASE("the loader of a library is that of its machine and class") {
  CHECK(load::DefaultLoaderOf(ObjectOf(elf::kMachineX86_64, elf::Class::k64)) == "/lib64/ld-linux-x86-64.so.2");
  CHECK(load::DefaultLoaderOf(ObjectOf(elf::kMachineX86_64, elf::Class::k32)) == "/libx32/ld-linux-x32.so.2");
  CHECK(load::DefaultLoaderOf(ObjectOf(elf::kMachine386, elf::Class::k32)) == "/lib/ld-linux.so.2");
  CHECK(load::DefaultLoaderOf(ObjectOf(0xffff, elf::Class::k64)).empty());
}

TEST_CASE("a system with loaders, and none for a program's machine, is not where it starts") {
  const Fixture f;
  f.Directory("root/lib");
  CHECK_FALSE(IsOfAnotherMachine(f, elf::kMachineAarch64));  // nothing at all starts there: the loader is missing
  f.Library("root/lib64/ld-linux-x86-64.so.2");
  CHECK(IsOfAnotherMachine(f, elf::kMachineAarch64));
  CHECK_FALSE(IsOfAnotherMachine(f, elf::kMachineX86_64));
  CHECK_FALSE(IsOfAnotherMachine(f, elf::kMachine386, elf::Class::k32));  // the processor would run it
  f.Library("root/lib/ld-musl-armhf.so.1");
  CHECK_FALSE(IsOfAnotherMachine(f, elf::kMachineAarch64));
}
