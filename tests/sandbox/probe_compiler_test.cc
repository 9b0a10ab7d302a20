#include "sandbox/probe_compiler.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/limits.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace)
using sandbox::ProbeCompiler;

namespace {

ProbeCompiler Started() {
  auto compiler = ProbeCompiler::Start(sandbox::Walls::kUp);
  REQUIRE(compiler.has_value());  // the tests' own compiler is GCC
  return std::move(*compiler);
}

}  // namespace

TEST_CASE("a probe compiles with the headers of this system, and a lone mark is told with its place") {
  ProbeCompiler compiler = Started();
  const auto good = compiler.Check("#include <stdio.h>\n#include <sys/prctl.h>\nint main(void) { return 0; }\n");
  REQUIRE(good.ok());
  CHECK(good->compiles);
  const auto dead = compiler.Check("#include <sys/prctl.h>\n.\nint main(void) { return 0; }\n");
  REQUIRE(dead.ok());
  CHECK_FALSE(dead->compiles);
  CHECK(dead->said.find("<stdin>:2:1: error: expected ") == 0);
  const auto lacking = compiler.Check("#include <no/such/header.h>\nint a;\n");
  REQUIRE(lacking.ok());
  CHECK(lacking->said.find("fatal error: ") != std::string::npos);
  CHECK(compiler.Check("").value().compiles);
}

TEST_CASE("a hostile probe reads no file of ours, makes none, and is stopped") {
  ProbeCompiler compiler = Started();
  const std::string secret = std::filesystem::temp_directory_path() / ("probe-" + std::to_string(getpid()));
  { std::filesystem::create_directory(secret); }
  // What it may not read it says so of; what is there would be shown as an error in its text.
  for (const std::string& path : {std::string("/etc/passwd"), std::string("/proc/self/environ"), secret}) {
    const auto answer = compiler.Check("#include \"" + path + "\"\n");
    REQUIRE(answer.ok());
    CHECK_FALSE(answer->compiles);
    CHECK(answer->said.find("root:") == std::string::npos);
    CHECK(answer->said.find("PATH=") == std::string::npos);
  }
  std::filesystem::remove(secret);
  // Memory and time: a macro that doubles sixty times, and one that includes itself.
  std::string bomb = "#define A0 int a;\n";
  for (int i = 1; i < 60; ++i) {
    bomb += "#define A" + std::to_string(i) + " A" + std::to_string(i - 1) + " A" + std::to_string(i - 1) + "\n";
  }
  CHECK((!compiler.Check(bomb + "A59\n").ok() || !compiler.Check(bomb + "A59\n")->compiles));
  CHECK_FALSE(compiler.Check(std::string(limits::kMaxProbeBytes + 1, ' ')).ok());
  CHECK(compiler.Check("int a;\n").value().compiles);  // and it goes on
}
