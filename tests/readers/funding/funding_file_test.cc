#include "readers/funding/funding_file.h"

#include <doctest/doctest.h>

#include <string>

#include "base/limits.h"
#include "tests/damage.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::string_view kFile = R"(# These are supported funding model platforms
github: [one, 'two']  # both
patreon:
open_collective: a-project
custom: ["https://project.test/donate", https://project.test/more]
liberapay: # nobody
tidelift: "npm/thing"
other:
  - listed
  - "quoted"
)";

std::string Told(std::string_view file) {
  std::string text;
  for (const auto& place : funding::ReadFunding(Bytes::Of(file))) {
    text.append(place.platform).append("=").append(place.name).append(" ");
  }
  return text;
}

}  // namespace

TEST_CASE("the places where a project asks for money are told in order, and empty ones are not") {
  CHECK(Told(kFile) ==
        "github=one github=two open_collective=a-project custom=https://project.test/donate "
        "custom=https://project.test/more tidelift=npm/thing other=listed other=quoted ");
}

TEST_CASE("what is no such file has no places") {
  CHECK(Told("").empty());
  CHECK(Told("- a\n- b\n").empty());
  CHECK(Told("<html>: x\n Key: y\n\x01: z\n").empty());
  CHECK(Told("github: \"never closed\n").empty());
}

TEST_CASE("ten thousand damages of a funding file end in places that stand in the file") {
  ForEachDamage(kFile, 10000, [](Bytes damaged) {
    for (const auto& place : funding::ReadFunding(damaged)) {
      const bool is_whole = !place.platform.empty() && !place.name.empty();
      CHECK(is_whole);
    }
  });
}

TEST_CASE("a funding file of endless places is cut short") {
  std::string file = "github: [";
  for (int i = 0; i < 5000; ++i) file += "a,";
  CHECK(funding::ReadFunding(Bytes::Of(file + "a]\n")).size() == limits::kMaxFundingPlaces);
}
