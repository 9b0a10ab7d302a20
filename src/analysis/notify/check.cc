#include "analysis/notify/check.h"

#include "analysis/notify/collect.h"
#include "analysis/notify/describe.h"
#include "analysis/notify/mistakes.h"

namespace halfsecond::notify_check {
namespace {

// Ended by itself, with an error, in silence: a wrong option, a missing configuration.
bool DoesNotRun(const supervise::RunRecord& run) {
  return run.ending == supervise::Ending::kExited && run.exit_value != 0 && run.datagrams.empty() && run.outlived == 0;
}

}  // namespace

Result<NotifyFacts> Check(const CheckOptions& options, const RunOnce& run) {
  std::vector<supervise::RunRecord> records;
  HS_TRY(first, run(FirstPlan(options)));
  if (DoesNotRun(first)) {
    const std::string last = LastLine(first.output);
    return Error{Error::Kind::kIo, options.command[0] + " ends at once with status " +
                                       std::to_string(first.exit_value) + (last.empty() ? "" : ": " + last)};
  }
  NotifyFacts facts;
  facts.program = options.command[0];
  facts.not_tried = NotTried(options);
  records.push_back(std::move(first));
  if (records[0].ready_usec) {
    for (const supervise::RunPlan& plan : OtherPlans(options, records[0])) {
      auto record = run(plan);
      if (record.ok()) {
        records.push_back(std::move(record).value());
        continue;
      }
      facts.complete = false;
      facts.not_tried.push_back("run " + std::string(plan.name) + ": " + record.error().what);
    }
  } else {
    facts.not_tried.emplace_back("the other runs: without READY=1 by path they have nothing to tell");
  }
  for (const supervise::RunRecord& record : records) facts.runs.push_back(Describe(record));
  facts.findings = FindMistakes(facts.program, records);
  return facts;
}

}  // namespace halfsecond::notify_check
