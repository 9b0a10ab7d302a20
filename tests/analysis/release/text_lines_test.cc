#include "analysis/release/text_lines.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"

using namespace halfsecond::release;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

std::string Text(const std::vector<std::string_view>& lines) {
  std::string text;
  for (const auto line : lines) text.append(line).append("\n");
  return text;
}

// `before` with the changes made: what `after` must be.
std::string Applied(const std::string& before, const std::vector<ChangedLines>& changes) {
  auto lines = LinesOf(before);
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    const auto first = lines.begin() + static_cast<std::ptrdiff_t>(change->old_line - 1);
    const auto at = lines.erase(first, first + static_cast<std::ptrdiff_t>(change->old_lines.size()));
    lines.insert(at, change->new_lines.begin(), change->new_lines.end());
  }
  return Text(lines);
}

}  // namespace

TEST_CASE("one changed line is one change, with its place in both texts") {
  const auto changes = FewChanges("a\nb\nc\n", "a\nB\nc\n", 6);
  REQUIRE(changes);
  REQUIRE(changes->size() == 1);
  CHECK(changes->at(0).old_line == 2);
  CHECK(changes->at(0).new_line == 2);
  CHECK(changes->at(0).old_lines.at(0) == "b");
  CHECK(changes->at(0).new_lines.at(0) == "B");
}

TEST_CASE("equal texts have no changes; texts without a line in common too many") {
  CHECK(FewChanges("a\n", "a\n", 6)->empty());
  CHECK_FALSE(FewChanges("a\nb\nc\n", "d\ne\nf\n", 2));
  CHECK(FewChanges("", "x\n", 6)->size() == 1);
  CHECK(FewChanges("x\n", "", 6)->size() == 1);
  CHECK_FALSE(FewChanges(std::string(100, '\n'), "", 6));
}

TEST_CASE("the changes of ten thousand random edits make the one text out of the other") {
  halfsecond::tests::Numbers numbers(7);
  int found = 0;
  for (int i = 0; i < 10'000; ++i) {
    std::string before;
    for (std::size_t n = numbers.Below(12); n > 0; --n)
      before += std::string(1, static_cast<char>('a' + numbers.Below(4))) + "\n";
    std::string after;
    for (const auto line : LinesOf(before)) {
      if (numbers.Below(4) == 0) after += std::string(1, static_cast<char>('a' + numbers.Below(4))) + "\n";
      if (numbers.Below(4) != 0) after.append(line).append("\n");
    }
    const auto changes = FewChanges(before, after, 6);
    if (!changes) continue;
    ++found;
    CHECK(Applied(before, *changes) == after);
  }
  CHECK(found > 9000);
}
