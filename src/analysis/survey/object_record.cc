#include "analysis/survey/object_record.h"

#include <optional>
#include <utility>

#include "analysis/store/record_bytes.h"

namespace halfsecond::survey {
namespace {

using How = elf::StartFunction::How;
using Nature = elf::StartFunction::Nature;
using Strength = elf::VersionNeed::Strength;

// A field added to an Object must be added to its record, and the version of pages raised (folder_page.cc).
#if defined(__x86_64__) && defined(_GLIBCXX_RELEASE) && !defined(_GLIBCXX_DEBUG)
static_assert(sizeof(elf::Object) == 440 && sizeof(elf::Header) == 16);
#endif

// Bits of the first byte.
constexpr unsigned k64Bit = 1;
constexpr unsigned kBigEndian = 2;
constexpr unsigned kHasDynamic = 4;
constexpr unsigned kRelro = 8;
constexpr unsigned kBindNow = 16;
constexpr unsigned kTextRelocations = 32;
constexpr unsigned kExecutableStack = 64;
constexpr unsigned kWritableCode = 128;

void AppendOptional(const std::optional<std::string>& text, store::RecordWriter& out) {
  out.Byte(text ? 1 : 0);
  if (text) out.Text(*text);
}

std::optional<std::string> ReadOptional(store::RecordReader& in) {
  if (in.ByteUpTo(1) == 0) return std::nullopt;
  return std::string(in.Text());
}

unsigned BitsOf(const elf::Object& object) {
  const elf::Hardening& hardening = object.hardening;
  unsigned bits = 0;
  if (object.elf_class == elf::Class::k64) bits |= k64Bit;
  if (object.order == ByteOrder::kBig) bits |= kBigEndian;
  if (object.has_dynamic) bits |= kHasDynamic;
  if (hardening.has_relro) bits |= kRelro;
  if (hardening.bind_now) bits |= kBindNow;
  if (hardening.text_relocations) bits |= kTextRelocations;
  if (hardening.executable_stack) bits |= kExecutableStack;
  if (hardening.writable_code_at) bits |= kWritableCode;
  return bits;
}

void AppendIdentity(const elf::Header& header, store::RecordWriter& out) {
  for (const std::uint8_t byte : {header.class_byte, header.data_byte, header.ident_version, header.os_abi,
                                  header.abi_version, static_cast<std::uint8_t>(header.has_padding ? 1 : 0)}) {
    out.Byte(byte);
  }
  out.Number(header.type);
  out.Number(header.machine);
  out.Number(header.version);
}

elf::Header ReadIdentity(store::RecordReader& in) {
  elf::Header header;
  for (std::uint8_t* byte :
       {&header.class_byte, &header.data_byte, &header.ident_version, &header.os_abi, &header.abi_version}) {
    *byte = in.Byte();
  }
  header.has_padding = in.Byte() != 0;
  header.type = static_cast<std::uint16_t>(in.Number());
  header.machine = static_cast<std::uint16_t>(in.Number());
  header.version = static_cast<std::uint32_t>(in.Number());
  return header;
}

void AppendHeader(const elf::Object& object, store::RecordWriter& out) {
  out.Byte(static_cast<std::uint8_t>(BitsOf(object)));
  out.Number(object.machine);
  out.Number(object.type);
  AppendIdentity(object.header, out);
  if (object.hardening.writable_code_at) out.Number(*object.hardening.writable_code_at);
  out.Text(object.interpreter);
  out.Number(object.flags_1);
  for (const auto* text : {&object.soname, &object.rpath, &object.runpath, &object.audit, &object.dep_audit}) {
    AppendOptional(*text, out);
  }
  out.Number(object.needed.size());
  for (const elf::ObjectNeed& need : object.needed) {
    out.Byte(static_cast<std::uint8_t>(need.kind));
    out.Number(need.at_byte);
    out.Text(need.name);
  }
}

void ReadHeader(store::RecordReader& in, elf::Object& object) {
  const unsigned bits = in.Byte();
  object.elf_class = (bits & k64Bit) != 0 ? elf::Class::k64 : elf::Class::k32;
  object.order = (bits & kBigEndian) != 0 ? ByteOrder::kBig : ByteOrder::kLittle;
  object.has_dynamic = (bits & kHasDynamic) != 0;
  object.hardening.has_relro = (bits & kRelro) != 0;
  object.hardening.bind_now = (bits & kBindNow) != 0;
  object.hardening.text_relocations = (bits & kTextRelocations) != 0;
  object.hardening.executable_stack = (bits & kExecutableStack) != 0;
  object.machine = static_cast<std::uint16_t>(in.Number());
  object.type = static_cast<std::uint16_t>(in.Number());
  object.header = ReadIdentity(in);
  if ((bits & kWritableCode) != 0) object.hardening.writable_code_at = in.Number();
  object.interpreter = in.Text();
  object.flags_1 = in.Number();
  for (auto* text : {&object.soname, &object.rpath, &object.runpath, &object.audit, &object.dep_audit}) {
    *text = ReadOptional(in);
  }
  for (std::uint64_t left = in.Count(); left > 0 && !in.failed(); --left) {
    elf::ObjectNeed need;
    need.kind = static_cast<elf::Needed::Kind>(in.ByteUpTo(static_cast<std::uint8_t>(elf::Needed::Kind::kFilter)));
    need.at_byte = in.Number();
    need.name = in.Text();
    object.needed.push_back(std::move(need));
  }
}

void AppendFacts(const elf::Object& object, store::RecordWriter& out) {
  out.Number(object.start.size());
  for (const elf::ObjectStartFunction& function : object.start) {
    out.Byte(static_cast<std::uint8_t>(function.how));
    out.Byte(static_cast<std::uint8_t>(function.nature));
    out.Number(function.address);
    out.Number(function.at_byte);
    out.Text(function.symbol);
  }
  out.Number(object.version_needs.size());
  for (const elf::ObjectVersionNeed& need : object.version_needs) {
    out.Byte(static_cast<std::uint8_t>(need.strength));
    out.Number(need.at_byte);
    out.Text(need.file);
    out.Text(need.version);
  }
  out.Number(object.version_definitions.size());
  for (const std::string& version : object.version_definitions) out.Text(version);
  out.Number(object.on_demand.size());
  for (const elf::OnDemand& entry : object.on_demand) {
    out.Number(entry.sonames.size());
    for (const std::string& soname : entry.sonames) out.Text(soname);
    out.Text(entry.feature);
    out.Text(entry.description);
    out.Text(entry.priority);
    out.Number(entry.at_byte);
  }
  out.Number(object.damages.size());
  for (const Error& damage : object.damages) {
    out.Byte(static_cast<std::uint8_t>(damage.kind));
    out.Number(damage.at_byte);
    out.Text(damage.what);
  }
}

void ReadStart(store::RecordReader& in, elf::Object& object) {
  for (std::uint64_t left = in.Count(); left > 0 && !in.failed(); --left) {
    elf::ObjectStartFunction function;
    function.how = static_cast<How>(in.ByteUpTo(static_cast<std::uint8_t>(How::kInitArray)));
    function.nature = static_cast<Nature>(in.ByteUpTo(static_cast<std::uint8_t>(Nature::kUnknown)));
    function.address = in.Number();
    function.at_byte = in.Number();
    function.symbol = in.Text();
    object.start.push_back(std::move(function));
  }
}

void ReadVersions(store::RecordReader& in, elf::Object& object) {
  for (std::uint64_t left = in.Count(); left > 0 && !in.failed(); --left) {
    elf::ObjectVersionNeed need;
    need.strength = static_cast<Strength>(in.ByteUpTo(static_cast<std::uint8_t>(Strength::kWeak)));
    need.at_byte = in.Number();
    need.file = in.Text();
    need.version = in.Text();
    object.version_needs.push_back(std::move(need));
  }
  for (std::uint64_t left = in.Count(); left > 0 && !in.failed(); --left) {
    object.version_definitions.emplace_back(in.Text());
  }
}

void ReadRest(store::RecordReader& in, elf::Object& object) {
  for (std::uint64_t left = in.Count(); left > 0 && !in.failed(); --left) {
    elf::OnDemand entry;
    for (std::uint64_t names = in.Count(); names > 0 && !in.failed(); --names) entry.sonames.emplace_back(in.Text());
    entry.feature = in.Text();
    entry.description = in.Text();
    entry.priority = in.Text();
    entry.at_byte = in.Number();
    object.on_demand.push_back(std::move(entry));
  }
  for (std::uint64_t left = in.Count(); left > 0 && !in.failed(); --left) {
    const auto kind = static_cast<Error::Kind>(in.ByteUpTo(static_cast<std::uint8_t>(Error::Kind::kNotFound)));
    const std::uint64_t at_byte = in.Number();
    object.damages.push_back({kind, std::string(in.Text()), at_byte});
  }
}

}  // namespace

void AppendObject(const elf::Object& object, std::string& out) {
  store::RecordWriter writer(out);
  AppendHeader(object, writer);
  AppendFacts(object, writer);
}

Result<elf::Object> ReadObjectRecord(Bytes record) {
  store::RecordReader in(record);
  elf::Object object;
  ReadHeader(in, object);
  ReadStart(in, object);
  ReadVersions(in, object);
  ReadRest(in, object);
  if (!in.finished()) return Error{Error::Kind::kMalformed, "no record of an object", record.base() + in.at()};
  return object;
}

}  // namespace halfsecond::survey
