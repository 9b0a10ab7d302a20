#include "rules/load/all.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "tests/made_load_facts.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<std::string> Lines(const std::string& path) {
  std::ifstream file(std::string(HS_SOURCE_DIR) + path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// The ids in the index's table of the rules that `load` asks, in their order.
std::vector<std::string> Indexed() {
  std::vector<std::string> ids;
  bool is_table_of_load = false;
  for (const std::string& line : Lines("/docs/rules/README.md")) {
    if (line.starts_with("## ")) is_table_of_load = line == "## load";
    if (is_table_of_load && line.starts_with("| [")) ids.push_back(line.substr(3, line.find(']') - 3));
  }
  return ids;
}

}  // namespace

TEST_CASE("every rule has an id of its own, a question that ends as one, and a reason") {
  std::set<std::string_view> ids;
  for (const Rule<LoadFacts>* rule : rules::LoadRules()) {
    CHECK(ids.insert(rule->id).second);
    CHECK(rule->question.ends_with('?'));
    CHECK_FALSE(rule->why.empty());
    CHECK_FALSE(rule->why.ends_with('.'));
  }
}

TEST_CASE("every rule answers every question it is asked, in its own name and with a reason") {
  LoadFacts facts = Sshd();
  for (const bool is_complete : {true, false}) {
    facts.closure_complete = is_complete;
    for (const Rule<LoadFacts>* rule : rules::LoadRules()) {
      const auto findings = rule->ask(facts);
      CHECK_FALSE(findings.empty());
      for (const Finding& finding : findings) {
        CHECK(finding.rule == rule->id);
        CHECK_FALSE(finding.because.empty());
        CHECK_FALSE(finding.subject.empty());
      }
    }
  }
}

TEST_CASE("findings come worst first, and in the order of the rules within a severity") {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x3a8);
  facts.risky_directories.push_back(
      {kSshd, "/tmp/lib/", "/tmp/lib", SearchDirectory::Risk::kCreatableByOthers, "can be written by anyone"});
  facts.objects[kSshd].hardening = {};
  std::vector<std::string> worst;
  for (const Finding& finding : rules::AskLoadRules(facts)) {
    if (finding.severity > Severity::kNote) worst.emplace_back(finding.rule);
  }
  CHECK(worst == std::vector<std::string>{"writable-search-path", "foreign-ifunc", "writable-got"});
}

TEST_CASE("the index of the pages lists exactly the rules, in their order") {
  std::vector<std::string> ids;
  for (const Rule<LoadFacts>* rule : rules::LoadRules()) ids.emplace_back(rule->id);
  CHECK(Indexed() == ids);
}

TEST_CASE("the page of each rule opens with its id and its question, has every section, and fits a screen or two") {
  for (const Rule<LoadFacts>* rule : rules::LoadRules()) {
    const std::vector<std::string> page = Lines("/docs/rules/" + std::string(rule->id) + ".md");
    CAPTURE(rule->id);
    REQUIRE(page.size() > 3);
    CHECK(page.size() <= 60);
    CHECK(page[0] == "# " + std::string(rule->id));
    CHECK(page[2] == rule->question);
    for (const char* section :
         {"## Why", "## What it looks at", "## Quiet about", "## Blind spots", "## Example", "## What to do"}) {
      CAPTURE(section);
      CHECK(std::count(page.begin(), page.end(), section) == 1);
    }
  }
}
