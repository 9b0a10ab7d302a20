#include "tests/golden.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace halfsecond::tests {
namespace {

std::string Path(std::string_view name) {
  return std::string(HS_SOURCE_DIR "/tests/golden/").append(name);
}

}  // namespace

std::string Golden(std::string_view name) {
  std::ifstream file(Path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void CheckGolden(std::string_view name, const std::string& text) {
  if (std::getenv("HS_WRITE_GOLDEN") != nullptr) std::ofstream(Path(name), std::ios::binary) << text;
  CAPTURE(name);
  CHECK(Golden(name) == text);
}

}  // namespace halfsecond::tests
