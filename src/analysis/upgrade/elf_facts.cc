#include "analysis/upgrade/elf_facts.h"

#include <algorithm>
#include <array>

#include "base/source.h"
#include "readers/elf/object.h"
#include "readers/elf/symbol_tables.h"

namespace halfsecond::upgrade {
namespace {

using How = elf::StartFunction::How;

// Calls with which code reaches out, becomes somebody else, or makes code.
constexpr std::array<std::string_view, 35> kSensitive{"accept",
                                                      "accept4",
                                                      "bind",
                                                      "connect",
                                                      "dlmopen",
                                                      "dlopen",
                                                      "execl",
                                                      "execle",
                                                      "execlp",
                                                      "execv",
                                                      "execve",
                                                      "execveat",
                                                      "execvp",
                                                      "execvpe",
                                                      "fexecve",
                                                      "listen",
                                                      "memfd_create",
                                                      "mprotect",
                                                      "pkey_mprotect",
                                                      "popen",
                                                      "posix_spawn",
                                                      "posix_spawnp",
                                                      "process_vm_writev",
                                                      "ptrace",
                                                      "send",
                                                      "sendmsg",
                                                      "sendto",
                                                      "setegid",
                                                      "seteuid",
                                                      "setgid",
                                                      "setgroups",
                                                      "setresgid",
                                                      "setresuid",
                                                      "setuid",
                                                      "socket"};

std::string_view HowName(How how) {
  switch (how) {
    case How::kIfuncSymbol:
    case How::kIrelative:
      return "resolver";
    case How::kPreinitArray:
      return "preinit-array function";
    case How::kInit:
    case How::kInitCall:
      return "DT_INIT function";
    case How::kCtors:
    case How::kInitArray:
      return "constructor";
  }
  return "";
}

Result<void> AddSymbols(Source& source, ElfFacts& facts) {
  HS_TRY(image, elf::Image::Read(source));
  HS_TRY(dynamic, elf::ReadDynamic(image));
  if (!dynamic) return {};
  HS_TRY(references, elf::ReadReferences(image, *dynamic));
  for (const elf::SymbolReference& reference : references) {
    const bool is_sensitive = std::binary_search(kSensitive.begin(), kSensitive.end(), reference.name);
    if (is_sensitive && !reference.is_defined_here) facts.imports.emplace(reference.name);
  }
  return elf::VisitDefinitions(image, *dynamic, [&facts](const elf::SymbolDefinition& definition) {
    facts.exports.insert(std::string(definition.name) +
                         (definition.version.empty() ? "" : "@" + std::string(definition.version)));
  });
}

}  // namespace

Result<ElfFacts> ReadElfFacts(std::string_view content) {
  MemorySource source(std::as_bytes(std::span(content.data(), content.size())));
  HS_TRY(object, elf::ReadObject(source, elf::Depth::kFacts));
  ElfFacts facts;
  facts.soname = object.soname.value_or("");
  facts.search_path = object.runpath ? *object.runpath : object.rpath.value_or("");
  for (const elf::ObjectNeed& need : object.needed) facts.needed.insert(need.name);
  for (const elf::OnDemand& wanted : object.on_demand)
    facts.on_demand.insert(wanted.sonames.begin(), wanted.sonames.end());
  for (const elf::ObjectStartFunction& function : object.start) {
    if (function.nature != elf::StartFunction::Nature::kRuntime) facts.start.emplace(HowName(function.how));
  }
  facts.has_relro = object.hardening.has_relro;
  facts.bind_now = object.hardening.bind_now;
  facts.executable_stack = object.hardening.executable_stack;
  facts.writable_code = object.hardening.writable_code_at.has_value();
  HS_CHECK(AddSymbols(source, facts));
  return facts;
}

}  // namespace halfsecond::upgrade
