#include "analysis/notify/check.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/analysis/notify/records.h"

using namespace halfsecond::notify_check;  // NOLINT(google-build-using-namespace): the names of this test's subject
using halfsecond::Error;
using halfsecond::NotifyFacts;
using halfsecond::Result;
using halfsecond::supervise::Ending;
using halfsecond::supervise::RunPlan;
using halfsecond::supervise::RunRecord;

namespace {

CheckOptions Options() {
  CheckOptions options;
  options.command = {"daemon", "-D"};
  return options;
}

}  // namespace

TEST_CASE("a daemon that is ready by path is run in eight ways, each once; a reload only when asked for") {
  std::multiset<std::string> names;
  const auto run = [&](const RunPlan& plan) -> Result<RunRecord> {
    names.insert(std::string(plan.name));
    CHECK(plan.command == Options().command);
    return RecordOf(plan.name, {"READY=1"});
  };
  const auto facts = Check(Options(), run);
  REQUIRE(facts.ok());
  CHECK(names ==
        std::multiset<std::string>{"path", "abstract", "none", "watchdog", "listen", "others", "fdstore", "busy"});
  CHECK(facts.value().complete);
  CHECK(facts.value().not_tried.size() == 2);

  CheckOptions with_reload = Options();
  with_reload.reload_signal = 1;
  REQUIRE(Check(with_reload, run).ok());
  CHECK(names.count("reload") == 1);
}

TEST_CASE("a daemon that is not ready by path is not run again, and the answer says so") {
  int runs = 0;
  const auto facts = Check(Options(), [&](const RunPlan& plan) -> Result<RunRecord> {
    ++runs;
    return RecordOf(plan.name, {});
  });
  REQUIRE(facts.ok());
  CHECK(runs == 1);
  CHECK(facts.value().findings.size() == 1);
  CHECK(facts.value().not_tried.back().find("without READY=1") != std::string::npos);
}

TEST_CASE("a command that ends at once with an error is no daemon to judge: its last line says why") {
  const auto facts = Check(Options(), [](const RunPlan& plan) -> Result<RunRecord> {
    RunRecord record = RecordOf(plan.name, {});
    record.stop_usec.reset();
    record.ending = Ending::kExited;
    record.exit_value = 78;
    record.output = "reading configuration\nno such file: daemon.conf\n\n";
    return record;
  });
  REQUIRE_FALSE(facts.ok());
  CHECK(facts.error().what == "daemon ends at once with status 78: no such file: daemon.conf");
}

TEST_CASE("a run that could not be made leaves the answer incomplete, never clean in silence") {
  const auto facts = Check(Options(), [](const RunPlan& plan) -> Result<RunRecord> {
    if (plan.name == kBusy) return Error{Error::Kind::kIo, "the notification queue cannot be filled"};
    return RecordOf(plan.name, {"READY=1"});
  });
  REQUIRE(facts.ok());
  CHECK_FALSE(facts.value().complete);
  CHECK(facts.value().not_tried.back() == "run busy: the notification queue cannot be filled");
}
