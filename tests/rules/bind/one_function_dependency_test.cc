#include <doctest/doctest.h>

#include <vector>

#include "facts/finding.h"
#include "facts/replaceable.h"
#include "tests/made_load_facts.h"
#include "tests/made_replaceable_facts.h"

namespace halfsecond::rules {
extern const Rule<ReplaceableFacts> kOneFunctionDependency;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::size_t kSystemdEdge = 1;  // of PricedSshd

std::vector<Finding> Ask(const ReplaceableFacts& facts) {
  return rules::kOneFunctionDependency.ask(facts);
}

}  // namespace

TEST_CASE("two functions for two libraries are a yes with both lists, the entry and the remedy") {
  const auto findings = Ask(PricedSshd());
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].severity == Severity::kNote);
  CHECK(findings[0].subject == "libsystemd.so.0");
  CHECK(findings[0].because ==
        "sd_listen_fds@LIBSYSTEMD_209, sd_notify@LIBSYSTEMD_209 for 2 libraries: libsystemd.so.0, liblzma.so.5");
  CHECK(findings[0].evidence.at(0).at == 0x1f0);
  CHECK(findings[0].remedy == "kits/notify");
}

TEST_CASE("in a root daemon, where one that would go runs code before main, it is amber") {
  ReplaceableFacts facts = PricedSshd();
  RunAsRoot(facts.load);
  CHECK(Ask(facts).at(0).severity == Severity::kAmber);
  facts.edges[kSystemdEdge].removed_uninvited = 0;
  CHECK(Ask(facts).at(0).severity == Severity::kNote);
}

TEST_CASE("of many libraries that go seven are named and the rest are counted") {
  ReplaceableFacts facts = PricedSshd();
  for (int i = 0; i < 8; ++i) facts.edges[kSystemdEdge].removed.push_back("lib" + std::to_string(i) + ".so.1");
  CHECK(
      Ask(facts).at(0).because.ends_with("for 10 libraries: libsystemd.so.0, liblzma.so.5, lib0.so.1, lib1.so.1, "
                                         "lib2.so.1, lib3.so.1, lib4.so.1 and 3 more"));
}

TEST_CASE("without a known remedy the next command is one") {
  ReplaceableFacts facts = PricedSshd();
  facts.edges[kSystemdEdge].remedy = "";
  CHECK(Ask(facts).at(0).remedy == "halfsecond replaceable /usr/sbin/sshd");
}

TEST_CASE("three functions, none at all, or a library that goes alone or stays are a no") {
  const auto answer_when = [](auto change) {
    ReplaceableFacts facts = PricedSshd();
    change(facts.edges[kSystemdEdge]);
    return Ask(facts).at(0).answer;
  };
  CHECK(answer_when([](EdgeFacts& edge) { edge.symbols.emplace_back("sd_booted@LIBSYSTEMD_209"); }) == Answer::kNo);
  CHECK(answer_when([](EdgeFacts& edge) { edge.symbols.clear(); }) == Answer::kNo);
  CHECK(answer_when([](EdgeFacts& edge) { edge.removed.pop_back(); }) == Answer::kNo);
  CHECK(answer_when([](EdgeFacts& edge) { edge.removed.clear(); }) == Answer::kNo);
}

TEST_CASE("no such entry among symbols that could not all be read is unknown, not no") {
  ReplaceableFacts facts = PricedSshd();
  facts.edges.pop_back();
  facts.is_complete = false;
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}
