#include "render/style.h"

#include <doctest/doctest.h>

using halfsecond::Severity;
using halfsecond::render::Colours;
using halfsecond::render::InSeverity;
using halfsecond::render::Strong;

TEST_CASE("without colours the text is as it was") {
  CHECK(Strong("sshd", Colours::kOff) == "sshd");
  CHECK(InSeverity("red", Severity::kRed, Colours::kOff) == "red");
}

TEST_CASE("every colour is switched off behind its text; a note has none") {
  CHECK(Strong("sshd", Colours::kOn) == "\033[1msshd\033[0m");
  CHECK(InSeverity("red", Severity::kRed, Colours::kOn) == "\033[31mred\033[0m");
  CHECK(InSeverity("amber", Severity::kAmber, Colours::kOn) == "\033[33mamber\033[0m");
  CHECK(InSeverity("note", Severity::kNote, Colours::kOn) == "note");
}
