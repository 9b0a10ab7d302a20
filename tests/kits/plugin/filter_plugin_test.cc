#include "kits/plugin/filter_plugin.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

#include "tests/kits/plugin/layers_here.h"

using namespace halfsecond::plugin;    // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

namespace {

bool Has(const char* program) {
  // A filter may open files, and only Landlock says which: without it there is none (the next test).
  return testing::HasLandlock() && access(program, X_OK) == 0;
}

struct Told {
  Outcome<Report> report{Fault{Fault::Kind::kSpawn, 0, {}}};
  std::string text;
};

Told Filter(const char* path, std::vector<std::string> arguments, std::string_view input) {
  FilterManifest manifest;
  manifest.path = path;
  manifest.arguments = std::move(arguments);
  auto filter = FilterPlugin::Open(manifest);
  REQUIRE_MESSAGE(filter.ok(), filter.fault().what);
  Told told;
  Request request;
  request.input = Source::Of(input);
  request.output = Sink::Into(&told.text);
  request.deadline = 5000ms;
  told.report = filter.value().Run(request);
  return told;
}

}  // namespace

TEST_CASE("filters that know nothing of us run behind the wall, and give back what they got") {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "line " + std::to_string(i) + "\n";
  for (const char* program : {"/usr/bin/gzip", "/usr/bin/xz", "/usr/bin/zstd", "/usr/bin/bzip2", "/usr/bin/lz4"}) {
    if (!Has(program)) continue;
    CAPTURE(std::string(program));
    const Told packed = Filter(program, {"-c"}, text);
    REQUIRE_MESSAGE(packed.report.ok(), packed.report.fault().what);
    REQUIRE_MESSAGE(packed.report.value().verdict.done(), packed.report.value().verdict.words);
    CHECK(packed.text.size() < text.size());
    const Told unpacked = Filter(program, {"-d", "-c"}, packed.text);
    REQUIRE_MESSAGE(unpacked.report.ok(), unpacked.report.fault().what);
    CHECK_MESSAGE(unpacked.report.value().verdict.done(), unpacked.report.value().verdict.words);
    CHECK((unpacked.text == text));
  }
}

TEST_CASE("a filter that fails is a verdict with its exit status and its words") {
  if (!Has("/usr/bin/gzip")) return;
  const Told told = Filter("/usr/bin/gzip", {"-d"}, "this is no gzip");
  REQUIRE_MESSAGE(told.report.ok(), told.report.fault().what);
  CHECK(told.report.value().verdict.words == "exit status 1: gzip: stdin: not in gzip format");
}

TEST_CASE("a filter reads its libraries and nothing else, and writes nothing") {
  if (!Has("/usr/bin/cat") || !Has("/usr/bin/tee")) return;
  const Told read = Filter("/usr/bin/cat", {"/etc/passwd"}, "");
  REQUIRE(read.report.ok());
  CHECK_FALSE(read.report.value().verdict.done());
  CHECK(read.text.empty());
  const Told wrote = Filter("/usr/bin/tee", {"/tmp/halfsecond-filter-test"}, "x");
  CHECK_FALSE((wrote.report.ok() && wrote.report.value().verdict.done()));
  CHECK(access("/tmp/halfsecond-filter-test", F_OK) != 0);
}

TEST_CASE("a shell behind the wall starts no program, and a call outside the table is a fault") {
  if (!Has("/bin/sh")) return;
  const Told told = Filter("/bin/sh", {"-c", "/usr/bin/env; echo $?"}, "");
  CHECK_FALSE((told.report.ok() && told.text.find("PATH") != std::string::npos));
  CHECK(told.text.find('=') == std::string::npos);
}

TEST_CASE("a filter that never ends is stopped at the deadline") {
  FilterManifest manifest;
  manifest.path = "/bin/cat";
  auto filter = FilterPlugin::Open(manifest);
  REQUIRE(filter.ok());
  if (!testing::HasLandlock()) {
    Request nothing;
    CHECK(filter.value().Run(nothing).fault().Is(Fault::Kind::kConfine));
    MESSAGE("no Landlock here: filters are refused");
    return;
  }
  std::array<int, 2> silent{};
  REQUIRE(pipe(silent.data()) == 0);
  std::string text;
  Request request;
  request.input = Source::From(silent[0]);
  request.output = Sink::Into(&text);
  request.deadline = 100ms;
  const auto report = filter.value().Run(request);
  REQUIRE_FALSE(report.ok());
  CHECK(report.fault().Is(Fault::Kind::kTimeout));
  for (const int end : silent) close(end);
}
