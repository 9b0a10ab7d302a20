#include "render/replaceable.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/made_load_facts.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

TEST_CASE("the price of an addition ends with what the new library runs") {
  AdditionFacts facts;
  facts.library = "libz.so.1";
  facts.path = "/lib/lib z.so.1";
  facts.added = {"libz.so.1"};
  CHECK(render::AdditionText(Sshd(), facts).ends_with("next: halfsecond load --timeline '/lib/lib z.so.1'\n"));
}

TEST_CASE("the price of what is there already ends with who brings it") {
  AdditionFacts facts;
  facts.library = "liblzma.so.5";
  CHECK(render::AdditionText(Sshd(), facts).ends_with("next: halfsecond why /usr/sbin/sshd liblzma.so.5\n"));
}

TEST_CASE("the price of what would not be found ends with where libraries are looked for") {
  AdditionFacts facts;
  facts.library = "libgone.so.1";
  facts.missing = {"libgone.so.1"};
  CHECK(render::AdditionText(Sshd(), facts).ends_with("next: halfsecond load --order /usr/sbin/sshd\n"));
}
