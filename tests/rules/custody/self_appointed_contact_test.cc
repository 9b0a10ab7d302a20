#include <doctest/doctest.h>

#include "facts/custody.h"
#include "facts/finding.h"
#include "facts/ledger.h"

namespace halfsecond::rules {
extern const Rule<LedgerFacts> kSelfAppointedContact;
}

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

LedgerEvent Swap() {
  LedgerEvent event;
  event.seconds = *ParseDate("2023-03-20");
  event.project = "project";
  event.commit = std::string(40, 'a');
  event.author = "Newcomer";
  event.old_contact = "one@host.test";
  event.new_contact = "new@host.test";
  event.is_self_appointed = true;
  return event;
}

Finding Ask(const std::vector<LedgerEvent>& events) {
  LedgerFacts facts;
  facts.path = "oss-fuzz";
  facts.events = events;
  return rules::kSelfAppointedContact.ask(facts).at(0);
}

}  // namespace

TEST_CASE("a contact who appoints himself and moves the repository in the same commit is red") {
  LedgerEvent event = Swap();
  event.old_repository = "https://one.test";
  event.new_repository = "https://two.test";
  CHECK(Ask({event}).severity == Severity::kRed);
  event.is_same_person = true;
  CHECK(Ask({event}).severity == Severity::kNote);
  CHECK(Ask({event}).because == "project, 2023-03-20: same name, new address");
}

TEST_CASE("a self-appointed contact who then weakens the build is amber, another who weakens it is not") {
  LedgerEvent weakens;
  weakens.seconds = *ParseDate("2023-07-07");
  weakens.project = "project";
  weakens.author = "Newcomer";
  weakens.weakened = "--disable-ifunc";
  CHECK(Ask({Swap(), weakens}).severity == Severity::kAmber);
  weakens.author = "Maintainer One";
  CHECK(Ask({Swap(), weakens}).severity == Severity::kNote);
}

TEST_CASE("a contact appointed by another is a no") {
  LedgerEvent event = Swap();
  event.is_self_appointed = false;
  CHECK(Ask({event}).answer == Answer::kNo);
}
