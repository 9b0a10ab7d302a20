#include "render/table.h"

#include <doctest/doctest.h>

using halfsecond::render::Table;

TEST_CASE("columns stand one below the other, as wide as the widest cell and two spaces") {
  CHECK(
      Table({{"libc.so.6", "1 constructor", "by way of a"}, {"libboost_regex.so.1", "2 constructors", "named by b"}}) ==
      "  libc.so.6            1 constructor   by way of a\n"
      "  libboost_regex.so.1  2 constructors  named by b\n");
}

TEST_CASE("a short row ends where it ends, and its last cell widens no column") {
  CHECK(Table({{"a", "b"}, {"a sentence that is longer than any column"}}) ==
        "  a  b\n"
        "  a sentence that is longer than any column\n");
  CHECK(Table({}).empty());
}
