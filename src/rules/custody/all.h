// The rules about custody, in the order in which they are asked and shown.

#pragma once

#include <span>
#include <vector>

#include "facts/custody.h"
#include "facts/finding.h"
#include "facts/ledger.h"

namespace halfsecond::rules {

std::span<const Rule<CustodyFacts>* const> CustodyRules();

// Every rule's findings, worst first, the latest first within a severity.
std::vector<Finding> AskCustodyRules(const CustodyFacts& facts);

// The rules about the ledger of OSS-Fuzz, and their findings in the same order.
std::span<const Rule<LedgerFacts>* const> LedgerRules();
std::vector<Finding> AskLedgerRules(const LedgerFacts& facts);

// When a finding could first have been made, in seconds since 1970.
std::int64_t DatedOf(const Finding& finding);

// For the order of identities and nothing else: the weights of an identity's distinct signals, of the repository where
// they are most.
int WeightOf(const CustodyIdentity& identity);

}  // namespace halfsecond::rules
