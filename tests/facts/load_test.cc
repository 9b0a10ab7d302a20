#include "facts/load.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/made_load_facts.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

TEST_CASE("the chain to a library names who asked first, from the program on") {
  CHECK(ChainTo(Sshd(), kLiblzma) == std::vector<std::string>{"sshd", "libsystemd.so.0", "liblzma.so.5"});
  CHECK(ChainTo(Sshd(), kLibcrypto) == std::vector<std::string>{"sshd", "libcrypto.so.3"});
  CHECK(ChainTo(Sshd(), kSshd) == std::vector<std::string>{"sshd"});
}

TEST_CASE("a preload has no requester and still hangs on the program") {
  LoadFacts facts = Sshd();
  facts.objects[kLiblzma].requested_by = kNobody;
  CHECK(ChainTo(facts, kLiblzma) == std::vector<std::string>{"sshd", "liblzma.so.5"});
}

TEST_CASE("requesters in a circle end the chain instead of the program") {
  LoadFacts facts = Sshd();
  facts.objects[kLibsystemd].requested_by = kLiblzma;
  CHECK(ChainTo(facts, kLiblzma).size() <= facts.objects.size() + 2);
}

TEST_CASE("an index that is no object has no chain but the program") {
  CHECK(ChainTo(Sshd(), kNobody) == std::vector<std::string>{"sshd"});
  CHECK(ChainTo(LoadFacts{}, 0).empty());
}

TEST_CASE("named by the program is what stands in its own entries, whoever else asks too") {
  LoadFacts facts = Sshd();
  CHECK(IsNamedByProgram(facts, kLibcrypto));
  CHECK(IsNamedByProgram(facts, kLibc));
  CHECK_FALSE(IsNamedByProgram(facts, kLiblzma));
  facts.objects[kSshd].needs.push_back(kLiblzma);
  CHECK(IsNamedByProgram(facts, kLiblzma));
  CHECK_FALSE(IsNamedByProgram(LoadFacts{}, 0));
}

TEST_CASE("every way of being found and of running has a word of its own") {
  std::set<std::string_view> words;
  for (const FoundBy by :
       {FoundBy::kProgram, FoundBy::kInterpreter, FoundBy::kPath, FoundBy::kRpath, FoundBy::kRunpath,
        FoundBy::kLibraryPath, FoundBy::kCache, FoundBy::kDefault, FoundBy::kPreload, FoundBy::kReserved}) {
    CHECK(words.insert(FoundByName(by)).second);
  }
  CHECK(words.count("runpath") == 1);
  for (const StartHow how : {StartHow::kAudit, StartHow::kIfunc, StartHow::kPreinitArray, StartHow::kInit,
                             StartHow::kInitCall, StartHow::kCtors, StartHow::kInitArray}) {
    CHECK(words.insert(StartHowName(how)).second);
  }
  CHECK(words.count("DT_INIT with a hidden call") == 1);
}
