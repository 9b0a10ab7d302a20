#include "render/table.h"

#include <doctest/doctest.h>

#include <string>

using halfsecond::render::Shortened;
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

TEST_CASE("a name wider than most widens no column, and one that fills a line is cut with a sign") {
  const std::string wide(60, 'w');
  CHECK(Table({{"a", "b"}, {wide, "c"}}) == "  a  b\n  " + wide + "  c\n");
  const std::string endless(4096, 'e');
  CHECK(Table({{"a", "b"}, {endless, "c"}}) == "  a  b\n  " + std::string(97, 'e') + "...  c\n");
}

TEST_CASE("foreign text is cut between two characters, after it was made harmless, and shows that it was") {
  CHECK(Shortened("short", 5) == "short");
  CHECK(Shortened("longer", 5) == "lo...");
  CHECK(Shortened("\u00e4\u00f6\u00fc\u00e4\u00f6\u00fc", 5) == "\u00e4\u00f6...");
  CHECK(Shortened("\033[2Jclear the screen", 10) == "\\x1b[2J...");
}
