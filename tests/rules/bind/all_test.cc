#include "rules/bind/all.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/made_load_facts.h"
#include "tests/made_replaceable_facts.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::string Page(const std::string& name) {
  std::ifstream file(std::string(HS_SOURCE_DIR) + "/docs/rules/" + name + ".md");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("every rule about bindings answers in its own name, complete or not") {
  ReplaceableFacts facts = PricedSshd();
  for (const bool is_complete : {true, false}) {
    facts.is_complete = is_complete;
    for (const Rule<ReplaceableFacts>* rule : rules::BindRules()) {
      REQUIRE_FALSE(rule->ask(facts).empty());
      CHECK(rule->ask(facts).front().rule == rule->id);
      CHECK_FALSE(rule->ask(facts).front().because.empty());
    }
  }
}

TEST_CASE("every rule about bindings stands in the index, and its page has its question and every section") {
  const std::string index = Page("README");
  std::size_t at = 0;
  for (const Rule<ReplaceableFacts>* rule : rules::BindRules()) {
    const std::string id(rule->id);
    CAPTURE(id);
    const std::size_t line = index.find("| [" + id + "](" + id + ".md) | " + std::string(rule->question) + " |");
    REQUIRE(line != std::string::npos);
    CHECK(line > at);
    at = line;
    const std::string page = Page(id);
    CHECK(page.starts_with("# " + id + "\n\n" + std::string(rule->question) + "\n"));
    for (const char* section :
         {"## Why", "## What it looks at", "## Quiet about", "## Blind spots", "## Example", "## What to do"}) {
      CHECK(page.find(section) != std::string::npos);
    }
  }
}

TEST_CASE("of the rules about bindings the worst finding comes first") {
  ReplaceableFacts facts = PricedSshd();
  RunAsRoot(facts.load);
  facts.uncalled = {kLiblzma};
  const auto findings = rules::AskBindRules(facts);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].severity == Severity::kAmber);
  CHECK(findings[1].rule == "uncalled-library");
}
