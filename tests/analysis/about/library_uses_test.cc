#include "analysis/about/library_uses.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/made_load_facts.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

bool IsLzma(const LoadedObject& object) {
  return object.soname == "liblzma.so.5";
}

LoadFacts Named(const std::string& program) {
  LoadFacts facts = Sshd();
  facts.program = program;
  return facts;
}

// A program that names liblzma itself, and gets it by way of libsystemd too.
LoadFacts WithItsOwn(const std::string& program) {
  LoadFacts facts = Named(program);
  facts.objects[kSshd].needs.push_back(kLiblzma);
  facts.objects[kSshd].needs_at_bytes.push_back(0x99);
  facts.objects[kLiblzma].requested_by = kSshd;
  return facts;
}

}  // namespace

TEST_CASE("programs that load a library are counted, those that name it apart, and each way to it") {
  about::LibraryUses uses(&IsLzma);
  uses.Add(Named("/usr/bin/b"));
  uses.Add(Named("/usr/bin/a"));
  uses.Add(WithItsOwn("/usr/bin/c"));
  LoadFacts without = Named("/usr/bin/d");
  without.objects[kLiblzma].soname = "libother.so.1";
  uses.Add(without);
  const auto all = uses.Take();
  REQUIRE(all.size() == 1);
  CHECK(all[0].programs_in_all == 4);
  CHECK(all[0].programs == 3);
  CHECK(all[0].direct == 1);
  CHECK(all[0].example == "/usr/bin/a");
  REQUIRE(all[0].ways.size() == 1);
  CHECK(all[0].ways[0].soname == "libsystemd.so.0");
  CHECK(all[0].ways[0].programs == 2);
}

TEST_CASE("the cheapest cut is one that a library makes, and counts only programs that have no other way") {
  about::LibraryUses uses(&IsLzma);
  LoadFacts daemon = Named("/usr/sbin/sshd");
  RunAsRoot(daemon);
  uses.Add(daemon);
  uses.Add(WithItsOwn("/usr/bin/c"));
  const auto all = uses.Take();
  REQUIRE(all[0].cut.has_value());
  CHECK(all[0].cut->from == "libsystemd.so.0");
  CHECK(all[0].cut->to == "liblzma.so.5");
  CHECK(all[0].cut->programs == 1);
  CHECK(all[0].cut->privileged == 1);
  REQUIRE(all[0].reached.size() == 1);
  CHECK(all[0].reached[0].path == "/usr/sbin/sshd");
}

TEST_CASE("where every program has two ways to a library no single cut frees any") {
  about::LibraryUses uses(&IsLzma);
  uses.Add(WithItsOwn("/usr/bin/c"));
  const auto all = uses.Take();
  CHECK_FALSE(all[0].cut.has_value());
}

TEST_CASE("what a library runs is told with in how many programs, whatever the order they came in") {
  for (const bool is_first : {true, false}) {
    about::LibraryUses uses(&IsLzma);
    LoadFacts running = Named("/usr/bin/b");
    AddStart(running, kLiblzma, StartHow::kInitArray, 0x1234);
    if (is_first) uses.Add(running);
    uses.Add(Named("/usr/bin/a"));
    if (!is_first) uses.Add(running);
    const auto all = uses.Take();
    CHECK(all[0].uninvited == 1);
    CHECK(all[0].how == "constructor");
    CHECK(all[0].path == "/lib/x86_64-linux-gnu/liblzma.so.5");
  }
}
