#include "render/fold.h"

#include <doctest/doctest.h>

#include <string>

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using render::Folded;

namespace {

const std::string kSeventy(70, 'x');

}  // namespace

TEST_CASE("text that fits the page is left as it is") {
  CHECK(Folded("", {}).empty());
  CHECK(Folded("two words", {20, 20, 1}) == "two words");
  CHECK(Folded(kSeventy + " nine nine", {}) == kSeventy + " nine nine");  // 80 columns
}

TEST_CASE("what does not fit goes on below the first word, at a blank") {
  CHECK(Folded(kSeventy + " nine nine. on", {0, 4, 3}) == kSeventy + " nine\n    nine. on");
  CHECK(Folded("first " + kSeventy + " last", {20, 2, 3}) == "first\n  " + kSeventy + " last");
}

TEST_CASE("a word wider than the page stays whole, on a line of its own") {
  const std::string wide(100, 'x');
  CHECK(Folded(wide, {0, 2, 1}) == wide);
  CHECK(Folded("a " + wide + " b", {0, 2, 3}) == "a\n  " + wide + "\n  b");
}

TEST_CASE("where there is no room for more lines, the last one says that there is more") {
  CHECK(Folded(kSeventy + " sixsix more", {0, 2, 1}) == kSeventy + " ...");
  CHECK(Folded(kSeventy + " " + kSeventy + " " + kSeventy, {0, 0, 2}) == kSeventy + "\n" + kSeventy + " ...");
  CHECK(Folded(kSeventy + " " + kSeventy, {0, 2, 2}) == kSeventy + "\n  " + kSeventy);
}

TEST_CASE("columns are counted, not bytes") {
  std::string text;
  for (int i = 0; i < 70; ++i) text += "\xc3\xa9";
  CHECK(Folded(text + " nine nine", {}) == text + " nine nine");
}
