#include "tests/analysis/survey/made_object.h"

namespace halfsecond::tests {

elf::Object MadeObject() {
  elf::Object object;
  object.elf_class = elf::Class::k64;
  object.order = ByteOrder::kBig;
  object.machine = 62;
  object.type = 3;
  object.header.class_byte = 2;
  object.header.data_byte = 2;
  object.header.ident_version = 1;
  object.header.os_abi = 3;
  object.header.abi_version = 1;
  object.header.has_padding = true;
  object.header.type = 3;
  object.header.machine = 62;
  object.header.version = 1;
  object.interpreter = "/lib64/ld-linux-x86-64.so.2";
  object.has_dynamic = true;
  object.needed = {{"libc.so.6", elf::Needed::Kind::kNeeded, 0x2000}, {"libfilter.so", elf::Needed::Kind::kFilter, 16}};
  object.soname = "libmade.so.1";
  object.runpath = "$ORIGIN/../lib";
  object.dep_audit = "libaudit.so";
  object.flags_1 = 0x8000001;
  object.hardening = {true, true, false, true, 0x1234};
  object.start = {
      {elf::StartFunction::How::kIfuncSymbol, elf::StartFunction::Nature::kUnknown, ~0ULL, 77, "lzma_crc64"}};
  object.version_needs = {{"libc.so.6", "GLIBC_2.34", elf::VersionNeed::Strength::kWeak, 4096}};
  object.version_definitions = {"MADE_1"};
  object.on_demand = {{{"liba.so", "libb.so"}, "lzma", "decompresses", "suggested", 99}};
  object.damages = {{Error::Kind::kTruncated, "note past the end of its segment", 0x1f40}};
  return object;
}

}  // namespace halfsecond::tests
