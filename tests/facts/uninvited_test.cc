#include "facts/uninvited.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/made_load_facts.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

// How the only uninvited library of `facts` is described.
std::string Described(const LoadFacts& facts) {
  const auto libraries = UninvitedLibraries(facts);
  REQUIRE(libraries.size() == 1);
  return DescribeUninvited(facts, libraries[0]);
}

LoadFacts WithEntries(StartHow how, int entries) {
  LoadFacts facts = Sshd();
  for (int i = 0; i < entries; ++i) AddStart(facts, kLiblzma, how, 0x1000);
  return facts;
}

}  // namespace

TEST_CASE("uninvited code is grouped by library in the loader's order, without the program and the C runtime") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x10);
  AddStart(facts, kLibc, StartHow::kIfunc, 0x20);
  AddStart(facts, kLoader, StartHow::kIfunc, 0x30);
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x40);
  AddStart(facts, kLibcrypto, StartHow::kInitCall, 0x50);
  AddStart(facts, kSshd, StartHow::kInitArray, 0x60);
  const auto libraries = UninvitedLibraries(facts);
  REQUIRE(libraries.size() == 2);
  CHECK(libraries[0].object == kLibcrypto);
  CHECK(libraries[0].is_named_by_program);
  CHECK(libraries[1].object == kLiblzma);
  CHECK_FALSE(libraries[1].is_named_by_program);
  CHECK(libraries[1].entries == std::vector<std::size_t>{0, 3});
}

TEST_CASE("one entry is named, several are counted") {
  CHECK(Described(WithEntries(StartHow::kInitArray, 1)) == "constructor");
  CHECK(Described(WithEntries(StartHow::kInitArray, 3)) == "3 constructors");
  CHECK(Described(WithEntries(StartHow::kIfunc, 2)) == "2 IFUNC resolvers");
  CHECK(Described(WithEntries(StartHow::kCtors, 2)) == "2 constructors in .ctors");
  CHECK(Described(WithEntries(StartHow::kInit, 1)) == "DT_INIT");
  CHECK(Described(WithEntries(StartHow::kAudit, 1)) == "audit library");
}

TEST_CASE("a DT_INIT with many calls is one DT_INIT") {
  CHECK(Described(WithEntries(StartHow::kInitCall, 1)) == "DT_INIT with a hidden call");
  CHECK(Described(WithEntries(StartHow::kInitCall, 2)) == "DT_INIT with hidden calls");
}

TEST_CASE("what is rare stands before what is common") {
  LoadFacts facts = WithEntries(StartHow::kInitArray, 2);
  AddStart(facts, kLiblzma, StartHow::kInitCall, 0x10);
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x20);
  CHECK(Described(facts) == "IFUNC resolver, DT_INIT with a hidden call, 2 constructors");
}

TEST_CASE("code that may be the runtime's is called so, and does not blur what is certain") {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kInit, 0x10).certainty = StartCertainty::kCannotTell;
  CHECK_FALSE(UninvitedLibraries(facts).at(0).is_certain);
  CHECK(Described(facts) == "start-up code, cannot tell whose");
  AddStart(facts, kLiblzma, StartHow::kInitArray, 0x20);
  CHECK(UninvitedLibraries(facts).at(0).is_certain);
  CHECK(Described(facts) == "constructor");
}

TEST_CASE("the way to a library is who among the program's own choices brought it") {
  LoadFacts facts = Sshd();
  CHECK(DescribeWay(facts, kLiblzma) == "by way of libsystemd.so.0");
  CHECK(DescribeWay(facts, kLibcrypto) == "named by sshd");
  facts.objects[kLiblzma].found_by = FoundBy::kPreload;
  facts.objects[kLiblzma].found_in = "LD_PRELOAD";
  CHECK(DescribeWay(facts, kLiblzma) == "by LD_PRELOAD");
  facts.objects[kLiblzma].found_in.clear();
  CHECK(DescribeWay(facts, kLiblzma) == "loaded beside the program");
}

TEST_CASE("a service's user of its own is no privilege, root and set-uid and capabilities are") {
  LoadFacts facts = Sshd();
  CHECK_FALSE(IsPrivileged(facts));
  facts.privileges.push_back({Privilege::Kind::kUnitAsUser, "man-db.service as man", {}});
  CHECK_FALSE(IsPrivileged(facts));
  for (const auto kind : {Privilege::Kind::kInit, Privilege::Kind::kUnitAsRoot, Privilege::Kind::kBusAsRoot,
                          Privilege::Kind::kSetUidRoot, Privilege::Kind::kUnitStepAsRoot,
                          Privilege::Kind::kFileCapabilities, Privilege::Kind::kSetUid, Privilege::Kind::kSetGid}) {
    facts.privileges = {{kind, "", {}}};
    CHECK(IsPrivileged(facts));
  }
}

TEST_CASE("a process that runs as root without a caller is a daemon; a set-uid program has a caller") {
  CHECK(IsDaemonAsRoot(Privilege::Kind::kUnitAsRoot));
  CHECK(IsDaemonAsRoot(Privilege::Kind::kBusAsRoot));
  CHECK_FALSE(IsDaemonAsRoot(Privilege::Kind::kSetUidRoot));
  CHECK_FALSE(IsDaemonAsRoot(Privilege::Kind::kUnitAsUser));
}
