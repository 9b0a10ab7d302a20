#include "app/build_id.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "tests/e2e/process.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

TEST_CASE("the build id is the one that stands in the program's file") {
  const std::string id = app::BuildId();
  CHECK(id.size() == 40);
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  CHECK(e2e::Run({{"readelf", "--notes", program}}).out.find("Build ID: " + id) != std::string::npos);
}
