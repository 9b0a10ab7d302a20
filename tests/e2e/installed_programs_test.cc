// Every dynamic program installed here, or an even sample: what the loader would load, in its order, and in which order
// it would initialise. bench/closure_vs_loader does the same for all of them, and for any directory.

#include "tests/e2e/installed_programs.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/e2e/load_answer.h"
#include "tests/e2e/process.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

constexpr std::size_t kMaxPrograms = 400;     // as many as fit into 40 seconds beside the other tests
constexpr std::size_t kWantedPrograms = 300;  // where so many are installed

// Every n-th of `all`, so that a machine with thousands is asked about kMaxPrograms of them, the same in each run.
std::vector<std::string> EvenSample(const std::vector<std::string>& all) {
  if (all.size() <= kMaxPrograms) return all;
  std::vector<std::string> sample;
  for (std::size_t i = 0; i < kMaxPrograms; ++i) sample.push_back(all[i * all.size() / kMaxPrograms]);
  return sample;
}

// One run of halfsecond over all of `programs`, in their order.
std::vector<Answer> AskAboutAll(const std::vector<std::string>& programs) {
  std::vector<std::string> argv{Binary(), "load", "--json"};
  argv.insert(argv.end(), programs.begin(), programs.end());
  const Ended ended = Run({.argv = argv, .directory = "/"});
  const auto parsed = nlohmann::json::parse(ended.out, nullptr, false);
  INFO(ended.err);
  REQUIRE(parsed.is_object());
  std::vector<Answer> answers;
  for (const auto& program : parsed.value("programs", nlohmann::json::array())) answers.push_back(ReadAnswer(program));
  REQUIRE(answers.size() == programs.size());
  return answers;
}

// True when both agree; prints the difference when not.
bool Same(const Answer& answer, const Truth& truth) {
  CHECK(OnePerLine(answer.paths) == OnePerLine(truth.paths));
  CHECK(OnePerLine(answer.missing) == OnePerLine(truth.missing));
  if (truth.missing.empty()) CHECK(OnePerLine(answer.init_order) == OnePerLine(truth.relocation));
  const bool is_same_order = !truth.missing.empty() || answer.init_order == truth.relocation;
  return answer.paths == truth.paths && answer.missing == truth.missing && is_same_order;
}

}  // namespace

TEST_CASE("every installed program: the loader's objects, its order, its order of initialisation") {
  InstalledPrograms installed = FindInstalledPrograms({"/usr/bin", "/usr/sbin", "/usr/libexec", "/usr/lib"});
  const std::vector<std::string> programs = EvenSample(installed.comparable);
  REQUIRE(!programs.empty());
  const std::vector<Answer> answers = AskAboutAll(programs);
  std::size_t compared = 0;
  std::size_t same = 0;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    CAPTURE(programs[i]);
    const Truth truth = AskLoader(programs[i], {.directory = "/"});
    if (!truth.starts) {
      installed.left_out.push_back({programs[i], "refuses: " + truth.complaint});
      continue;
    }
    ++compared;
    if (Same(answers[i], truth)) ++same;
  }
  for (const LeftOut& one : installed.left_out) MESSAGE("no truth for " << one.path << ": " << one.reason);
  MESSAGE(same << " of " << compared << " programs like the loader, of " << installed.comparable.size()
               << " installed");
  CHECK(same == compared);
  if (installed.comparable.size() >= kWantedPrograms) CHECK(compared >= kWantedPrograms);
}
