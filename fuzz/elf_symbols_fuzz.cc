#include <cstddef>
#include <cstdint>
#include <span>

#include "readers/elf/relocations.h"
#include "readers/elf/symbol_tables.h"
#include "readers/elf/symbols.h"
#include "readers/elf/versions.h"
#include "tests/strict_source.h"

// The dynamic symbols of an ELF file from both sides, its versions and its relocations.
namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tests::StrictSource source(Bytes(std::as_bytes(std::span(data, size))));
  const auto image = elf::Image::Read(source);
  if (!image.ok()) return 0;
  const auto dynamic = elf::ReadDynamic(*image);
  if (!dynamic.ok() || !*dynamic) return 0;
  if (const auto references = elf::ReadReferences(*image, **dynamic); references.ok()) {
    for (const auto& reference : *references) {
      if (reference.name.empty() || reference.lookups == 0) __builtin_trap();
    }
  }
  static_cast<void>(elf::VisitDefinitions(*image, **dynamic, [](const elf::SymbolDefinition& definition) {
                      if (definition.name.empty()) __builtin_trap();
                    }).ok());
  static_cast<void>(elf::ReadVersionNeeds(*image, **dynamic).ok());
  static_cast<void>(elf::ReadVersionDefinitions(*image, **dynamic).ok());
  static_cast<void>(elf::ReadIfuncSymbols(*image, **dynamic).ok());
  const auto relocated = elf::ReadRelocations(*image, **dynamic, {(*dynamic)->init_array, (*dynamic)->preinit_array});
  if (relocated.ok()) {
    for (const auto& slot : relocated->slots) {
      static_cast<void>(elf::SymbolName(*image, **dynamic, slot.symbol));
      static_cast<void>(elf::DefinedValue(*image, **dynamic, slot.symbol));
    }
  }
  return 0;
}

}  // namespace halfsecond
