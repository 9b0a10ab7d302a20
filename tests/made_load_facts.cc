#include "tests/made_load_facts.h"

#include <utility>

namespace halfsecond::tests {
namespace {

LoadedObject Object(const std::string& soname, const std::string& path, std::size_t requested_by, FoundBy found_by) {
  LoadedObject object;
  object.soname = soname;
  object.path = path;
  object.requested_by = requested_by;
  object.found_by = found_by;
  object.hardening.relro = true;
  object.hardening.bind_now = true;
  return object;
}

void Needs(LoadFacts& facts, std::size_t object, std::size_t need, std::uint64_t at_byte) {
  facts.objects[object].needs.push_back(need);
  facts.objects[object].needs_at_bytes.push_back(at_byte);
  if (facts.objects[need].requested_by == object) facts.objects[need].requested_at_byte = at_byte;
}

TimelineStep::What StepOf(StartHow how) {
  switch (how) {
    case StartHow::kAudit:
      return TimelineStep::What::kAudit;
    case StartHow::kIfunc:
      return TimelineStep::What::kResolvers;
    case StartHow::kPreinitArray:
      return TimelineStep::What::kPreinit;
    case StartHow::kInit:
    case StartHow::kInitCall:
    case StartHow::kCtors:
    case StartHow::kInitArray:
      return TimelineStep::What::kInit;
  }
  return TimelineStep::What::kInit;
}

}  // namespace

LoadFacts Sshd() {
  LoadFacts facts;
  facts.program = "/usr/sbin/sshd";
  facts.interpreter = "/lib64/ld-linux-x86-64.so.2";
  facts.loader = "glibc 2.36";
  facts.cpu = "x86-64-v3";
  facts.closure_complete = true;
  const std::string folder = "/lib/x86_64-linux-gnu/";
  facts.objects.push_back(Object("sshd", "/usr/sbin/sshd", kNobody, FoundBy::kProgram));
  facts.objects.push_back(Object("libcrypto.so.3", folder + "libcrypto.so.3", kSshd, FoundBy::kCache));
  facts.objects.push_back(Object("libsystemd.so.0", folder + "libsystemd.so.0", kSshd, FoundBy::kCache));
  facts.objects.push_back(Object("libc.so.6", folder + "libc.so.6", kSshd, FoundBy::kCache));
  facts.objects.push_back(Object("liblzma.so.5", folder + "liblzma.so.5", kLibsystemd, FoundBy::kCache));
  facts.objects.push_back(Object("ld-linux-x86-64.so.2", facts.interpreter, kNobody, FoundBy::kInterpreter));
  facts.objects[kLibc].is_runtime = facts.objects[kLoader].is_runtime = true;
  facts.objects[kLiblzma].package =
      std::make_shared<const PackageOwner>(PackageOwner{"liblzma5", "5.4.1-1", "xz-utils", "amd64"});
  facts.objects[kLibsystemd].package =
      std::make_shared<const PackageOwner>(PackageOwner{"libsystemd0", "252.39-1~deb12u1", "systemd", "amd64"});
  Needs(facts, kSshd, kLibcrypto, 0x1000);
  Needs(facts, kSshd, kLibsystemd, 0x1010);
  Needs(facts, kSshd, kLibc, 0x1020);
  Needs(facts, kLibcrypto, kLibc, 0x2000);
  Needs(facts, kLibsystemd, kLiblzma, 0x3000);
  Needs(facts, kLibsystemd, kLibc, 0x3010);
  Needs(facts, kLiblzma, kLibc, 0x4000);
  facts.init_order = {kLoader, kLibc, kLiblzma, kLibsystemd, kLibcrypto, kSshd};
  return facts;
}

StartEntry& AddStart(LoadFacts& facts, std::size_t object, StartHow how, std::uint64_t address) {
  StartEntry entry;
  entry.object = object;
  entry.how = how;
  entry.address = address;
  entry.position = facts.start.size();
  entry.at_byte = address + 0x100;
  entry.quote = StartHowName(how);
  TimelineStep step;
  step.what = StepOf(how);
  step.object = object;
  step.entries = {entry.position};
  facts.timeline.push_back(std::move(step));
  facts.start.push_back(std::move(entry));
  return facts.start.back();
}

void RunAsRoot(LoadFacts& facts) {
  facts.privileges.push_back({Privilege::Kind::kUnitAsRoot,
                              "ssh.service",
                              {"/lib/systemd/system/ssh.service", 12, "line", "ExecStart=/usr/sbin/sshd -D"}});
}

}  // namespace halfsecond::tests
