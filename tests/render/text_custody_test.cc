#include "render/text_custody.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "render/json_custody.h"
#include "rules/custody/all.h"
#include "tests/made_custody_facts.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::string Text(const CustodyFacts& facts, render::Addresses addresses = render::Addresses::kHidden) {
  return render::CustodyText(facts, rules::AskCustodyRules(facts), {render::Colours::kOff, addresses});
}

// The newcomer first, as the command orders them.
CustodyFacts WholePath() {
  CustodyFacts facts = QuietProject();
  AddWholePath(facts);
  std::reverse(facts.identities.begin(), facts.identities.end());
  return facts;
}

}  // namespace

TEST_CASE("the whole path is told in its order, with commits, what else explains it and what history cannot show") {
  CHECK(Text(WholePath()) ==
        "quiet   900 commits 2010 to 2023, 0 tags\n"
        "  2 pushed in two years, most: Maintainer One (90 %), active in 20 of 24 months\n"
        "red control-changed-hands: Newcomer in quiet, 2023-03-18: joined a lone maintainer, pushes own work "
        "unreviewed, and now "
        "makes the releases\n"
        "    git -C /quiet show ffffffffffff; it may also be a planned handover of releases: look for where it was "
        "announced\n"
        "Newcomer   100 commits, 100 pushes\n"
        "  2022-02-06  bbbbbbbbbb  first authored: first patch\n"
        "  2022-12-30  cccccccccc  first pushed by own hand: first push\n"
        "  2023-01-10  dddddddddd  joined a lone maintainer: Maintainer One wrote 90 %\n"
        "  2023-01-19  eeeeeeeeee  pushes own work without review: 39 of the last 40 pushes\n"
        "  2023-03-18  ffffffffff  released where others had: v2.0\n"
        "  2023-03-18  bbbbbbbbbb  new signing key, another hand: v2.0 by key 1111222233334444\n"
        "as of 2024-01-01; 3 notes (--json). History cannot show payloads in archives, stolen credentials or sabotage "
        "by an "
        "owner\n"
        "next: halfsecond custody --elsewhere=Newcomer /quiet\n");
}

TEST_CASE("a person whom a finding is about comes next, else the upkeep of what rests on one; of neither nothing") {
  CustodyFacts facts = QuietProject();
  facts.repositories[0].preconditions.has_lone_maintainer = false;
  CHECK(Text(facts).find("next: ") == std::string::npos);
  facts.repositories[0].preconditions.has_lone_maintainer = true;
  CHECK(Text(facts).ends_with("\nnext: halfsecond upkeep /quiet\n"));
  facts = WholePath();
  facts.identities[0].name = "New\ncomer";
  CHECK(Text(facts).find("next: ") == std::string::npos);
}

TEST_CASE("addresses are shown on request only, in text and in JSON") {
  const CustodyFacts facts = WholePath();
  CHECK(Text(facts).find("new@host.test") == std::string::npos);
  CHECK(Text(facts, render::Addresses::kShown).find("new@host.test") != std::string::npos);
  CHECK(render::CustodyJson(facts, {}, render::Addresses::kHidden).find("@host.test") == std::string::npos);
}

TEST_CASE("however much there is to tell, it is at most 25 lines, and nothing foreign reaches the terminal as it is") {
  CustodyFacts facts = WholePath();
  facts.identities[0].name = "New\033[2Jcomer";
  for (int i = 0; i < 40; ++i) {
    for (int kind = 0; kind < 25; ++kind) {
      AddEvent(facts, facts.identities[0].name, static_cast<CustodyEventKind>(kind), "2023-06-01",
               std::string(500, 'x') + "\x1b\xe2\x80\xae");
    }
  }
  facts.repositories.insert(facts.repositories.end(), 9, facts.repositories[0]);
  const std::string text = Text(facts);
  CHECK(std::count(text.begin(), text.end(), '\n') <= 25);
  CHECK(text.find('\033') == std::string::npos);
  CHECK(text.find("\xe2\x80\xae") == std::string::npos);
}
