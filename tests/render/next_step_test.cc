#include "render/next_step.h"

#include <doctest/doctest.h>

using halfsecond::render::NextLine;

TEST_CASE("the next step is a command as it is typed: words that a shell would read are quoted") {
  CHECK(NextLine("why", {"/usr/sbin/sshd", "liblzma.so.5"}) == "next: halfsecond why /usr/sbin/sshd liblzma.so.5\n");
  CHECK(NextLine("load --timeline", {"/lib/lib z.so.1"}) == "next: halfsecond load --timeline '/lib/lib z.so.1'\n");
  CHECK(NextLine("why", {"-x", "a"}) == "next: halfsecond why -- -x a\n");
}

TEST_CASE("there is no next step by a name that a terminal cannot show as it is") {
  CHECK(NextLine("why", {"/bin/e\033]0;x", "a"}).empty());
  CHECK(NextLine("why", {"/bin/a", "two\nlines"}).empty());
}
