#include "readers/gettext/messages.h"

#include <doctest/doctest.h>

#include <string>

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

TEST_CASE("each of ten thousand messages is found with its own translation, and no other is") {
  gettext::Messages messages;
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = "message " + std::to_string(i);
    messages.Add({text, "translation " + std::to_string(i)});
  }
  messages.Sort();
  CHECK(messages.size() == 10'000);
  for (int i = 0; i < 10'000; ++i) {
    REQUIRE(messages.Find("message " + std::to_string(i)) == "translation " + std::to_string(i));
  }
  CHECK_FALSE(messages.Find("message 10000"));
  CHECK_FALSE(messages.Find(""));
}

TEST_CASE("of a message that comes more than once, the last translation stays") {
  const gettext::Messages messages{{"a", "1"}, {"b", "2"}, {"a", "3"}, {"", "header"}, {"a", ""}};
  CHECK(messages.size() == 3);
  CHECK(messages.Find("a") == "");
  CHECK(messages.Find("b") == "2");
  CHECK(messages.Find("") == "header");
}
